package millrace.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import millrace.base.ErrorCode;
import millrace.base.MillraceException;
import millrace.catalog.DatabaseName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What InfluxDB 1.6.7 was recorded to do with bodies of `/write`, and its neighbourhood.
class V1ReadingTest {
  private final IngestFixture fixture = new IngestFixture();

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          m v=+1 6             | invalid boolean
          m v=0x1F 9           | invalid number
          m v=1_000 10         | invalid number
          m v=1e400 11         | invalid float
          m v=1e 11            | invalid float
          m v=.e3 11           | invalid float
          m v=. 11             | invalid number
          m v=- 11             | invalid number
          m v=1.2.3 11         | invalid number
          m v=1ii 11           | invalid number
          m v=1.5i 11          | invalid number
          m v=NaN 12           | invalid number
          m v=Inf 13           | invalid boolean
          m v=1u 17            | invalid number
          m v=1I 25            | invalid number
          m v= 26              | missing field value
          m v=,w=1 26          | missing field value
          m v=                 | missing field value
          m =1 26              | missing field key
          m v=1,=2 26          | missing field key
          m v 27               | invalid field format
          m v=1,w 27           | invalid field format
          m v=1,,w=2 27        | invalid field format
          m a,b=1 27           | invalid field format
          bad line here        | invalid field format
          m                    | missing fields
          m,t=a                | missing fields
          ,t=a v=1             | missing measurement
          m, v=1 34            | missing tag key
          m,=a v=1 34          | missing tag key
          m,t v=1 35           | missing tag value
          m,t= v=1 36          | missing tag value
          m,t=a=b v=1 36       | invalid tag format
          m,t=a,t=b v=1 36     | duplicate tags
          m,t=a,s=b,t=c v=1 36 | duplicate tags
          m b=tRUE 11          | invalid boolean
          m b=yes 12           | invalid boolean
          m b=tr 13            | invalid boolean
          m s="unterminated 9  | unbalanced quotes
          m v=1 abc            | bad timestamp
          m v=1 1.5            | bad timestamp
          m v=1 5 6            | point is invalid
          m v=1 -              | strconv.ParseInt: parsing "-": invalid syntax
          m v=1 9223372036854775808 | strconv.ParseInt: parsing "9223372036854775808": value out of range
          m v=1 9223372036854775807 | time outside range -9223372036854775806 - 9223372036854775806
          m v=9223372036854775808i 15 | unable to parse integer 9223372036854775808: strconv.ParseInt: parsing "9223372036854775808": value out of range
          """)
  void says(String line, String reason) {
    assertThat(IngestFixture.errors(fixture.v1(line))).containsExactly("1: unable to parse '" + line + "': " + reason);
  }

  @Test
  void aReturnOrATabIsNoBlank() {
    assertThat(IngestFixture.errors(fixture.v1("m v=10 10\r\nm v=11\r\nm\tv=1 32\nm v=1\t33")))
        .containsExactly(
            "1: unable to parse 'm v=10 10\r': bad timestamp",
            "2: unable to parse 'm v=11\r': invalid number",
            "3: unable to parse 'm\tv=1 32': invalid field format",
            "4: unable to parse 'm v=1\t33': invalid number");
  }

  @Test
  void refusesLongKeys() {
    String tag = "x".repeat(65999);
    assertThat(IngestFixture.errors(fixture.v1("m,t=" + tag + " v=1 1")).getFirst())
        .endsWith(": max key length exceeded: 66003 > 65535");
    assertThat(IngestFixture.errors(fixture.v1("m " + "f".repeat(65531) + "=1 1")).getFirst())
        .endsWith(": max key length exceeded: 65536 > 65535");
    assertThat(fixture.v1("m,t=" + tag.substring(0, 65000) + " v=1 1")).isInstanceOf(ReadOutcome.Accepted.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {".5", "5.", "-.5", "00012", "1E-2", "1.5e3", "-1", "1e5", "5.e1"})
  void readsLooseFloats(String written) {
    assertThat(rows("m v=" + written + " 1\nm v=" + written + " 2"))
        .containsExactly("m {} v=" + Double.parseDouble(written) + " 1", "m {} v=" + Double.parseDouble(written) + " 2");
  }

  @Test
  void readsStringsAndIntegers() {
    assertThat(rows("m s=\"\" 1\nm s=\"with,comma=eq\" 2\nm s=\"esc \\\"quote\\\"\" 3\nm s=\"back\\\\slash\" 4"))
        .containsExactly(
            "m {} s=\"\" 1", "m {} s=\"with,comma=eq\" 2", "m {} s=\"esc \"quote\"\" 3", "m {} s=\"back\\slash\" 4");
    assertThat(rows("m t=\"other \\n \\t \\x\" 1\nm t=\"line\nbreak\" 2\nm i=-9223372036854775808i 3"))
        .containsExactly(
            "m {} t=\"other \\n \\t \\x\" 1", "m {} t=\"line\nbreak\" 2", "m {} i=-9223372036854775808i 3");
  }

  @Test
  void takesBackslashesAway() {
    assertThat(rows("a\\ b v=1 1\na\\,b v=1 2\na\\=b v=1 3\na=b v=1 4\na\\b v=1 5\na\\\\b v=1 6"))
        .containsExactly(
            "a b {} v=1.0 1", "a,b {} v=1.0 2", "a=b {} v=1.0 3", "a=b {} v=1.0 4", "a\\b {} v=1.0 5", "a\\\\b {} v=1.0 6");
    assertThat(rows("m,t\\ 1=x v=1 7\nm,t\\,1=x v=1 8\nm,t\\=1=x v=1 9\nm f\\,1=1 19\nm f\\=1=1 20\nm f\\b=1 21"))
        .containsExactly(
            "m {t 1=x} v=1.0 7",
            "m {t,1=x} v=1.0 8",
            "m {t=1=x} v=1.0 9",
            "m {} f,1=1.0 19",
            "m {} f=1=1.0 20",
            "m {} f\\b=1.0 21");
    assertThat(rows("m \"f\"=1 22\n\"m\" v=1 23\nm,t=日本,u=🙂 v=1 24\n日本 値=1 25"))
        .containsExactlyInAnyOrder(
            "m {} \"f\"=1.0 22", "\"m\" {} v=1.0 23", "m {t=日本, u=🙂} v=1.0 24", "日本 {} 値=1.0 25");
  }

  @Test
  void theLastOfTwoValuesForOneFieldWins() {
    assertThat(rows("m v=1,v=2 1")).containsExactly("m {} v=2.0 1");
  }

  @Test
  void skipsBlankLinesAndComments() {
    assertThat(rows("m v=3 3\n\n\n  m  v=4  4 \n# comment\nm v=5")).containsExactly(
        "m {} v=3.0 3", "m {} v=4.0 4", "m {} v=5.0 " + IngestFixture.NOW);
    assertThat(fixture.v1("\n\n")).isEqualTo(new ReadOutcome.Empty());
  }

  @Test
  void keepsGoodPointsBesideBadLines() {
    ReadOutcome outcome = fixture.v1("m v=6 6\nm v=nope 7\nm v= 8\nm v=9 9");
    assertThat(IngestFixture.rows(outcome)).containsExactly("m {} v=6.0 6", "m {} v=9.0 9");
    assertThat(IngestFixture.errors(outcome))
        .containsExactly(
            "2: unable to parse 'm v=nope 7': invalid number", "3: unable to parse 'm v= 8': missing field value");
  }

  @Test
  void dropsPointsOfAnotherTypeThanTheShardHas() {
    fixture.v1("cpu value=1i 1420070401000000000");
    ReadOutcome outcome = fixture.v1(
        "cpu value=2i 1420070402000000000\ncpu value=3  1420070403000000000\ncpu value=4i 1420070404000000000");
    assertThat(IngestFixture.rows(outcome))
        .containsExactly("cpu {} value=2i 1420070402000000000", "cpu {} value=4i 1420070404000000000");
    assertThat(IngestFixture.errors(outcome))
        .containsExactly(
            "2: field type conflict: input field \"value\" on measurement \"cpu\" is type float, already exists as type"
                + " integer");
  }

  @Test
  void aFieldMayHaveAnotherTypeInAnotherShard() {
    long week = IngestFixture.RememberedTypes.shardNanos();
    assertThat(rows("m v=1 1\nm v=2i " + week)).containsExactly("m {} v=1.0 1", "m {} v=2i " + week);
    assertThat(fixture.columns("m")).containsExactly("v:FLOAT", "v:INTEGER");
    ReadOutcome outcome = fixture.v1("m v=3 " + (week + 1) + "\nm v=4i 2\nm v=5 3\nm v=6i " + (week + 2));
    assertThat(IngestFixture.rows(outcome)).containsExactlyInAnyOrder("m {} v=5.0 3", "m {} v=6i " + (week + 2));
    assertThat(IngestFixture.errors(outcome)).hasSize(2);
  }

  @Test
  void twoTypesForANewFieldCostTheShardItsPointsButMakeTheField() {
    ReadOutcome outcome = fixture.v1("a v=1 1\na v=2i 2");
    assertThat(outcome)
        .isInstanceOfSatisfying(
            ReadOutcome.Rejected.class,
            rejected ->
                assertThat(rejected.errors())
                    .extracting(LineError::kind, LineError::message)
                    .containsOnly(org.assertj.core.groups.Tuple.tuple(LineError.Kind.CLASH, "field type conflict")));
    assertThat(fixture.columns("a")).containsExactly("v:FLOAT");
    assertThat(IngestFixture.errors(fixture.v1("a v=2i 3")))
        .containsExactly(
            "1: field type conflict: input field \"v\" on measurement \"a\" is type integer, already exists as type float");
    assertThat(rows("a v=3 3")).containsExactly("a {} v=3.0 3");
  }

  @Test
  void dropsPointsOlderThanThePolicyKeepsThem() {
    long hour = 3_600_000_000_000L;
    fixture.catalog.apply(new millrace.catalog.DatabaseCommand.CreatePolicy(
        "db", new millrace.catalog.PolicySettings("short", hour, hour, 1), false));
    ReadRequest request =
        ReadRequest.v1(new millrace.catalog.DatabaseName("db", "short"), Precision.NANOSECOND);
    long oldest = IngestFixture.NOW - hour;
    ReadOutcome outcome = fixture.read(request, "m v=1 " + (oldest - 1) + "\nm v=2 " + oldest + "\nm v=3 0");
    assertThat(IngestFixture.rows(outcome)).containsExactly("m {} v=2.0 " + oldest);
    assertThat(IngestFixture.errors(outcome))
        .containsExactly("1: points beyond retention policy", "3: points beyond retention policy");
  }

  @Test
  void theNameTimeIsNoTagAndNoField() {
    ReadOutcome tag = fixture.v1("m,time=x v=1 26\nm v=2 27");
    assertThat(IngestFixture.errors(tag))
        .containsExactly("1: invalid tag key: input tag \"time\" on measurement \"m\" is invalid");
    assertThat(IngestFixture.rows(tag)).containsExactly("m {} v=2.0 27");
    ReadOutcome field = fixture.v1("m time=1 27");
    assertThat(IngestFixture.errors(field))
        .containsExactly("1: invalid field name: input field \"time\" on measurement \"m\" is invalid");
    assertThat(rows("m time=1,v=2 28")).containsExactly("m {} v=2.0 28");
    assertThat(fixture.columns("m")).containsExactly("v:FLOAT");
  }

  @ParameterizedTest
  @CsvSource({
    "'', 1500000000123456789, 1500000000123456789",
    "n, 1500000000123456789, 1500000000123456789",
    "ns, 1500000000123456789, 1500000000123456789",
    "µ, 1500000000123456, 1500000000123456",
    "d, 17361, 17361",
    "u, 946730096789012, 946730096789012000",
    "ms, 1500000000123, 1500000000123000000",
    "s, 1500000000, 1500000000000000000",
    "m, 25000000, 1500000000000000000",
    "h, 262980, 946728000000000000"
  })
  void readsPrecision(String precision, long written, long nanos) {
    ReadRequest request = ReadRequest.v1(IngestFixture.DB, Precision.ofV1(precision));
    assertThat(IngestFixture.rows(fixture.read(request, "m v=1 " + written))).containsExactly("m {} v=1.0 " + nanos);
  }

  @Test
  void refusesTimesOutOfRange() {
    ReadRequest hours = ReadRequest.v1(IngestFixture.DB, Precision.HOUR);
    assertThat(IngestFixture.errors(fixture.read(hours, "m v=1 99999999999")))
        .containsExactly(
            "1: unable to parse 'm v=1 99999999999': time outside range -9223372036854775806 - 9223372036854775806");
  }

  @Test
  void acceptsPointsThatAreAtHand() {
    fixture.v1("m,t=a v=1 1");
    List<NewPoint> points =
        List.of(
            new NewPoint("m", new TreeMap<>(Map.of("t", "b")), fields("v", new FieldValue.FloatValue(2)), 2),
            new NewPoint("m", new TreeMap<>(Map.of("t", "b")), fields("v", new FieldValue.IntegerValue(3)), 3),
            new NewPoint("n", new TreeMap<>(), fields("s", new FieldValue.StringValue("x,y")), 4));
    ReadOutcome outcome = fixture.lines.accept(IngestFixture.DB, points);
    assertThat(IngestFixture.rows(outcome)).containsExactly("m {t=b} v=2.0 2", "n {} s=\"x,y\" 4");
    assertThat(IngestFixture.errors(outcome))
        .containsExactly(
            "2: field type conflict: input field \"v\" on measurement \"m\" is type integer, already exists as type float");
    assertThat(fixture.columns("n")).containsExactly("s:STRING");
  }

  private static TreeMap<String, FieldValue> fields(String name, FieldValue value) {
    return new TreeMap<>(Map.of(name, value));
  }

  @Test
  void needsDatabaseAndPolicy() {
    assertThatThrownBy(() -> fixture.read(ReadRequest.v1(DatabaseName.parse("nosuch"), Precision.NANOSECOND), "m v=1"))
        .isInstanceOfSatisfying(MillraceException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_FOUND));
    assertThatThrownBy(() -> fixture.read(ReadRequest.v1(DatabaseName.parse("db/nosuch"), Precision.NANOSECOND), "m v=1"))
        .hasMessage("retention policy not found: nosuch");
  }

  private List<String> rows(String body) {
    ReadOutcome outcome = fixture.v1(body);
    assertThat(IngestFixture.errors(outcome)).isEmpty();
    return IngestFixture.rows(outcome);
  }

  /// InfluxDB 1.x keeps such bytes; here text is text, and changing a name silently would be worse than refusing it.
  @Test
  void refusesWhatIsNotUtf8() {
    byte[] bytes = "m v=1 1\nm?,t=a v=1 1".getBytes(StandardCharsets.ISO_8859_1);
    bytes[9] = (byte) 0xE9;
    assertThatThrownBy(() -> fixture.lines.read(ReadRequest.v1(IngestFixture.DB, Precision.ofV1("")), bytes, bytes.length))
        .isInstanceOfSatisfying(
            MillraceException.class,
            e -> {
              assertThat(e.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT);
              assertThat(e).hasMessage("body content is not valid utf8: invalid utf-8 sequence of 1 bytes from index 9");
            });
  }
}
