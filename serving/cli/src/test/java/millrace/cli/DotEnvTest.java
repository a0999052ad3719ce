package millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DotEnvTest {
  @Test
  void namesHaveValues() {
    assertThat(DotEnv.read(List.of("# comment", "", "A=1", " export B = \"x y\" ", "C='q'", "D=", "E=a=b")))
        .isEqualTo(Map.of("A", "1", "B", "x y", "C", "q", "D", "", "E", "a=b"));
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
    "A | .env: line 2 is not NAME=value",
    "=1 | .env: line 2 is not NAME=value",
    "A B=1 | .env: line 2 is not NAME=value",
    "1A=1 | .env: line 2 is not NAME=value",
    "A=\"x | .env: line 2 opens a quote and does not close it",
    "A=' | .env: line 2 opens a quote and does not close it",
  })
  void aBrokenLineIsNamed(String line, String message) {
    assertThatThrownBy(() -> DotEnv.read(List.of("OK=1", line))).isInstanceOf(CommandFailure.class).hasMessage(message);
  }
}
