package millrace.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The clients of Python and JavaScript, from their registries in fixed versions. Each runs a script of
/// `src/test/resources/clients`; what it prints is what it read.
@Tag("slow")
class ScriptClientsTest {
  /// Downloads stay between runs.
  private static final Path INSTALLED = Path.of("target", "clients").toAbsolutePath();
  private static final List<String> PYTHON_PACKAGES = List.of(
      "influxdb3-python==0.21.0", "pyarrow==26.0.1", "influxdb==5.3.2", "influxdb-client==1.50.0", "adbc-driver-flightsql==1.13.0");
  private static final Path SCRIPTS = Path.of("src", "test", "resources", "clients").toAbsolutePath();

  @TempDir
  static Path folder;

  private static TestServer server;

  @BeforeAll
  static void start() {
    server = TestServer.withTokens(folder);
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void pythonOfVersionThree() {
    assertThat(python("python_v3.py")).isEqualTo("""
        room string iox::column_type::tag
        temp double iox::column_type::field::float
        co int64 iox::column_type::field::integer
        ok bool iox::column_type::field::boolean
        note string iox::column_type::field::string
        time timestamp[ns] iox::column_type::timestamp
        Kitchen 21.5 3 None None 2022-01-01T08:00:00
        Living Room 22.25 None True None 2022-01-01T08:01:00
        Bath 25.0 None None a "b" \\ 2022-01-01T08:02:00
        Attic 5.5 None None None 2022-01-01T08:03:00
        {'room': ['Bath', 'Living Room']}
        [('Attic', 5.5), ('Bath', 25.0), ('Kitchen', 21.5), ('Living Room', 22.25)]
        [4]
        InfluxDB3ClientQueryError True
        ApiException True
        3.
        """);
  }

  @Test
  void pythonOfVersionOne() {
    String expected = """
        True
        True
        ['autogen', 'old']
        True
        True
        [{'time': '2022-01-01T08:00:00Z', 'v': 1.5, 'n': 2, 's': 'x"y', 'b': True}, \
        {'time': '2022-01-01T08:01:00Z', 'v': 2.5, 'n': None, 's': None, 'b': None}]
        [{'time': 1641024120, 'v': 3.5}]
        cpu {'host': 'a b'} [{'time': 1641024000000, 'max': 1.5}]
        cpu {'host': 'c'} [{'time': 1641024060000, 'max': 2.5}]
        [{'time': '2022-01-01T08:01:00Z', 'v': 2.5}]
        [2, 1]
        [[{'time': '2022-01-01T08:00:00Z', 'v': 1.5}, {'time': '2022-01-01T08:01:00Z', 'v': 2.5}]]
        [{'name': 'cpu'}]
        ['cpu,host=a\\\\ b', 'cpu,host=c']
        400 True
        400
        [{'time': '1970-01-01T00:00:00Z', 'count': 1}]
        []
        False
        """;
    assertThat(python("python_v1.py")).isEqualTo(expected);
    assertThat(python("python_v1.py", "--gzip")).isEqualTo(expected);
  }

  @Test
  void pythonOfVersionTwo() {
    assertThat(python("python_v2.py")).isEqualTo("""
        True
        ['time', 'host', 'n', 'ok', 's', 'v'] [[1641024000, 'a', 2, None, None, 1.5], \
        [1641024060, 'b c', None, True, None, 2.5], [1641024120, 'd', None, None, 'x"y', None]]
        ['time', 'sum', 'count'] [[0, 31125, 250]]
        ['time', 'host', 'v'] [[1641024060, 'b c', 2.5]]
        400
        404
        401
        """);
  }

  @Test
  void parquetOfPyarrow() {
    python("pyarrow_parquet.py", "write", folder.toString());
    for (String compression : List.of("snappy", "gzip", "brotli", "lz4", "zstd", "none")) {
      String database = "parquet_" + compression;
      Program.Ran imported = server.program().run("import", "-d", database, "--token", server.token(), "--table", "t",
          "--tags", "room", "--without", "list", folder.resolve(compression + ".parquet").toString());
      assertThat(imported.status()).as(imported.err()).isZero();
      Path back = folder.resolve(compression + "-back.parquet");
      Program.Ran exported = server.program().run(
          "export", "-d", database, "--token", server.token(), "-t", "t", "--format", "parquet", "-o", back.toString());
      assertThat(exported.status()).as(exported.err()).isZero();
      assertThat(python("pyarrow_parquet.py", "read", back.toString())).isEqualTo("""
          ['T float', 'day string', 'dec float', 'half float', 'i8 integer', 'ok boolean', 'room tag', 's string', 'seen integer', \
          't float', 'time timestamp', 'u64 uinteger']
          {'room': 'c', 't': None, 'T': 2.5, 'half': None, 'i8': 127, 'u64': None, 'ok': None, 's': None, 'dec': None, \
          'day': None, 'seen': None}
          {'room': None, 't': 3.5, 'T': None, 'half': 1.0, 'i8': None, 'u64': 0, 'ok': False, 's': '', 'dec': -2.0, \
          'day': None, 'seen': None}
          {'room': 'a b', 't': 1.5, 'T': 1.5, 'half': 0.5, 'i8': -128, 'u64': 18446744073709551615, 'ok': True, \
          's': 'q"\\\\\\nü', 'dec': 1.25, 'day': '2026-01-02', 'seen': 1000000}
          [-1, 0, 1700000000123456789]
          """);
    }
  }

  @Test
  void pyarrowFlight() {
    StringBuilder lines = new StringBuilder();
    for (int i = 1; i <= 3000; i++) {
      lines.append("m,t=").append(i % 2 == 0 ? "a" : "b").append(" f=").append(i).append(' ').append(i).append('\n');
    }
    assertThat(server.write("arrow", lines.toString()).status()).isEqualTo(204);
    assertThat(python("pyarrow_flight.py")).isEqualTo("""
        3000 ['f', 't', 'time'] ['double', 'string', 'timestamp[ns]']
        b [1.0, 2.0, 3.0] 0
        [{'x': 3000.0}]
        [{'iox::measurement': 'm', 'time': datetime.datetime(1970, 1, 1, 0, 0), 'count': 3000}]
        authorization True
        True
        FlightTimedOutError
        ArrowInvalid
        ArrowInvalid
        ArrowInvalid
        ArrowInvalid
        ArrowInvalid
        FlightUnauthenticatedError
        """);
  }

  @Test
  void adbcDriver() {
    assertThat(python("adbc_flightsql.py")).isEqualTo("""
        ('b', 1.5, 1, 'x1', False, datetime.datetime(1970, 1, 1, 0, 0, 0, 1))
        [('t', 'string'), ('f', 'double'), ('i', 'int64'), ('s', 'string'), ('b', 'bool'), ('time', 'timestamp[ns]')]
        3000
        [(6,)]
        [(1,)]
        [('x7',)]
        [(True,)]
        many times NotSupportedError NOT_IMPLEMENTED CommandPreparedStatementUpdate is not supported
        several rows ProgrammingError INVALID_ARGUMENT parameters must be one row
        $1: double
        [(1,), (2,)]
        [(1,)]
        InfluxDB IOx 2 Go
        ['BASE TABLE', 'VIEW']
        b bool True iox::column_type::field::boolean
        f double True iox::column_type::field::float
        i int64 True iox::column_type::field::integer
        s string True iox::column_type::field::string
        t string True iox::column_type::tag
        time timestamp[ns] False iox::column_type::timestamp
        public iox m BASE TABLE ['b', 'f', 'i', 's', 't', 'time'] []
        catalogs 1 []
        db_schemas 1 ['information_schema', 'iox', 'system']
        tables 1 ['information_schema', 'iox', 'system']
        schema of a table that is not there ProgrammingError NOT_FOUND No table found
        table that is not there ProgrammingError INVALID_ARGUMENT Error during planning: table 'public.iox.absent' not found
        nonsense ProgrammingError INVALID_ARGUMENT SQL error: ParserError("syntax error at or near "selec" at character
        update NotSupportedError NOT_IMPLEMENTED CommandStatementUpdate is not supported
        ingestion NotSupportedError NOT_IMPLEMENTED CommandStatementIngest is not supported
        ['i']
        execute schema passes
        current catalog ProgrammingError NOT_FOUND [Flight SQL] failed to get current catalog: Not Found: [Flight SQL] current cata
        session option NotSupportedError NOT_IMPLEMENTED action SetSessionOptions is not supported
        no token ProgrammingError UNAUTHENTICATED the request was not authenticated
        wrong token ProgrammingError UNAUTHENTICATED the request was not authenticated
        no database ProgrammingError INVALID_ARGUMENT no 'database' header in request
        absent database ProgrammingError NOT_FOUND External error: database not found: absent
        [('by password',)]
        [('m', 'a', 1501.5), ('m', 'b', 1500.5)]
        [('m', 't')]
        cancelled OperationalError CANCELLED\s
        late OperationalError TIMEOUT\s
        """);
  }

  @Test
  void javaScriptOfVersionThree() {
    assertThat(node("javascript_v3.mjs")).isEqualTo("""
        {"room":"Kitchen","temp":21.5,"co":3,"ok":null,"note":null}
        {"room":"Living Room","temp":22.25,"co":null,"ok":true,"note":"a \\"b\\" \\\\"}
        {"room":"Living Room"}
        21.875
        ["Kitchen",21.5,3,["co","temp"]]
        ["Kitchen",21.5,["temp"]]
        true
        [400,true]
        "3.11.0"
        """);
  }

  @Test
  void javaScriptOfVersionOne() {
    assertThat(node("javascript_v1.mjs")).isEqualTo("""
        [true,true]
        true
        [["autogen","0s",true],["old","873600h0m0s",false]]
        ["2022-01-01T08:00:00.000Z","1641024000000000000",1.5,2,"x\\"y"]
        ["2022-01-01T08:01:00.000Z","1641024060000000000",2.5,null,null]
        [[{"host":"a b"},1.5],[{"host":"c"},2.5]]
        [2.5]
        [3.5]
        [2,1]
        {"results":[{"statement_id":0,"series":[{"name":"cpu","columns":["time","v"],\
        "values":[[1641024000,1.5],[1641024060,2.5]]}]}]}
        [["cpu"],["cpu,host=a\\\\ b","cpu,host=c"]]
        true
        [1]
        []
        false
        "Server Error"
        """);
  }

  private static String python(String script, String... arguments) {
    requireTool("python3");
    Path environment = INSTALLED.resolve("python");
    Path stamp = environment.resolve("installed-" + String.join("-", PYTHON_PACKAGES).replaceAll("[^a-z0-9]+", "-"));
    if (!Files.exists(stamp)) {
      run(INSTALLED, "python3", "-m", "venv", environment.toString());
      List<String> install = new ArrayList<>(
          List.of(environment.resolve("bin/pip").toString(), "install", "--quiet", "--disable-pip-version-check"));
      install.addAll(PYTHON_PACKAGES);
      run(INSTALLED, install.toArray(String[]::new));
      touch(stamp);
    }
    List<String> command = new ArrayList<>(
        List.of(environment.resolve("bin/python").toString(), SCRIPTS.resolve(script).toString()));
    command.addAll(List.of(arguments));
    return run(INSTALLED, command.toArray(String[]::new));
  }

  private static String node(String script) {
    requireTool("npm");
    Path environment = INSTALLED.resolve("javascript");
    Path stamp = environment.resolve("installed");
    if (!Files.exists(stamp)) {
      run(INSTALLED, "npm", "install", "--prefix", environment.toString(), "--no-audit", "--no-fund", "--silent",
          "@influxdata/influxdb3-client@2.1.0", "influx@5.12.0");
      touch(stamp);
    }
    try {
      // Node looks for packages upwards from the script.
      Path copy = environment.resolve(script);
      Files.writeString(copy, Files.readString(SCRIPTS.resolve(script)));
      return run(INSTALLED, "node", copy.toString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void requireTool(String name) {
    boolean isThere = List.of(System.getenv().getOrDefault("PATH", "").split(":")).stream()
        .anyMatch(part -> Files.isExecutable(Path.of(part, name)));
    assumeThat(isThere).as("needs %s on the path", name).isTrue();
  }

  private static void touch(Path stamp) {
    try {
      Files.writeString(stamp, "");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Runs a command to its end.
  ///
  /// @return its standard output
  private static String run(Path where, String... command) {
    try {
      Files.createDirectories(where);
      Path errors = folder.resolve("errors");
      ProcessBuilder builder = new ProcessBuilder(command).directory(where.toFile()).redirectError(errors.toFile());
      builder.environment().put("SERVER_URL", server.url());
      builder.environment().put("SERVER_TOKEN", server.token());
      Process process = builder.start();
      process.getOutputStream().close();
      String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(process.waitFor(10, TimeUnit.MINUTES)).isTrue();
      assertThat(process.exitValue()).as("%s\n%s\n%s", String.join(" ", command), out, Files.readString(errors)).isZero();
      return out;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }
}
