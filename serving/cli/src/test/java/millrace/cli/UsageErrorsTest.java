package millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// What command lines that are wrong print on standard error, and their status. Nothing here asks a server.
class UsageErrorsTest {
  private static final Map<String, String> NOWHERE = Map.of("INFLUXDB3_HOST_URL", "http://127.0.0.1:1");

  private record Ran(int status, String out, String err) {}

  private static Ran run(String... words) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int status = new Main(NOWHERE, printer(out), printer(err)).run(List.of(words));
    return new Ran(status, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  private static PrintStream printer(ByteArrayOutputStream bytes) {
    return new PrintStream(bytes, true, StandardCharsets.UTF_8);
  }

  private static void assertUsage(Ran ran, String first) {
    assertThat(ran.err()).startsWith("error: " + first).endsWith("\n\nFor more information, try '--help'.\n");
    assertThat(ran.status()).isEqualTo(2);
    assertThat(ran.out()).isEmpty();
  }

  @Test
  void oneWordThatIsNoCommandIsRefused() {
    assertThat(run("frobnicate").err()).startsWith("error: unrecognized subcommand 'frobnicate'");
    assertThat(run("show").err()).isNotEmpty().doesNotContain("Exception");
  }

  @Test
  void theVersionNamesTheProduct() {
    Ran ran = run("--version");
    assertThat(ran.status()).isZero();
    assertThat(ran.out()).matches("influxdb3 InfluxDB 3 Core, \\d+\\.\\d+\\.\\d+, revision \\S+\\R");
  }

  @Test
  void showSystemNeedsADatabase() {
    for (String[] words : new String[][] {{"show", "system"}, {"show", "s"}, {"show", "system", "--format", "csv"}}) {
      assertThat(run(words).err()).isEqualTo("""
          error: the following required arguments were not provided:
            --database <DATABASE_NAME>

          Usage: influxdb3 show system --database <DATABASE_NAME> --host <HOST_URL> <COMMAND>

          For more information, try '--help'.
          """);
      assertThat(run(words).status()).isEqualTo(2);
    }
    assertThat(run("show", "system", "-d", "foo").err()).startsWith("error: unrecognized subcommand 'system'");
    assertThat(run("show", "system", "table-list").err()).contains("--database <DATABASE_NAME>");
  }

  @Test
  void serveNeedsANodeAndItsOwnWord() {
    assertUsage(run("serve"), "the following required arguments were not provided:\n  --node-id <NODE_IDENTIFIER_PREFIX>");
    assertUsage(run("--node-id", "x"), "unexpected argument '--node-id' found");
  }

  @Test
  void settingsAreCheckedBeforeAnythingStarts() {
    assertUsage(serve("--object-store", "floppy"), "invalid value 'floppy' for '--object-store <OBJECT_STORE>': [possible values: "
        + "memory, memory-throttled, file, s3, google, azure]");
    assertUsage(serve("--object-store", "MEMORY", "--gen1-duration", "7m"), "invalid value '7m' for '--gen1-duration <DURATION>': "
        + "invalid gen1 duration 7m. Must be one of 1m, 5m, 10m");
    assertUsage(serve("--object-store", "memory", "--cluster-id", "c"),
        "You've incorrectly specified a cluster-id for InfluxDB 3 Core OSS.");
    assertThat(serve("--object-store", "file").err())
        .startsWith("Serve command failed: ").contains("required configuration missing for data-dir");
    assertThat(serve("--object-store", "memory", "--tls-key", "k").status()).isEqualTo(1);
  }

  private static Ran serve(String... more) {
    List<String> words = new java.util.ArrayList<>(List.of("serve", "--node-id", "n"));
    words.addAll(List.of(more));
    return run(words.toArray(String[]::new));
  }

  @Test
  void typesOfFieldsAreNamed() {
    assertUsage(run("create", "table", "t", "-d", "foo", "--tags", "a", "--fields", "x:int"),
        "invalid value 'x:int' for '--fields <FIELDS>': int is not a valid data type, values are int64, uint64, float64, utf8, "
            + "and bool");
    assertUsage(run("create", "table", "t", "-d", "foo", "--tags", "a", "--fields", "x"),
        "invalid value 'x' for '--fields <FIELDS>': invalid FIELD:VALUE. No `:` found in `x`");
  }

  @Test
  void linesOfProtocolComeAsOneWord() {
    assertUsage(run("write", "-d", "foo", "-p", "fake", "m f=1"),
        "invalid value 'fake' for '--precision <PRECISION>': unrecognized precision unit: fake");
    Ran split = run("write", "-d", "foo", "m", "f=1");
    assertThat(split.err()).contains("ensure that a single protocol line string is provided as the final argument, enclosed in quotes");
    assertThat(split.status()).isEqualTo(1);
  }

  @Test
  void tokensSayWhatIsMissing() {
    Ran bare = run("create", "token");
    assertThat(bare.err()).isEqualTo("Missing required subcommand. Use: influxdb3 create token --admin [OPTIONS]\n");
    assertThat(bare.status()).isEqualTo(2);
    Ran both = run("create", "token", "--admin", "--regenerate", "--name", "x");
    assertThat(both.err() + both.out()).contains("--regenerate cannot be used with --name, --regenerate only applies for operator token");
    assertThat(both.status()).isEqualTo(1);
    Ran operator = run("delete", "token", "--token-name", "_admin");
    assertThat(operator.out() + operator.err()).contains("The operator token \"_admin\" is required and cannot be deleted.");
    assertThat(operator.status()).isZero();
  }

  @Test
  void updatesSayWhatToUpdate() {
    assertThat(run("update", "database", "-d", "foo").err()).contains("--retention-period is required for update database");
  }

  @Test
  void anOfflineTokenIsAFileOfItsOwner(@org.junit.jupiter.api.io.TempDir java.nio.file.Path folder) throws Exception {
    java.nio.file.Path file = folder.resolve("token.json");
    Ran ran = run("create", "token", "--admin", "--offline", "--output-file", file.toString());
    assertThat(ran.out()).startsWith("Token saved to: " + file + "\n\nNew token created successfully!\n\nToken: apiv3_")
        .doesNotContain("\u001b");
    assertThat(java.nio.file.attribute.PosixFilePermissions.toString(java.nio.file.Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(java.nio.file.Files.readString(file)).matches("(?s)\\{\\s*\"token\": \"apiv3_[A-Za-z0-9_-]{86}\",\\s*\"name\": \"_admin\"\\s*}\\s*");
    assertUsage(run("create", "token", "--admin", "--offline"), "");
  }
}
