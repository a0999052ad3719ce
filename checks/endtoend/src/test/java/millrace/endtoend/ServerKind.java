package millrace.endtoend;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// A kind of server that benchmarks start: the product as a user starts it, or one to compare it with. All of them answer
/// a write once it is synced.
sealed interface ServerKind {
  String DATABASE = "bench";

  /// Options for the Java machine of those servers that have one.
  String JAVA = System.getenv().getOrDefault("MILLRACE_BENCH_JAVA", "");

  /// The product, and those others that this machine has.
  static List<ServerKind> available() {
    List<ServerKind> kinds = new ArrayList<>(List.of(new Millrace()));
    InfluxOne.find().ifPresentOrElse(
        kinds::add, () -> System.out.println("without InfluxDB: no influxd in MILLRACE_INFLUXD or on the PATH"));
    QuestDb.find().ifPresentOrElse(
        kinds::add, () -> System.out.println("without QuestDB: no jar in MILLRACE_QUESTDB_JAR"));
    return List.copyOf(kinds);
  }

  /// In what language a query is, and what its answer is.
  enum Format {
    INFLUXQL_JSON("InfluxQL JSON"),
    INFLUXQL_CSV("InfluxQL CSV"),
    SQL_JSON("SQL JSON"),
    SQL_CSV("SQL CSV");

    private final String label;

    Format(String label) {
      this.label = label;
    }

    boolean isSql() {
      return this == SQL_JSON || this == SQL_CSV;
    }

    @Override
    public String toString() {
      return label;
    }
  }

  /// A query as a GET.
  ///
  /// @param accept media type to ask for
  record Question(String path, String accept) {}

  String name();

  /// The command that starts a server with its data in `folder`, HTTP on `port` of loopback, everybody allowed everything.
  ProcessBuilder command(Path folder, int port) throws IOException;

  /// What a GET of answers 2xx from when the server is ready.
  String readyPath();

  /// A GET or POST that makes the database, where there are databases.
  default Optional<String> databasePath() {
    return Optional.of("/query?q=CREATE+DATABASE+" + DATABASE);
  }

  /// Where line protocol with times in nanoseconds goes.
  default String writePath() {
    return "/write?db=" + DATABASE + "&precision=ns";
  }

  /// The SQL name of the column of times.
  default String timeColumn() {
    return "time";
  }

  /// Empty when it has no such language or format.
  Optional<Question> question(Format format, String statement);

  /// The command that lists the databases of the server on a port; empty when it has none.
  Optional<ProcessBuilder> showDatabases(Path folder, int port);

  /// The language of the simplest query.
  default Format anyFormat() {
    return question(Format.INFLUXQL_JSON, "").isPresent() ? Format.INFLUXQL_JSON : Format.SQL_JSON;
  }

  /// The launcher of this checkout, with its start-up caches when they were made.
  record Millrace() implements ServerKind {
    @Override
    public String name() {
      return "Millrace";
    }

    @Override
    public ProcessBuilder command(Path folder, int port) {
      return new Program(folder, JAVA.isEmpty() ? Map.of() : Map.of("INFLUXDB3_JAVA_OPTIONS", JAVA))
          .builder("serve", "--node-id", "n", "--object-store", "file", "--data-dir", folder.resolve("data").toString(),
              "--http-bind", "127.0.0.1:" + port, "--without-auth", "--log-filter", "warn");
    }

    @Override
    public String readyPath() {
      return "/health";
    }

    @Override
    public Optional<Question> question(Format format, String statement) {
      String query = "db=" + DATABASE + "&q=" + TestServer.encode(statement);
      return Optional.of(switch (format) {
        case INFLUXQL_JSON -> new Question("/query?" + query, "application/json");
        case INFLUXQL_CSV -> new Question("/query?" + query, "application/csv");
        case SQL_JSON -> new Question("/api/v3/query_sql?format=json&" + query, "*/*");
        case SQL_CSV -> new Question("/api/v3/query_sql?format=csv&" + query, "*/*");
      });
    }

    @Override
    public Optional<ProcessBuilder> showDatabases(Path folder, int port) {
      return Optional.of(new Program(folder, Map.of("INFLUXDB3_HOST_URL", "http://127.0.0.1:" + port))
          .builder("show", "databases"));
    }
  }

  /// InfluxDB 1.x: `influxd` of the variable `MILLRACE_INFLUXD` or of the PATH, the shell `influx` beside it.
  record InfluxOne(Path influxd) implements ServerKind {
    static Optional<ServerKind> find() {
      return Stream.concat(
              Stream.ofNullable(System.getenv("MILLRACE_INFLUXD")).map(Path::of),
              Stream.of(System.getenv().getOrDefault("PATH", "").split(":")).map(part -> Path.of(part, "influxd")))
          .filter(file -> Files.isRegularFile(file) && Files.isExecutable(file))
          .findFirst()
          .map(InfluxOne::new);
    }

    @Override
    public String name() {
      return "InfluxDB 1.x";
    }

    @Override
    public ProcessBuilder command(Path folder, int port) throws IOException {
      String configuration = """
          reporting-disabled = true
          bind-address = "127.0.0.1:%d"
          [meta]
            dir = "%3$s/meta"
          [data]
            dir = "%3$s/data"
            wal-dir = "%3$s/wal"
            index-version = "inmem"
            query-log-enabled = false
          [monitor]
            store-enabled = false
          [http]
            bind-address = "127.0.0.1:%2$d"
            log-enabled = false
            max-body-size = 0
          [logging]
            level = "error"
          """.formatted(ServerProcess.freePort(), port, folder);
      Path file = Files.writeString(folder.resolve("influx.conf"), configuration);
      return new ProcessBuilder(influxd.toString(), "-config", file.toString());
    }

    @Override
    public String readyPath() {
      return "/ping";
    }

    @Override
    public Optional<Question> question(Format format, String statement) {
      String path = "/query?db=" + DATABASE + "&q=" + TestServer.encode(statement);
      return switch (format) {
        case INFLUXQL_JSON -> Optional.of(new Question(path, "application/json"));
        case INFLUXQL_CSV -> Optional.of(new Question(path, "application/csv"));
        case SQL_JSON, SQL_CSV -> Optional.empty();
      };
    }

    @Override
    public Optional<ProcessBuilder> showDatabases(Path folder, int port) {
      return Optional.of(influxd.resolveSibling("influx"))
          .filter(Files::isExecutable)
          .map(shell -> new ProcessBuilder(
              shell.toString(), "-host", "127.0.0.1", "-port", String.valueOf(port), "-execute", "SHOW DATABASES"));
    }
  }

  /// QuestDB, from the jar that the variable `MILLRACE_QUESTDB_JAR` names. It syncs on commit here, which it does not by
  /// itself, and takes as many connections as are opened.
  record QuestDb(Path jar) implements ServerKind {
    static Optional<ServerKind> find() {
      return Optional.ofNullable(System.getenv("MILLRACE_QUESTDB_JAR")).map(Path::of).filter(Files::isRegularFile).map(QuestDb::new);
    }

    @Override
    public String name() {
      return "QuestDB";
    }

    @Override
    public ProcessBuilder command(Path folder, int port) throws IOException {
      Path root = Files.createDirectories(folder.resolve("root"));
      List<String> words = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
      Stream.of(JAVA.split(" ")).filter(option -> !option.isEmpty()).forEach(words::add);
      words.addAll(List.of("--enable-native-access=ALL-UNNAMED,io.questdb", "-p", jar.toAbsolutePath().toString(), "-m",
          "io.questdb/io.questdb.ServerMain", "-d", root.toString()));
      ProcessBuilder builder = new ProcessBuilder(words);
      builder.environment().putAll(Map.of(
          "QDB_HTTP_BIND_TO", "127.0.0.1:" + port,
          "QDB_HTTP_NET_CONNECTION_LIMIT", "4096",
          "QDB_HTTP_MIN_ENABLED", "false",
          "QDB_PG_ENABLED", "false",
          "QDB_LINE_TCP_ENABLED", "false",
          "QDB_TELEMETRY_ENABLED", "false",
          "QDB_CAIRO_COMMIT_MODE", "sync",
          "QDB_LOG_W_STDOUT_LEVEL", "ERROR"));
      return builder;
    }

    @Override
    public String readyPath() {
      return "/ping";
    }

    @Override
    public Optional<String> databasePath() {
      return Optional.empty();
    }

    @Override
    public String writePath() {
      return "/write?precision=ns";
    }

    @Override
    public String timeColumn() {
      return "timestamp";
    }

    @Override
    public Optional<Question> question(Format format, String statement) {
      return switch (format) {
        case INFLUXQL_JSON, INFLUXQL_CSV -> Optional.empty();
        case SQL_JSON -> Optional.of(new Question("/exec?query=" + TestServer.encode(statement), "*/*"));
        case SQL_CSV -> Optional.of(new Question("/exp?query=" + TestServer.encode(statement), "*/*"));
      };
    }

    @Override
    public Optional<ProcessBuilder> showDatabases(Path folder, int port) {
      return Optional.empty();
    }
  }
}
