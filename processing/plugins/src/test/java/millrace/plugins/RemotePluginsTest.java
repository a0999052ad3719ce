package millrace.plugins;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import millrace.plugins.worker.PluginSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RemotePluginsTest {
  @TempDir Path temp;
  private final Map<String, byte[]> published = new ConcurrentHashMap<>();
  private final List<String> asked = new ArrayList<>();
  private HttpServer repository;

  @BeforeEach
  void serve() throws IOException {
    repository = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    repository.createContext(
        "/",
        exchange -> {
          String path = exchange.getRequestURI().toString();
          asked.add(path);
          byte[] body = published.get(path);
          if (path.endsWith("moved.py")) {
            exchange.getResponseHeaders().add("Location", "/r/a.py");
            exchange.sendResponseHeaders(302, -1);
          } else if (body == null) {
            exchange.sendResponseHeaders(404, -1);
          } else {
            exchange.sendResponseHeaders(200, body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
          }
          exchange.close();
        });
    repository.start();
    publish("/r/a.py", "print('ä')");
  }

  @AfterEach
  void stop() {
    repository.stop(0);
  }

  @Test
  void joinsBaseAndPathWithOneSlash() {
    assertThat(text(remote("/r").fetch("gh:a.py"))).isEqualTo("print('ä')");
    assertThat(text(remote("/r/").fetch("gh:a.py"))).isEqualTo("print('ä')");
    assertThat(asked).containsExactly("/r/a.py", "/r/a.py");
  }

  @Test
  void followsRedirects() {
    assertThat(text(remote("/r").fetch("gh:moved.py"))).isEqualTo("print('ä')");
  }

  @Test
  void namesStatusAndAddress() {
    assertThatThrownBy(() -> remote("/r").fetch("gh:not_found.py"))
        .hasMessage("error fetching plugin from repository: 404 Not Found " + base() + "/r/not_found.py");
    assertThatThrownBy(() -> remote("/r").fetch("gh:a b")).hasMessage("error getting plugin from repository");
  }

  @Test
  void saysWhenTheRepositoryCannotBeReached() {
    RemotePlugins remote = remote("/r");
    repository.stop(0);
    assertThatThrownBy(() -> remote.fetch("gh:a.py")).hasMessage("error getting plugin from repository");
  }

  @Test
  void refusesAPluginThatIsTooLarge() {
    published.put("/r/big.py", new byte[1024 * 1024 + 1]);
    assertThatThrownBy(() -> remote("/r").fetch("gh:big.py")).hasMessage("error getting plugin from repository");
  }

  @Test
  void startsFromTheKeptCopyWhenTheRepositoryIsAway() {
    RemotePlugins remote = remote("/r");
    remote.fetch("gh:a.py");
    repository.stop(0);
    assertThat(text(remote.fetchOrKept("gh:a.py"))).isEqualTo("print('ä')");
    assertThat(text(remote("/r").fetchOrKept("gh:a.py"))).isEqualTo("print('ä')");
    assertThatThrownBy(() -> remote.fetchOrKept("gh:b.py")).hasMessage("error getting plugin from repository");
  }

  @Test
  void prefersFreshContentToTheCopy() {
    RemotePlugins remote = remote("/r");
    remote.fetch("gh:a.py");
    publish("/r/a.py", "2");
    assertThat(text(remote.fetchOrKept("gh:a.py"))).isEqualTo("2");
  }

  @Test
  void holdsAPinnedPluginToItsDigest() {
    RemotePlugins remote = remote("/r");
    String digest = remote.fetch("gh:a.py").digest();
    assertThat(digest).hasSize(64);
    String pinned = "gh:a.py@sha256:" + digest;
    publish("/r/a.py", "2");
    assertThat(text(remote.fetch(pinned))).isEqualTo("print('ä')");
    remote.fetch("gh:a.py");
    assertThatThrownBy(() -> remote.fetch(pinned))
        .hasMessageStartingWith("plugin from repository has another digest than pinned: ");
  }

  @Test
  void canBeSwitchedOff() {
    RemotePlugins off = new RemotePlugins(URI.create("disabled"), temp);
    assertThatThrownBy(() -> off.fetch("gh:a.py"))
        .hasMessage("plugin installation is disabled; plugins must already exist in the configured plugin directory");
  }

  private RemotePlugins remote(String path) {
    return new RemotePlugins(URI.create(base() + path), temp.resolve("kept"));
  }

  private String base() {
    return "http://" + repository.getAddress().getAddress().getHostAddress() + ":" + repository.getAddress().getPort();
  }

  private void publish(String path, String text) {
    published.put(path, text.getBytes(StandardCharsets.UTF_8));
  }

  private static String text(PluginCode code) {
    return ((PluginSource.SingleFile) code.current()).text();
  }
}
