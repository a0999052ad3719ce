package millrace.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class ParametersTest {
  @Test
  void decodesPlusAndPercentAsUtf8() {
    assertThat(Parameters.parse("q=a+b%20c%2B%C3%BC").text("q")).isEqualTo("a b c+ü");
  }

  @Test
  void keepsBrokenEscapes() {
    assertThat(Parameters.parse("a=%zz&b=%4").lastValues()).isEqualTo(Map.of("a", "%zz", "b", "%4"));
  }

  @Test
  void aNameWithoutValueIsEmpty() {
    assertThat(Parameters.parse("a&b=").lastValues()).isEqualTo(Map.of("a", "", "b", ""));
    assertThat(Parameters.parse("a").first("c")).isEmpty();
  }

  @Test
  void firstAndLastOfRepeatedNames() {
    Parameters repeated = Parameters.parse("a=1&b=2&a=3");
    assertThat(repeated.text("a")).isEqualTo("1");
    assertThat(repeated.lastValues()).containsEntry("a", "3");
  }

  @Test
  void bodyWinsOverUrl() {
    Parameters merged = Parameters.parse("q=body").orElse(Parameters.parse("q=url&db=d"));
    assertThat(merged.text("q")).isEqualTo("body");
    assertThat(merged.text("db")).isEqualTo("d");
  }
}
