package millrace.server;

import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import millrace.plugins.RunDurations;
import millrace.plugins.TriggerFigures;

/// What running triggers counted, in Prometheus text: one series for each trigger, told apart by `database` and
/// `trigger`. Counts begin anew when a trigger is started.
final class TriggerMetrics {
  private static final String PREFIX = "influxdb3_trigger_";
  private static final double NANOS_PER_SECOND = 1e9;

  private TriggerMetrics() {}

  static void append(List<TriggerFigures> triggers, StringBuilder text) {
    series("runs_total", "runs ended", "counter", TriggerFigures::runs, triggers, text);
    series("failures_total", "runs failed", "counter", TriggerFigures::failures, triggers, text);
    series("dropped_total", "flushes that never reached the trigger", "counter", TriggerFigures::dropped, triggers, text);
    series("rows_total", "rows handed to the plugin", "counter", TriggerFigures::rows, triggers, text);
    series("lines_written_total", "lines the plugin wrote", "counter", TriggerFigures::linesWritten, triggers, text);
    series("queue_depth", "events waiting", "gauge", TriggerFigures::queued, triggers, text);
    series("running", "runs under way", "gauge", TriggerFigures::running, triggers, text);
    series("dead_letters", "events given up that are kept", "gauge", TriggerFigures::deadLetters, triggers, text);
    series("behind_seconds", "time since the trigger had nothing to do", "gauge",
        t -> t.behindNanos() / NANOS_PER_SECOND, triggers, text);
    head("run_duration_seconds", "how long runs took", "histogram", text);
    triggers.forEach(trigger -> durations(trigger, text));
  }

  private static void series(
      String name, String help, String type, ToDoubleFunction<TriggerFigures> value, List<TriggerFigures> triggers,
      StringBuilder text) {
    head(name, help, type, text);
    for (TriggerFigures trigger : triggers) {
      text.append(PREFIX).append(name).append('{').append(labels(trigger)).append("} ")
          .append(number(value.applyAsDouble(trigger))).append('\n');
    }
  }

  private static void durations(TriggerFigures trigger, StringBuilder text) {
    String name = PREFIX + "run_duration_seconds";
    String labels = labels(trigger);
    long runs = 0;
    for (int step = 0; step < trigger.durations().counts().size(); step++) {
      runs += trigger.durations().counts().get(step);
      boolean isLast = step == RunDurations.BOUNDS_SECONDS.size();
      String bound = isLast ? "+Inf" : number(RunDurations.BOUNDS_SECONDS.get(step));
      text.append(name).append("_bucket{").append(labels).append(",le=\"").append(bound).append("\"} ").append(runs)
          .append('\n');
    }
    text.append(name).append("_sum{").append(labels).append("} ")
        .append(number(trigger.durations().totalNanos() / NANOS_PER_SECOND)).append('\n');
    text.append(name).append("_count{").append(labels).append("} ").append(runs).append('\n');
  }

  private static void head(String name, String help, String type, StringBuilder text) {
    text.append("# HELP ").append(PREFIX).append(name).append(' ').append(help).append('\n');
    text.append("# TYPE ").append(PREFIX).append(name).append(' ').append(type).append('\n');
  }

  private static String labels(TriggerFigures trigger) {
    return "database=\"" + escaped(trigger.database()) + "\",trigger=\"" + escaped(trigger.trigger()) + "\",type=\""
        + trigger.kind() + '"';
  }

  private static String escaped(String text) {
    return text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
  }

  private static String number(double value) {
    return value == Math.rint(value) && Math.abs(value) < 1e15
        ? Long.toString((long) value)
        : String.format(Locale.ROOT, "%s", value);
  }
}
