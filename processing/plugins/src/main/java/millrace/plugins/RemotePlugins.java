package millrace.plugins;

import java.io.IOException;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import millrace.base.ErrorCode;
import millrace.base.MillraceException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Plugins whose path begins with `gh:`: one file each, fetched from one repository by plain GET.
///
/// A fetch ends within 10 seconds and takes 1 MiB at most. The last good text of each address is kept in the plugin
/// directory's state folder, so that a trigger can start while the repository is away. `gh:PATH@sha256:HEX` pins the
/// content: other content is refused, and a kept copy that matches is used without asking.
final class RemotePlugins {
  static final String PREFIX = "gh:";

  private static final Logger LOG = LoggerFactory.getLogger(RemotePlugins.class);
  private static final Duration TIME_LIMIT = Duration.ofSeconds(10);
  private static final int MAX_BYTES = 1024 * 1024;
  private static final Pattern PIN = Pattern.compile("(.*)@sha256:([0-9a-f]{64})", Pattern.DOTALL);
  private static final Pattern CHARSET = Pattern.compile("charset=\"?([^\";\\s]+)");

  private final String base;
  private final Path kept;

  /// @param base address of the repository; `disabled` refuses every plugin
  /// @param kept folder for copies; made when first needed
  RemotePlugins(URI base, Path kept) {
    String text = base.toString();
    this.base = text.endsWith("/") ? text : text + "/";
    this.kept = kept;
  }

  static boolean isRemote(String pluginFile) {
    return pluginFile.startsWith(PREFIX);
  }

  /// Fetches a plugin.
  ///
  /// @throws MillraceException with code PLUGIN_FAILED and the address and status when it cannot be had
  RemoteCode fetch(String pluginFile) {
    Wanted wanted = wanted(pluginFile);
    Optional<String> pinned = wanted.digest().flatMap(digest -> copy(wanted).filter(wanted::accepts));
    return new RemoteCode(pluginFile, pinned.orElseGet(() -> download(wanted)));
  }

  /// Fetches a plugin, or takes the copy of an earlier fetch where that fails.
  RemoteCode fetchOrKept(String pluginFile) {
    try {
      return fetch(pluginFile);
    } catch (MillraceException e) {
      Wanted wanted = wanted(pluginFile);
      String text = copy(wanted).filter(wanted::accepts).orElseThrow(() -> e);
      LOG.warn("plugin {} is started from the copy of an earlier fetch: {}", pluginFile, e.getMessage());
      return new RemoteCode(pluginFile, text);
    }
  }

  private Wanted wanted(String pluginFile) {
    if (base.equals("disabled/")) {
      throw failure(
          "plugin installation is disabled; plugins must already exist in the configured plugin directory", null);
    }
    String path = pluginFile.substring(PREFIX.length());
    Matcher pin = PIN.matcher(path);
    return pin.matches()
        ? new Wanted(base + pin.group(1), Optional.of(pin.group(2)))
        : new Wanted(base + path, Optional.empty());
  }

  private String download(Wanted wanted) {
    String text = get(wanted.url());
    if (!wanted.accepts(text)) {
      throw failure("plugin from repository has another digest than pinned: " + Digests.of(text), null);
    }
    keep(wanted, text);
    return text;
  }

  private String get(String url) {
    HttpResponse<byte[]> response = send(url);
    if (response.statusCode() / 100 != 2) {
      String status = HttpStatusText.of(response.statusCode());
      throw failure("error fetching plugin from repository: " + status + " " + url, null);
    }
    return new String(response.body(), charset(response));
  }

  /// A client for each fetch: fetches are rare, and a client at rest keeps a thread.
  private static HttpResponse<byte[]> send(String url) {
    HttpClient client = client();
    try {
      HttpRequest request = HttpRequest.newBuilder(URI.create(url)).GET().build();
      return client
          .sendAsync(request, BodyHandlers.limiting(BodyHandlers.ofByteArray(), MAX_BYTES))
          .get(TIME_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw failure("error getting plugin from repository", e);
    } catch (ExecutionException | TimeoutException | IllegalArgumentException e) {
      throw failure("error getting plugin from repository", e);
    } finally {
      client.shutdownNow();
    }
  }

  private static HttpClient client() {
    HttpClient.Builder builder = HttpClient.newBuilder().followRedirects(HttpClient.Redirect.NORMAL);
    Optional.ofNullable(ProxySelector.getDefault()).ifPresent(builder::proxy);
    return builder.build();
  }

  private static Charset charset(HttpResponse<?> response) {
    String type = response.headers().firstValue("content-type").orElse("").toLowerCase(Locale.ROOT);
    Matcher declared = CHARSET.matcher(type);
    try {
      return declared.find() ? Charset.forName(declared.group(1)) : StandardCharsets.UTF_8;
    } catch (IllegalArgumentException unknownCharset) {
      return StandardCharsets.UTF_8;
    }
  }

  private void keep(Wanted wanted, String text) {
    try {
      PluginText.write(copyPath(wanted), text);
    } catch (IOException e) {
      LOG.warn("no copy of {} could be kept", wanted.url(), e);
    }
  }

  private Optional<String> copy(Wanted wanted) {
    Path path = copyPath(wanted);
    try {
      return Files.exists(path) ? Optional.of(PluginText.read(path)) : Optional.empty();
    } catch (IOException e) {
      LOG.warn("the kept copy of {} cannot be read", wanted.url(), e);
      return Optional.empty();
    }
  }

  private Path copyPath(Wanted wanted) {
    return kept.resolve(Digests.of(wanted.url()) + ".py");
  }

  private static MillraceException failure(String message, Exception cause) {
    return new MillraceException(ErrorCode.PLUGIN_FAILED, message, cause);
  }

  private record Wanted(String url, Optional<String> digest) {
    boolean accepts(String text) {
      return digest.isEmpty() || digest.get().equals(Digests.of(text));
    }
  }
}
