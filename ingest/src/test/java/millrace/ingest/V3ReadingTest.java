package millrace.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import millrace.base.ErrorCode;
import millrace.base.MillraceException;
import millrace.catalog.DatabaseCommand;
import millrace.catalog.DatabaseName;
import millrace.catalog.Deletion;
import millrace.catalog.PolicySettings;
import millrace.catalog.TableCommand;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class V3ReadingTest {
  private final IngestFixture fixture = new IngestFixture();

  @Test
  void readsEveryType() {
    assertThat(rows("m f=1,g=-2.5e3,i=-3i,u=18446744073709551615u,s=\"x\",b=t 7"))
        .containsExactly("m {} b=true,f=1.0,g=-2500.0,i=-3i,s=\"x\",u=18446744073709551615u 7");
    assertThat(fixture.columns("m"))
        .containsExactly("f:FLOAT", "g:FLOAT", "i:INTEGER", "u:UNSIGNED", "s:STRING", "b:BOOLEAN");
  }

  @ParameterizedTest
  @ValueSource(strings = {"t", "T", "true", "True", "TRUE"})
  void readsTruth(String word) {
    assertThat(rows("m b=" + word + " 1\nm b=" + word + " 2")).containsExactly("m {} b=true 1", "m {} b=true 2");
  }

  @ParameterizedTest
  @ValueSource(strings = {"f", "F", "false", "False", "FALSE"})
  void readsFalsehood(String word) {
    assertThat(rows("m b=" + word + " 1\nm b=" + word + " 2")).containsExactly("m {} b=false 1", "m {} b=false 2");
  }

  @Test
  void takesBackslashesAway() {
    assertThat(rows("m\\ x\\,y\\z,ta\\,g=v\\=1\\ 2 f\\=g=1 1")).containsExactly("m x,y\\z {ta,g=v=1 2} f=g=1.0 1");
    assertThat(rows("n s=\"a\\\"b\\\\c\\n\" 1")).containsExactly("n {} s=\"a\"b\\c\\n\" 1");
  }

  @Test
  void letsPassWhatInfluxDbLetsPass() {
    assertThat(rows("m a,b=1 1\nm,,t=1 v=1 2\nm,t,u=1 v=1 3\nm,t=a=b v=1 4\nm v=1, 5"))
        .containsExactly(
            "m {} a,b=1.0 1", "m {,t=1} v=1.0 2", "m {t,u=1} v=1.0 3", "m {t=a=b} v=1.0 4", "m {} v=1.0 5");
  }

  @Test
  void aNewlineInAStringIsData() {
    assertThat(rows("m s=\"a\nb\" 1\nm s=\"c\" 2")).containsExactly("m {} s=\"a\nb\" 1", "m {} s=\"c\" 2");
  }

  @Test
  void aQuoteInATagIsData() {
    assertThat(rows("m,t=a\"b f=1i 1\nm f=2i 2")).containsExactly("m {t=a\"b} f=1i 1", "m {} f=2i 2");
  }

  @Test
  void skipsBlankLinesCommentsAndBlanksBeforeAndBetween() {
    assertThat(rows("\n  \t\n# x=\"\n  m,t=a   f=1   5  \n\n m f=2 6"))
        .containsExactly("m {t=a} f=1.0 5", "m {} f=2.0 6");
  }

  @Test
  void acceptsReturnsBeforeNewlinesAndTheByteOrderMark() {
    assertThat(rows("\uFEFFm f=1 1\r\n\r\nm f=2\r\nm,t=a g=\"x\" 3\r"))
        .containsExactly("m {} f=1.0 1", "m {} f=2.0 " + IngestFixture.NOW, "m {t=a} g=\"x\" 3");
  }

  @Test
  void tagOrderAndSpellingMakeNoOtherSeries() {
    ReadOutcome outcome = fixture.v3Nanos("m,b=2,a=1 f=1 1\nm,a=1,b=2 f=2 2\nm,a=1,b\\,=2 f=3 3");
    assertThat(outcome)
        .isInstanceOfSatisfying(
            ReadOutcome.Accepted.class,
            accepted -> {
              assertThat(accepted.batch().tables().getFirst().seriesKeys()).hasSize(2);
              assertThat(accepted.batch().tables().getFirst().series()).startsWith(0, 0, 1);
            });
    assertThat(fixture.columns("m")).containsExactly("b:TAG", "a:TAG", "f:FLOAT", "b,:TAG");
  }

  @Test
  void missingFieldsAreAbsent() {
    assertThat(rows("m a=1 1\nm b=2i 2\nm a=3,b=4i 3\nm c=t 4\nm a=5 5"))
        .containsExactly("m {} a=1.0 1", "m {} b=2i 2", "m {} a=3.0,b=4i 3", "m {} c=true 4", "m {} a=5.0 5");
  }

  @Test
  void aRefusedLineLeavesNothingBehind() {
    fixture.v3("m a=1,b=2i,s=\"x\" 1");
    ReadOutcome outcome = fixture.v3Nanos("m a=1,b=2i 1\nm a=7,b=8i,s=\"y\" bad\nm a=9,new=1,b=x 2\nm b=3i 3");
    assertThat(IngestFixture.rows(outcome)).containsExactly("m {} a=1.0,b=2i 1", "m {} b=3i 3");
    assertThat(IngestFixture.errors(outcome)).hasSize(2);
    assertThat(fixture.columns("m")).containsExactly("a:FLOAT", "b:INTEGER", "s:STRING");
  }

  @Test
  void withoutPartialAcceptanceOneBadLineRefusesAll() {
    ReadRequest request = new ReadRequest(IngestFixture.DB, Dialect.V3, Precision.AUTO, false);
    ReadOutcome outcome = fixture.read(request, "m a=1 1\nm a=x 2\nm a=y 3");
    assertThat(outcome).isInstanceOf(ReadOutcome.Rejected.class);
    assertThat(IngestFixture.errors(outcome)).containsExactly("2: No fields were provided");
    assertThat(fixture.table("m")).isEmpty();
    assertThat(IngestFixture.rows(fixture.read(request, "m a=2i 2000000000")))
        .containsExactly("m {} a=2i 2000000000000000000");
  }

  @Test
  void anEmptyBodyIsEmpty() {
    assertThat(fixture.v3("")).isEqualTo(new ReadOutcome.Empty());
    assertThat(fixture.v3(" \n# m f=1\n\r\n")).isEqualTo(new ReadOutcome.Empty());
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "1, 1000000000",
    "4999999999, 4999999999000000000",
    "5000000000, 5000000000000000",
    "4999999999999, 4999999999999000000",
    "5000000000000, 5000000000000000",
    "4999999999999999, 4999999999999999000",
    "5000000000000000, 5000000000000000",
    "-4999999999, -4999999999000000000",
    "-5000000000, -5000000000000000",
    "9223372036854775807, 9223372036854775807",
    "-9223372036854775808, -9223372036854775808"
  })
  void guessesPrecisionLineByLine(long written, long nanos) {
    assertThat(IngestFixture.rows(fixture.v3("m f=1 1\nm f=1 " + written)))
        .containsExactly("m {} f=1.0 1000000000", "m {} f=1.0 " + nanos);
  }

  @Test
  void refusesTimesOutOfRange() {
    ReadRequest seconds = new ReadRequest(IngestFixture.DB, Dialect.V3, Precision.SECOND, true);
    assertThat(IngestFixture.errors(fixture.read(seconds, "m f=1 1500000000123456789")))
        .containsExactly("1: timestamp, 1500000000123456789, out of range for precision: Second");
  }

  @ParameterizedTest
  @CsvSource({
    "AUTO, 1700000000123456789",
    "NANOSECOND, 1700000000123456789",
    "MICROSECOND, 1700000000123456000",
    "MILLISECOND, 1700000000123000000",
    "SECOND, 1700000000000000000"
  })
  void rowsWithoutATimeGetTheClocksCutToThePrecision(Precision precision, long nanos) {
    ReadRequest request = new ReadRequest(IngestFixture.DB, Dialect.V3, precision, true);
    assertThat(IngestFixture.rows(fixture.read(request, "m f=1"))).containsExactly("m {} f=1.0 " + nanos);
  }

  @Test
  void makesDatabaseAndPolicyWithTheFirstAcceptedLine() {
    ReadRequest request = ReadRequest.v3(DatabaseName.parse("new/week"));
    fixture.read(request, "bad");
    assertThat(fixture.catalog.state().database("new")).isEmpty();
    fixture.read(request, "m f=1");
    assertThat(fixture.catalog.state().policy(DatabaseName.parse("new/week")).flatMap(p -> p.table("m"))).isPresent();
    assertThat(fixture.catalog.state().requireDatabase("new").defaultPolicy()).isEqualTo("autogen");
  }

  @Test
  void oneCommandBringsAllNewTablesAndColumns() {
    long before = fixture.catalog.state().sequence();
    fixture.v3("a,t=x f=1\nb f=1,g=2\na,u=y g=2\nc bad");
    assertThat(fixture.catalog.state().sequence()).isEqualTo(before + 1);
    fixture.v3("a,t=x f=1\nb f=1,g=2\na,u=y g=2");
    assertThat(fixture.catalog.state().sequence()).isEqualTo(before + 1);
  }

  @Test
  void refusesDatabasesThatTakeNoWrites() {
    assertThatThrownBy(() -> fixture.read(ReadRequest.v3(DatabaseName.parse("")), "m f=1"))
        .hasMessage("db name cannot be empty");
    assertThatThrownBy(() -> fixture.read(ReadRequest.v3(DatabaseName.parse("_internal")), "m f=1"))
        .hasMessage("cannot modify internal db");
    fixture.catalog.apply(
        new DatabaseCommand.SoftDeleteDatabase("db", "db-gone", new Deletion(1, OptionalLong.empty())));
    assertThatThrownBy(() -> fixture.read(ReadRequest.v3(DatabaseName.parse("db-gone")), "m f=1"))
        .hasMessage("cannot write to soft-deleted database 'db-gone' - it is marked for deletion");
    assertThat(fixture.v3("m f=1")).isInstanceOf(ReadOutcome.Accepted.class);
  }

  @Test
  void refusesWhatIsNotUtf8() {
    byte[] bytes = "m s=\"?\" 1".getBytes(StandardCharsets.ISO_8859_1);
    bytes[5] = (byte) 0xE9;
    assertThatThrownBy(() -> fixture.lines.read(ReadRequest.v3(IngestFixture.DB), bytes, bytes.length))
        .isInstanceOfSatisfying(
            MillraceException.class,
            e -> {
              assertThat(e.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT);
              assertThat(e).hasMessage("body content is not valid utf8: invalid utf-8 sequence of 1 bytes from index 5");
            });
  }

  @Test
  void countsColumnsAgainstTheirLimit() {
    IngestFixture limited = new IngestFixture(new SchemaLimits(5, 3, 4));
    assertThat(IngestFixture.errors(limited.v3("m,t=a a=1,b=1,c=1"))).isEmpty();
    ReadOutcome outcome = limited.v3("m,t=a d=1\nm,t=b a=2");
    assertThat(IngestFixture.errors(outcome))
        .containsExactly("1: Update to schema would exceed number of columns per table limit of 4 columns");
    assertThat(outcome)
        .isInstanceOfSatisfying(
            ReadOutcome.PartlyRejected.class,
            partly -> assertThat(partly.errors().getFirst().kind()).isEqualTo(LineError.Kind.LIMIT));
  }

  @Test
  void countsTablesAndDatabasesAgainstTheirLimits() {
    IngestFixture limited = new IngestFixture(new SchemaLimits(2, 2, 500));
    assertThat(IngestFixture.errors(limited.v3("a f=1\nb f=1\nc f=1\na f=2")))
        .containsExactly(
            "3: Update to schema would exceed number of tables limit: attempted to create table but already have 2"
                + " table(s) (limit: 2)");
    limited.catalog.apply(
        new DatabaseCommand.CreateDatabase("two", PolicySettings.autogen(0)));
    assertThatThrownBy(() -> limited.read(ReadRequest.v3(DatabaseName.parse("three")), "m f=1"))
        .isInstanceOf(MillraceException.class)
        .hasMessage("Adding a new database would exceed limit of 2 databases");
  }

  @Test
  void staysRightWhenATableIsDroppedBetweenBodies() {
    fixture.v3Nanos("m,t=a f=1 1");
    fixture.v3Nanos("m,t=a f=1 1");
    long oldId = fixture.table("m").orElseThrow().id();
    fixture.catalog.apply(new TableCommand.DropTable("db", "", "m"));
    assertThat(IngestFixture.rows(fixture.v3Nanos("m,t=a f=2i 2"))).containsExactly("m {t=a} f=2i 2");
    assertThat(fixture.table("m").orElseThrow().id()).isNotEqualTo(oldId);
    assertThat(fixture.columns("m")).containsExactly("t:TAG", "f:INTEGER");
  }

  @Test
  void writersThatDisagreeAboutANewColumnGetOneType() throws InterruptedException {
    for (int round = 0; round < 50; round++) {
      String table = "race" + round;
      List<Thread> writers = new ArrayList<>();
      for (String value : List.of("1", "1i", "\"x\"", "t")) {
        byte[] body = bytes(table + " v=" + value);
        writers.add(
            Thread.ofPlatform().start(() -> fixture.lines.read(ReadRequest.v3(IngestFixture.DB), body, body.length)));
      }
      for (Thread writer : writers) {
        writer.join();
      }
      assertThat(fixture.columns(table)).hasSize(1);
    }
  }

  private List<String> rows(String body) {
    ReadOutcome outcome = fixture.v3Nanos(body);
    assertThat(IngestFixture.errors(outcome)).isEmpty();
    return IngestFixture.rows(outcome);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
