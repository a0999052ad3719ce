package millrace.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What commands print and how they end.
class CommandLineTest {
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

  private static Program.Ran run(String... words) {
    return server.program().run(words);
  }

  @Test
  void databasesComeAndGo() {
    assertThat(run("create", "database", "come")).isEqualTo(
        new Program.Ran(0, "Database \"come\" created successfully\n", ""));
    assertThat(run("show", "databases").out()).contains("| iox::database |").contains("| come ");
    assertThat(run("show", "databases", "--format", "json").out()).contains("{\"iox::database\":\"come\"}");
    Program.Ran again = run("create", "database", "come");
    assertThat(again.status()).isEqualTo(1);
    assertThat(again.err()).startsWith("Create command failed: server responded with error [409 Conflict]: ");
    assertThat(server.program().runWith("no\n", "delete", "database", "come").status()).isEqualTo(1);
    assertThat(server.program().runWith("yes\n", "delete", "database", "come").out())
        .isEqualTo("Database \"come\" deleted successfully\n");
    assertThat(run("show", "databases").out()).doesNotContain("| come");
    assertThat(run("show", "databases", "--show-deleted").out()).containsPattern("\\| come-\\d{8}T\\d{6} +\\| true ");
  }

  @Test
  void aFileOfVariablesIsReadAndOverridesNone(@TempDir Path other) throws IOException {
    Files.writeString(other.resolve(".env"), "INFLUXDB3_HOST_URL=" + server.url() + "\nINFLUXDB3_AUTH_TOKEN=apiv3_wrong\n");
    assertThat(new Program(other, Map.of("INFLUXDB3_AUTH_TOKEN", server.token())).run("show", "databases").status()).isZero();
    assertThat(new Program(other, Map.of()).run("show", "databases").err()).contains("401 Unauthorized");
  }

  @Test
  void writesAndQueries() {
    run("create", "database", "rows");
    assertThat(run("write", "-d", "rows", "-q", "home,room=kitchen temp=21.5,on=true 1700000000000000000").status()).isZero();
    assertThat(run("query", "--database", "rows", "SELECT * FROM home").out()).isEqualTo("""
        +------+---------+------+---------------------+
        | on   | room    | temp | time                |
        +------+---------+------+---------------------+
        | true | kitchen | 21.5 | 2023-11-14T22:13:20 |
        +------+---------+------+---------------------+
        """);
    assertThat(run("query", "-d", "rows", "--format", "csv", "SELECT room, temp FROM home").out())
        .isEqualTo("room,temp\nkitchen,21.5\n\n");
    assertThat(run("query", "-d", "rows", "-l", "influxql", "--format", "json", "SELECT temp FROM home").out())
        .contains("\"iox::measurement\":\"home\"").contains("\"temp\":21.5");
    Program.Ran fromInput = server.program().runWith("home temp=1 1\nhome temp=2 2\n", "write", "-d", "rows");
    assertThat(fromInput.status()).as(fromInput.err()).isZero();
    assertThat(fromInput.err()).contains("1 request(s)").contains("2 lines");
    assertThat(run("query", "-d", "rows", "--format", "jsonl", "SELECT count(*) AS n FROM home").out())
        .isEqualTo("{\"n\":3}\n\n");
  }

  @Test
  void failuresSayWhichCommandAndWhy() {
    Program.Ran unknown = run("query", "-d", "nowhere", "SELECT 1");
    assertThat(unknown.status()).isEqualTo(1);
    assertThat(unknown.err()).isEqualTo("Query command failed: server responded with error [404 Not Found]:"
        + " {\"error\":\"query error: database not found: nowhere\"}\n");
    Program.Ran unreachable = run("show", "databases", "--host", "http://127.0.0.1:1");
    assertThat(unreachable.status()).isEqualTo(1);
    assertThat(unreachable.err()).startsWith("Show command failed: failed to send GET http://127.0.0.1:1/");
  }

  @Test
  void usageErrorsEndWithTwo() {
    Program.Ran missing = run("create", "trigger", "t");
    assertThat(missing.status()).isEqualTo(2);
    assertThat(missing.err()).isEqualTo("""
        error: the following required arguments were not provided:
          --database <DATABASE_NAME>
          --trigger-spec <TRIGGER_SPECIFICATION>

        Usage: influxdb3 create trigger [OPTIONS] --database <DATABASE_NAME> --trigger-spec <TRIGGER_SPECIFICATION> <TRIGGER_NAME>

        For more information, try '--help'.
        """);
    assertThat(run("create", "trigger", "-d", "x", "--trigger-spec", "sometimes", "--path", "p.py", "t"))
        .satisfies(ran -> {
          assertThat(ran.status()).isEqualTo(2);
          assertThat(ran.err()).startsWith("error: invalid value 'sometimes' for '--trigger-spec <TRIGGER_SPECIFICATION>': ");
        });
    assertThat(run("frobnicate").status()).isEqualTo(2);
    assertThat(run("serve", "--no-such-flag").status()).isEqualTo(2);
  }

  @Test
  void tokensAreMadeNamedAndDeleted() {
    Program.Ran second = run("create", "token", "--admin");
    assertThat(second.status()).isZero();
    assertThat(second.out()).contains("Failed to create token, error: ApiError { code: 409, message: \"token name already exists, _admin\"");
    Program.Ran named = run("create", "token", "--admin", "--name", "ops", "--format", "json");
    assertThat(named.out()).contains("\"token\": \"apiv3_").contains("\"help_msg\": ");
    assertThat(run("show", "tokens").out()).contains("ops").doesNotContain("apiv3_");
    assertThat(run("delete", "token", "--token-name", "ops", "--yes").out()).isEqualTo("Token \"ops\" deleted successfully\n");
  }

  @Test
  void limitedTokensAreMadeWithPermissions() {
    Program.Ran made = run("create", "token", "--permission", "db:lim,other:read", "--permission", "db:lim:write",
        "--name", "few", "--format", "json");
    assertThat(made.out()).contains("\"token\": \"apiv3_");
    assertThat(run("show", "tokens").out()).contains("db:lim,other:read;db:lim:write");
    String token = made.out().replaceAll("(?s).*\"token\": \"(apiv3_[^\"]*)\".*", "$1");
    assertThat(run("write", "-d", "lim", "--token", token, "m v=1 1").status()).isZero();
    assertThat(run("query", "-d", "lim", "--token", token, "--format", "csv", "SELECT v FROM m").out()).startsWith("v\n1.0\n");
    assertThat(run("write", "-d", "other", "--token", token, "m v=1 1").err()).contains("403 Forbidden");
    assertThat(run("create", "token", "--permission", "db:x:read").err()).contains("--name <NAME>");
    assertThat(run("create", "token", "--permission", "x", "--name", "n").err())
        .contains("expected db:NAME[,NAME]:read,write");
    assertThat(run("delete", "token", "--token-name", "few", "--yes").status()).isZero();
  }

  @Test
  void helpAndVersion() {
    assertThat(run("--version").out()).contains("InfluxDB 3 Core");
    assertThat(run("--help").out()).contains("create trigger");
    assertThat(run("create", "trigger", "--help").out()).contains("--trigger-spec");
  }
}
