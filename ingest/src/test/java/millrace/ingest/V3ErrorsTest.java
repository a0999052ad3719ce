package millrace.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The messages of V3, word for word.
class V3ErrorsTest {
  private final IngestFixture fixture = new IngestFixture();

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          m                        | Expected at least one space character, got end of input
          m,                       | Expected tag key, got end of input
          ,t=a v=1                 | Invalid measurement was provided
          m,t v=1 5                | Tag set malformed: could not find equals sign in `t v=1 5`
          m,aaaaaaaaaaaaaaa        | Tag set malformed: could not find equals sign in `aaaaaaaaaa...`
          m,t= v=1 5               | Expected tag value, got ` v=1 5`
          m,=a v=1 5               | Expected tag key, got `=a v=1 5`
          m, bbbbbbbbbbbbbbb=1i    | Expected tag key, got ` bbbbbbbbb...`
          m,foo=,baz=x bar=1i      | Expected tag value, got `,baz=x bar...`
          m v                      | No fields were provided
          m =1                     | No fields were provided
          m v=                     | No fields were provided
          m v=.5 1                 | No fields were provided
          m v=+5 5                 | No fields were provided
          m v=NaN                  | No fields were provided
          m v=-                    | No fields were provided
          m v="open 1              | No fields were provided
          m v=5. 2                 | Could not parse entire line. Found trailing content: `. 2`
          m v=1e 5                 | Could not parse entire line. Found trailing content: `e 5`
          m v=-5u 5                | Could not parse entire line. Found trailing content: `u 5`
          m v=tRUE 5               | Could not parse entire line. Found trailing content: `RUE 5`
          m v=1 5 6                | Could not parse entire line. Found trailing content: `6`
          m v=1 abcdefghijklmnop   | Could not parse entire line. Found trailing content: ` abcdefghi...`
          m v=1,w= 5               | Could not parse entire line. Found trailing content: `w= 5`
          m v=1,w=2,x=3,y= 5       | Could not parse entire line. Found trailing content: `,y= 5`
          m v=1 99999999999999999999 | Unable to parse timestamp value `99999999999999999999`
          m v=9223372036854775808i | Unable to parse integer value `9223372036854775808`
          m v=18446744073709551616u | Unable to parse unsigned integer value `18446744073709551616`
          m v=1e400                | Unable to parse floating-point value `1e400`
          m\\\\ v=1                 | Measurements, tag keys and values, and field keys may not end with a backslash
          m,t=a\\\\ v=1             | Measurements, tag keys and values, and field keys may not end with a backslash
          m v\\\\=1                 | Measurements, tag keys and values, and field keys may not end with a backslash
          m v=1,v=2 5              | invalid line protocol - multiple instances of 'v' field found
          m,t=a,t=b v=1            | invalid line protocol - multiple instances of 't' tag found
          m time=1                 | 'time' is a reserved column
          m,time=x v=1             | 'time' is a reserved column
          m __chunk_order=1        | '__chunk_order' is a reserved column
          m,x=a x=1                | invalid column type for column 'x', expected iox::column_type::tag, got iox::column_type::field::float
          """)
  void says(String line, String message) {
    assertThat(IngestFixture.errors(fixture.v3(line))).containsExactly("1: " + message);
    assertThat(fixture.table("m")).as("a refused line leaves no trace").isEmpty();
  }

  @Test
  void aTabEndsANameButIsNoBlank() {
    assertThat(IngestFixture.errors(fixture.v3("m\tv=1 5")))
        .containsExactly("1: Expected at least one space character, got `\tv=1 5`");
    assertThat(IngestFixture.errors(fixture.v3("m v=1\t5")))
        .containsExactly("1: Could not parse entire line. Found trailing content: `\t5`");
  }

  @Test
  void aStringOfMoreThanAMegabyteIsTooLong() {
    String fits = "x".repeat(1 << 20);
    assertThat(fixture.v3("m s=\"" + fits + "\"")).isInstanceOf(ReadOutcome.Accepted.class);
    assertThat(IngestFixture.errors(fixture.v3("m s=\"" + fits + "x\""))).containsExactly("1: String is greater than 1MB");
    assertThat(IngestFixture.errors(fixture.v3("m,t=" + fits + "x v=1"))).containsExactly("1: String is greater than 1MB");
  }

  @Test
  void everyTypeConflictNamesBothTypes() {
    fixture.v3("m,t=a f=1,i=1i,u=1u,s=\"x\",b=true");
    assertThat(IngestFixture.errors(fixture.v3("m f=\"x\"\nm i=1u\nm u=t\nm s=1\nm b=1i\nm t=1\nm,f=a i=2i")))
        .containsExactly(
            "1: invalid column type for column 'f', expected iox::column_type::field::float, got iox::column_type::field::string",
            "2: invalid column type for column 'i', expected iox::column_type::field::integer, got iox::column_type::field::uinteger",
            "3: invalid column type for column 'u', expected iox::column_type::field::uinteger, got iox::column_type::field::boolean",
            "4: invalid column type for column 's', expected iox::column_type::field::string, got iox::column_type::field::float",
            "5: invalid column type for column 'b', expected iox::column_type::field::boolean, got iox::column_type::field::integer",
            "6: invalid column type for column 't', expected iox::column_type::tag, got iox::column_type::field::float",
            "7: invalid column type for column 'f', expected iox::column_type::field::float, got iox::column_type::tag");
  }

  @Test
  void aTagNamedTwiceIsRefusedInATableThatHasItToo() {
    assertThat(IngestFixture.errors(fixture.v3("m,t=a v=1\nm,t=a,t=b v=1\nm,t=a,t=b v=1")))
        .containsExactly(
            "2: invalid line protocol - multiple instances of 't' tag found",
            "3: invalid line protocol - multiple instances of 't' tag found");
    assertThat(IngestFixture.errors(fixture.v3("m,t=a,t=b v=1")))
        .containsExactly("1: invalid line protocol - multiple instances of 't' tag found");
  }

  @Test
  void theFirstOfSeveralFaultsInTheSchemaIsTold() {
    assertThat(IngestFixture.errors(fixture.v3("m,t=1 a=1,a=2,t=3")))
        .containsExactly("1: invalid line protocol - multiple instances of 'a' field found");
    assertThat(IngestFixture.errors(fixture.v3("m,t=1 t=3,a=1,a=2")))
        .containsExactly(
            "1: invalid column type for column 't', expected iox::column_type::tag, got iox::column_type::field::float");
  }

  @Test
  void numbersPhysicalLinesAndQuotesThem() {
    ReadOutcome outcome = fixture.v3("# comment\n\nm s=\"two\nlines\" 1\n  bad line\r\nm v=1 1\nm v=x 1");
    assertThat(outcome)
        .isInstanceOfSatisfying(
            ReadOutcome.PartlyRejected.class,
            partly ->
                assertThat(partly.errors())
                    .extracting(LineError::lineNumber, LineError::originalLine)
                    .containsExactly(
                        org.assertj.core.groups.Tuple.tuple(5, "bad line"),
                        org.assertj.core.groups.Tuple.tuple(7, "m v=x 1")));
  }

  @Test
  void quotesAtMostAKilobyteCutBetweenCharacters() {
    ReadOutcome outcome = fixture.v3("m" + "é".repeat(1000));
    assertThat(outcome)
        .isInstanceOfSatisfying(
            ReadOutcome.Rejected.class,
            rejected -> assertThat(rejected.errors().getFirst().originalLine()).isEqualTo("m" + "é".repeat(511)));
  }

  @Test
  void veryManyFaultsAreCountedInTheLastError() {
    ReadOutcome outcome = fixture.v3("bad\n".repeat(10_000) + "m f=1 1\nworse\n" + "bad\n".repeat(5));
    assertThat(IngestFixture.rows(outcome)).hasSize(1);
    assertThat(IngestFixture.errors(outcome))
        .hasSize(10_001)
        .endsWith("10002: 6 more lines were refused, beginning with this one");
  }
}
