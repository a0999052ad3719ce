package millrace.influxql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ParametersTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "notjson|invalid character 'o' in literal null (expecting 'u')",
        "''|EOF",
        "{|unexpected EOF",
        "{\"a\":1|unexpected EOF",
        "{a:1}|invalid character 'a' looking for beginning of object key string",
        "{\"a\" 1}|invalid character '1' after object key",
        "{\"a\":1 \"b\":2}|invalid character '\"' after object key:value pair",
        "{\"a\":[1 2]}|invalid character '2' after array element",
        "{\"a\":x}|invalid character 'x' looking for beginning of value",
        "{\"a\":\"\\q\"}|invalid character 'q' in string escape code",
        "{\"a\":-}|invalid character '}' in numeric literal",
        "[1]|json: cannot unmarshal array into Go value of type map[string]interface {}",
        "5|json: cannot unmarshal number into Go value of type map[string]interface {}",
      })
  void refusesWhatIsNoJsonObject(String json, String message) {
    assertThatThrownBy(() -> Parameters.fromJson(json)).hasMessage("error parsing query parameters: " + message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1e3|strconv.ParseInt: parsing \"1e3\": invalid syntax",
        "99999999999999999999|strconv.ParseInt: parsing \"99999999999999999999\": value out of range",
        "1.0e999|strconv.ParseFloat: parsing \"1.0e999\": value out of range",
      })
  void refusesNumbersThatDoNotFit(String number, String message) {
    assertThatThrownBy(() -> Parameters.fromJson("{\"x\":" + number + "}"))
        .hasMessage("error parsing json value: " + message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "null|unable to bind parameter with type <nil>",
        "[1]|unable to bind parameter with type []interface {}",
        "{}|bound object parameter value must have exactly one entry",
        "{\"foo\":1}|unknown bind object type: foo",
        "{\"int\":1.5}|integer literal must be an integer value",
        "{\"regex\":1}|regex literal must be a string value",
      })
  void keepsWhyAValueCannotBeBound(String value, String message) {
    assertThat(Parameters.fromJson("{\"x\":" + value + "}").find("x")).contains(new Parameter.Unusable(message));
  }

  @Test
  void readsValues() {
    Parameters parameters =
        Parameters.fromJson("{\"i\":1,\"f\":1.0,\"e\":\"\\u00e9\\n\",\"t\":{\"number\":2}} rest");
    assertThat(parameters.find("i")).contains(new Parameter.Integer(1));
    assertThat(parameters.find("f")).contains(new Parameter.Float(1));
    assertThat(parameters.find("e")).contains(new Parameter.Text("é\n"));
    assertThat(parameters.find("t")).contains(new Parameter.Float(2));
    assertThat(parameters.find("other")).isEmpty();
    assertThat(Parameters.fromJson("null").find("i")).isEmpty();
  }
}
