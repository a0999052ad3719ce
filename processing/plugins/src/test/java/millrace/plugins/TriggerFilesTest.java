package millrace.plugins;

import static millrace.plugins.EngineHarness.trigger;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import millrace.base.ErrorCode;
import millrace.base.MillraceException;
import millrace.plugins.worker.PluginSource;
import org.junit.jupiter.api.Test;

/// The files of triggers: edited, replaced, listed, deleted and fetched.
class TriggerFilesTest extends EngineTest {
  @Test
  void editsTakeEffectAtTheNextRun() {
    server.create(trigger("t", "all_tables"));
    server.flush("a");
    server.time.runTasks();
    server.file("p.py", "print(2)\n");
    server.flush("a");
    server.time.runTasks();
    assertThat(server.workers.calls("t"))
        .extracting(call -> ((PluginSource.SingleFile) call.source()).text())
        .containsExactly("pass\n", "print(2)\n");
    assertThat(server.workers.opened).hasSize(1);
  }

  @Test
  void filesAreCreatedAndReplaced() {
    server.engine.putFile("new/q.py", "1");
    assertThat(folder.resolve("new/q.py")).hasContent("1");
    server.create(trigger("t", "all_tables"));
    server.engine.replaceTriggerFile(Optional.of("db"), "t", "2");
    assertThat(folder.resolve("p.py")).hasContent("2");
    refuses(
        () -> server.engine.replaceTriggerFile(Optional.empty(), "no", ""),
        ErrorCode.NOT_FOUND,
        "Processing engine error: plugin error: Plugin not found: no");
    refuses(
        () -> server.engine.putFile("../q.py", ""),
        ErrorCode.INVALID_ARGUMENT,
        "Processing engine error: plugin error: Path traversal detected: plugin filename '../q.py' attempts to access"
            + " files outside the plugin directory");
  }

  @Test
  void filesAreListedReadAndDeletedUnlessATriggerUsesThem() throws IOException {
    server.file("dir/__init__.py", "x");
    server.file("dir/__pycache__/a.py", "x");
    server.file("venv/pyvenv.cfg", "x");
    server.file("venv/lib/b.py", "x");
    server.file(".hidden/c.py", "x");
    server.file("notes.md", "text");
    server.file("data.bin", "x");
    Files.createSymbolicLink(folder.resolve("linked.py"), folder.resolve("p.py"));
    assertThat(server.engine.pluginFiles()).extracting(StoredPluginFile::path)
        .containsExactly("dir/__init__.py", "notes.md", "p.py");
    assertThat(server.engine.pluginFile("notes.md")).isEqualTo("text");
    server.create(trigger("t", "all_tables"));
    refuses(
        () -> server.engine.deletePluginFile("./p.py", false),
        ErrorCode.CONFLICT,
        "plugin file './p.py' is in use by trigger db/t; delete that first or force it");
    server.engine.deletePluginFile("linked.py", false);
    assertThat(folder.resolve("p.py")).exists();
    server.engine.deletePluginFile("p.py", true);
    assertThat(folder.resolve("p.py")).doesNotExist();
    refuses(
        () -> server.engine.deletePluginFile("p.py", true),
        ErrorCode.NOT_FOUND,
        "Processing engine error: plugin error: Plugin file not found: p.py");
    for (String path : List.of("../x.py", "venv/lib/b.py", ".hidden/c.py", "data.bin")) {
      assertThatThrownBy(() -> server.engine.deletePluginFile(path, true)).isInstanceOf(MillraceException.class);
      assertThatThrownBy(() -> server.engine.pluginFile(path)).isInstanceOf(MillraceException.class);
    }
  }

  @Test
  void filesOfATriggerAreFoundByItsDatabase() {
    server.createDatabase("other");
    server.file("q/__init__.py", "1");
    server.create(trigger("t", "all_tables"));
    server.create(with("other", "q", "all_tables"));
    refuses(
        () -> server.engine.replaceTriggerFile(Optional.empty(), "t", ""),
        ErrorCode.CONFLICT,
        "Processing engine error: plugin error: trigger name t exists in several databases; name one with db");
    server.engine.replaceTriggerDirectory(
        Optional.of("other"), "t", List.of(new PluginFile("__init__.py", "2"), new PluginFile("h.py", "3")));
    assertThat(folder.resolve("q/h.py")).hasContent("3");
    assertThat(folder.resolve("p.py")).hasContent("pass\n");
  }

  @Test
  void remotePluginsAreFetchedAtCreationEnableAndStart() throws IOException {
    AtomicInteger fetches = new AtomicInteger();
    HttpServer repository =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    repository.createContext(
        "/r/a.py",
        exchange -> {
          exchange.sendResponseHeaders(200, 4);
          exchange.getResponseBody().write(new byte[] {'p', 'a', 's', 's'});
          fetches.incrementAndGet();
          exchange.close();
        });
    repository.start();
    server.close();
    String host = repository.getAddress().getAddress().getHostAddress();
    URI base = URI.create("http://" + host + ":" + repository.getAddress().getPort() + "/r");
    server = new EngineHarness(folder.resolve("remote"), settings -> settings.withRepository(base));
    server.create(with("db", "gh:a.py", "all_tables"));
    assertThat(fetches).hasValue(1);
    server.flush("a");
    server.time.runTasks();
    server.flush("a");
    server.time.runTasks();
    assertThat(server.tables("t")).hasSize(2);
    assertThat(fetches).hasValue(1);
    server.engine.disableTrigger("db", "t");
    server.engine.enableTrigger("db", "t");
    assertThat(fetches).hasValue(2);
    server.restart();
    server.time.runTasks();
    assertThat(fetches).hasValue(3);
    assertThat(server.status("t").pluginDigest()).hasSize(64);
    refuses(
        () -> server.create(with("db", "gh:no.py", "all_tables")),
        ErrorCode.PLUGIN_FAILED,
        "Plugin error: error fetching plugin from repository: 404 Not Found " + base + "/no.py");
    refuses(
        () -> server.engine.replaceTriggerFile(Optional.of("db"), "t", ""),
        ErrorCode.CONFLICT,
        "Processing engine error: plugin error: plugin of trigger t is remote");

    repository.stop(0);
    server.restart();
    server.time.runTasks();
    assertThat(server.status("t").state()).isEqualTo("running");
  }

  @Test
  void whereNoFileCanBeIsTheCallersMistake() throws IOException {
    Files.createDirectories(folder.resolve("taken/sub"));
    for (String path : List.of("p.py/q.py", "taken", "taken/sub", "n".repeat(201) + ".py", "ä".repeat(101), "d/".repeat(600) + "q.py")) {
      assertThatThrownBy(() -> server.engine.putFile(path, "1")).as(path).isInstanceOfSatisfying(
          MillraceException.class, refused -> assertThat(refused.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT));
    }
    server.engine.putFile("n".repeat(197) + ".py", "1");
    assertThat(folder.resolve("p.py")).hasContent("pass\n");
    assertThat(folder.resolve("taken/sub")).isDirectory();
  }
}
