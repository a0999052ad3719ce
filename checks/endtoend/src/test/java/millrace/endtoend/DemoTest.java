package millrace.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The first command of the README.
class DemoTest {
  @TempDir
  Path folder;

  @Test
  void theTourChecksEveryStepAndEndsWithZero() {
    Program.Ran ran = new Program(folder, Map.of()).run("demo", "--once", "--data-dir", folder.resolve("demo").toString());
    assertThat(ran.status()).as(ran.out() + ran.err()).isZero();
    assertThat(ran.out())
        .contains("$ influxdb3 create trigger --database hosts --trigger-spec every:1s --path host_metrics.py sample_host")
        .contains("rates_per_second")
        .contains("Every step worked.");
  }
}
