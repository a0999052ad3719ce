package millrace.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import millrace.plugins.RunDurations;
import millrace.plugins.TriggerFigures;
import org.junit.jupiter.api.Test;

class TriggerMetricsTest {
  @Test
  void everyTriggerHasItsSeries() {
    RunDurations durations =
        new RunDurations(List.of(1L, 0L, 2L, 0L, 0L, 0L, 0L, 0L, 0L, 0L, 0L, 0L, 1L), 601_500_000_000L);
    TriggerFigures trigger =
        new TriggerFigures("d\"b", "t\\1", "WalRows", 4, 1, 2, 3, 1, 100, 50, durations, 1_500_000_000L, 7);
    StringBuilder text = new StringBuilder();
    TriggerMetrics.append(List.of(trigger), text);
    String labels = "database=\"d\\\"b\",trigger=\"t\\\\1\",type=\"WalRows\"";
    assertThat(text.toString().lines().filter(line -> !line.startsWith("#"))).containsExactly(
        "influxdb3_trigger_runs_total{" + labels + "} 4",
        "influxdb3_trigger_failures_total{" + labels + "} 1",
        "influxdb3_trigger_dropped_total{" + labels + "} 2",
        "influxdb3_trigger_rows_total{" + labels + "} 100",
        "influxdb3_trigger_lines_written_total{" + labels + "} 50",
        "influxdb3_trigger_queue_depth{" + labels + "} 3",
        "influxdb3_trigger_running{" + labels + "} 1",
        "influxdb3_trigger_dead_letters{" + labels + "} 7",
        "influxdb3_trigger_behind_seconds{" + labels + "} 1.5",
        "influxdb3_trigger_run_duration_seconds_bucket{" + labels + ",le=\"0.001\"} 1",
        "influxdb3_trigger_run_duration_seconds_bucket{" + labels + ",le=\"0.005\"} 1",
        "influxdb3_trigger_run_duration_seconds_bucket{" + labels + ",le=\"0.01\"} 3",
        "influxdb3_trigger_run_duration_seconds_bucket{" + labels + ",le=\"0.05\"} 3",
        "influxdb3_trigger_run_duration_seconds_bucket{" + labels + ",le=\"0.1\"} 3",
        "influxdb3_trigger_run_duration_seconds_bucket{" + labels + ",le=\"0.5\"} 3",
        "influxdb3_trigger_run_duration_seconds_bucket{" + labels + ",le=\"1\"} 3",
        "influxdb3_trigger_run_duration_seconds_bucket{" + labels + ",le=\"5\"} 3",
        "influxdb3_trigger_run_duration_seconds_bucket{" + labels + ",le=\"10\"} 3",
        "influxdb3_trigger_run_duration_seconds_bucket{" + labels + ",le=\"30\"} 3",
        "influxdb3_trigger_run_duration_seconds_bucket{" + labels + ",le=\"60\"} 3",
        "influxdb3_trigger_run_duration_seconds_bucket{" + labels + ",le=\"300\"} 3",
        "influxdb3_trigger_run_duration_seconds_bucket{" + labels + ",le=\"+Inf\"} 4",
        "influxdb3_trigger_run_duration_seconds_sum{" + labels + "} 601.5",
        "influxdb3_trigger_run_duration_seconds_count{" + labels + "} 4");
  }
}
