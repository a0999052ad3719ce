package millrace.endtoend;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// A real server process on a free loopback port, with a folder of its own.
final class TestServer implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  /// For a machine on which much else goes on.
  private static final long WAIT_SECONDS = 300;

  private static final long POLL_NANOS = 5_000_000;

  private final HttpClient http;
  private final Path folder;
  private final List<String> flags;
  private final Map<String, String> environment;
  private Optional<String> token = Optional.empty();
  private Process process;
  private String url;

  /// What the server answered.
  record Answer(int status, String body) {
    JsonNode json() {
      try {
        return JSON.readTree(body);
      } catch (IOException e) {
        throw new AssertionError("not JSON: " + body, e);
      }
    }
  }

  private TestServer(Path folder, List<String> flags, Map<String, String> environment) {
    this.folder = folder;
    this.flags = flags;
    this.environment = environment;
    HttpClient.Builder client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1);
    certificate().ifPresent(file -> client.sslContext(Certificates.trusting(file)));
    this.http = client.build();
  }

  /// Starts a server that lets everybody do everything, with plugins in `folder/plugins`, on a file store below `folder`
  /// unless the flags name another.
  static TestServer open(Path folder, String... flags) {
    return open(folder, Map.of(), flags);
  }

  /// The same with variables in the server's environment.
  static TestServer open(Path folder, Map<String, String> environment, String... flags) {
    List<String> all = new ArrayList<>(List.of("--without-auth"));
    all.addAll(List.of(flags));
    TestServer server = new TestServer(folder, all, environment);
    server.start();
    return server;
  }

  /// Starts a server that wants tokens, and makes the first one.
  static TestServer withTokens(Path folder, String... flags) {
    return withTokens(folder, Map.of(), flags);
  }

  /// The same with variables in the server's environment.
  static TestServer withTokens(Path folder, Map<String, String> environment, String... flags) {
    TestServer server = new TestServer(folder, List.of(flags), environment);
    server.start();
    server.token = Optional.of(server.send("POST", "/api/v3/configure/token/admin", "").json().get("token").asText());
    return server;
  }

  void start() {
    Path address = folder.resolve("address");
    List<String> words = new ArrayList<>(List.of(
        "serve", "--node-id", "n",
        "--plugin-dir", plugins().toString(), "--http-bind", "127.0.0.1:0", "--tcp-listener-file-path", address.toString()));
    if (!flags.contains("--object-store")) {
      words.addAll(List.of("--object-store", "file", "--data-dir", folder.resolve("data").toString()));
    }
    words.addAll(flags);
    try {
      Files.deleteIfExists(address);
      process = new Program(folder, environment)
          .builder(words.toArray(String[]::new))
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.appendTo(folder.resolve("log").toFile()))
          .start();
      url = address(address);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String address(Path file) throws IOException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(WAIT_SECONDS);
    while (process.isAlive() && System.nanoTime() < deadline) {
      if (Files.exists(file) && !Files.readString(file).isBlank()) {
        String found = (certificate().isPresent() ? "https://" : "http://") + Files.readString(file).strip();
        if (isReady(found)) {
          return found;
        }
      }
      // Not a core of the machine that the server starts on.
      LockSupport.parkNanos(POLL_NANOS);
    }
    throw new AssertionError("the server did not start:\n" + log());
  }

  private boolean isReady(String at) {
    try {
      HttpRequest request = HttpRequest.newBuilder(URI.create(at + "/health")).build();
      return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() != 503;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  Path plugins() {
    return folder.resolve("plugins");
  }

  /// Puts a plugin file into the plugin directory.
  void plugin(String name, String source) {
    try {
      Path file = plugins().resolve(name);
      Files.createDirectories(file.getParent());
      Files.writeString(file, source);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String log() {
    try {
      return Files.readString(folder.resolve("log"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Where its object store lies.
  Path data() {
    return folder.resolve("data");
  }

  /// Its data files, sorted. The server may make and remove others meanwhile.
  List<Path> dataFiles() throws IOException {
    while (true) {
      try (Stream<Path> paths = Files.walk(data())) {
        return paths.filter(path -> path.toString().endsWith(".parquet")).sorted().toList();
      } catch (UncheckedIOException gone) {
        // A file went away while the folders were walked.
      }
    }
  }

  /// Its data files, once there are so many.
  List<Path> awaitDataFiles(int count) throws IOException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    List<Path> found = dataFiles();
    while (found.size() != count) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError(found.size() + " data files, expected " + count + ":\n" + log());
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
      found = dataFiles();
    }
    return found;
  }

  /// The process id of the server that runs now.
  long pid() {
    return process.pid();
  }

  /// Heap that is in use after a full collection, which this asks for.
  long liveHeapKib() {
    Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
    Matcher used = Pattern.compile("used (\\d+)K").matcher(command(jcmd, "GC.run") + command(jcmd, "GC.heap_info"));
    if (!used.find()) {
      throw new AssertionError("the server's heap is not told");
    }
    return Long.parseLong(used.group(1));
  }

  /// The end of its log.
  String lastLog(int characters) {
    String all = log();
    return all.substring(Math.max(0, all.length() - characters));
  }

  /// What each thread does now, virtual ones too, for who wonders why no answer comes.
  String threads() {
    Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
    Path file = folder.resolve("threads.txt");
    try {
      String said = command(jcmd, "Thread.dump_to_file", "-overwrite", file.toString());
      return Files.exists(file) ? Files.readString(file) : said;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String command(Path jcmd, String... words) {
    List<String> line = new ArrayList<>(List.of(jcmd.toString(), Long.toString(process.pid())));
    line.addAll(List.of(words));
    try {
      Process asked = new ProcessBuilder(line).redirectErrorStream(true).start();
      return new String(asked.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String url() {
    return url;
  }

  /// The certificate it shows over TLS.
  private Optional<Path> certificate() {
    int at = flags.indexOf("--tls-cert");
    return at < 0 ? Optional.empty() : Optional.of(Path.of(flags.get(at + 1)));
  }

  /// Its first token; empty where none is asked for.
  String token() {
    return token.orElse("");
  }

  /// The client commands, pointed at this server.
  Program program() {
    return token.isPresent()
        ? new Program(folder, Map.of("INFLUXDB3_HOST_URL", url, "INFLUXDB3_AUTH_TOKEN", token.get()))
        : new Program(folder, Map.of("INFLUXDB3_HOST_URL", url));
  }

  Answer send(String method, String path, String body, String... headers) {
    HttpRequest.Builder request = request(method, path, body);
    token.ifPresent(text -> request.setHeader("Authorization", "Bearer " + text));
    for (int i = 0; i < headers.length; i += 2) {
      request.setHeader(headers[i], headers[i + 1]);
    }
    return send(request);
  }

  /// Sends a request without a token.
  Answer sendAsNobody(String method, String path, String body) {
    return send(request(method, path, body));
  }

  private HttpRequest.Builder request(String method, String path, String body) {
    return HttpRequest.newBuilder(URI.create(url + path))
        .method(method, HttpRequest.BodyPublishers.ofString(body, StandardCharsets.UTF_8));
  }

  private Answer send(HttpRequest.Builder request) {
    try {
      HttpResponse<String> answer =
          http.send(request.build(), HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
      return new Answer(answer.statusCode(), answer.body());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  Answer write(String database, String lines) {
    return send("POST", "/api/v3/write_lp?db=" + encode(database) + "&precision=nanosecond", lines);
  }

  Answer sql(String database, String query) {
    return send("GET", "/api/v3/query_sql?format=json&db=" + encode(database) + "&q=" + encode(query), "");
  }

  Answer influxql(String database, String query) {
    return send("GET", "/query?db=" + encode(database) + "&q=" + encode(query), "");
  }

  /// Repeats a SQL query until its answer is as wanted.
  Answer await(String database, String query, Predicate<Answer> wanted) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(WAIT_SECONDS);
    Answer answer = sql(database, query);
    while (!wanted.test(answer)) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("still " + answer + "\n" + log());
      }
      answer = sql(database, query);
    }
    return answer;
  }

  /// SIGKILL: no chance to put anything in order.
  void kill() {
    process.destroyForcibly();
    waitForEnd();
  }

  /// SIGTERM, as an operator stops it.
  int stop() {
    process.destroy();
    return waitForEnd();
  }

  private int waitForEnd() {
    try {
      if (!process.waitFor(WAIT_SECONDS, TimeUnit.SECONDS)) {
        throw new AssertionError("the server does not stop:\n" + log());
      }
      return process.exitValue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    if (process.isAlive()) {
      stop();
    }
  }
}
