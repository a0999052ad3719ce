package millrace.plugins.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// How entry points are called, and what becomes of their results and failures.
class EntryPointTest {
  private static PluginBench bench;

  @BeforeAll
  static void open() {
    bench = new PluginBench();
  }

  @AfterAll
  static void close() {
    bench.close();
  }

  private static CallOutcome written(String code) {
    return bench.run(code, new PluginCall.WriteCall(List.of()));
  }

  private static CallOutcome scheduled(String code) {
    return bench.run(code, new PluginCall.ScheduledCall(1_763_725_338_000_000_000L));
  }

  @Test
  void aWrongNumberOfParametersIsPythonsTypeError() {
    CallOutcome outcome = written("def process_writes(api, batches): pass");
    assertThat(outcome).isInstanceOfSatisfying(CallOutcome.Failed.class, failed ->
        assertThat(failed.text()).contains("TypeError").contains("process_writes() takes 2 positional arguments but 3 were given"));
  }

  @Test
  void whatWritesAndSchedulesReturnIsIgnored() {
    for (CallOutcome outcome : List.of(
        written("def process_writes(api, batches, args): return {'a': object()}"),
        scheduled("def process_scheduled_call(api, when, args): return 'text', 500"))) {
      assertThat(outcome).isInstanceOfSatisfying(CallOutcome.Completed.class, completed -> {
        assertThat(completed.reply()).isEmpty();
        assertThat(completed.writes()).isEmpty();
      });
    }
  }

  @Test
  void aFailureAfterAWriteWritesNothing() {
    String write = "  api.write(LineBuilder('m').int64_field('v', 1))\n";
    assertThat(scheduled("def process_scheduled_call(api, when, args):\n" + write + "  raise ValueError('after')"))
        .isInstanceOfSatisfying(CallOutcome.Failed.class, failed -> assertThat(failed.text()).contains("ValueError: after"));
    // The next call of the same process does not bring the lines along.
    assertThat(scheduled("def process_scheduled_call(api, when, args):\n" + write))
        .isInstanceOfSatisfying(CallOutcome.Completed.class, completed -> assertThat(completed.writes()).hasSize(1));
  }
}
