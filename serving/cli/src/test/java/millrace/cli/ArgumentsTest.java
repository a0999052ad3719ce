package millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ArgumentsTest {
  @Test
  void pairsAreSplitAtCommasAndAtTheFirstEqualsSign() {
    assertThat(create("a=1,b=x=y").pairs("--trigger-arguments")).hasValue(Map.of("a", "1", "b", "x=y"));
    assertThatThrownBy(() -> create("a=1,b").pairs("--trigger-arguments"))
        .isInstanceOf(UsageError.class)
        .hasMessageContaining("no `=` found in `b`");
  }

  @Test
  void deliveryIsOneOfTwo() {
    Arguments odd = Arguments.parse(
        command(), List.of("-d", "db", "--trigger-spec", "table:a", "--path", "p.py", "--delivery", "twice", "t"), Map.of());
    Api nobody = new Api(odd);
    assertThatThrownBy(() -> new TriggerCommands(nobody, System.out, System.err).run(odd))
        .isInstanceOf(UsageError.class)
        .hasMessageContaining("[possible values: newest, at-least-once]");
  }

  private static Arguments create(String pairs) {
    return Arguments.parse(
        command(), List.of("-d", "db", "--trigger-spec", "table:a", "--trigger-arguments", pairs, "t"), Map.of());
  }

  private static Command command() {
    return Commands.all().stream().filter(command -> command.path().equals("create trigger")).findFirst().orElseThrow();
  }
}
