package millrace.plugins;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// The rows the engine logs around each run. People search for them, so they stay as they are.
final class RunTexts {
  private static final DateTimeFormatter SECONDS =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);

  private RunTexts() {}

  static String started(TriggerEvent event) {
    return switch (event) {
      case TriggerEvent.Flush _ -> "starting execution of wal plugin.";
      case TriggerEvent.Tick tick -> startedAt(tick.instantNanos());
      case TriggerEvent.Request _ -> "starting execution of request plugin.";
    };
  }

  static String finished(long durationNanos) {
    return "finished execution in " + DurationText.format(Duration.ofNanos(Math.max(0, durationNanos)));
  }

  /// The ERROR rows of a failed run.
  static List<String> failed(Trigger trigger, String error) {
    return switch (trigger.kind()) {
      case WRITES -> List.of("error executing wal plugin: " + error);
      case REQUEST -> List.of("error running request plugin: " + error);
      case SCHEDULE -> {
        List<String> rows = new ArrayList<>(List.of("error executing schedule plugin: " + error));
        if (trigger.errorBehavior() == ErrorBehavior.LOG) {
          String async = trigger.definition().runAsynchronous() ? "async " : "";
          rows.add("error running " + async + "scheduled plugin: " + error);
        }
        yield rows;
      }
    };
  }

  static String unwritten(TriggerKind kind, String reason) {
    return "error running " + kind.word() + " plugin: " + reason;
  }

  private static String startedAt(long instantNanos) {
    Instant instant = Instant.ofEpochSecond(0, instantNanos);
    return "starting execution with scheduled time " + SECONDS.format(instant) + fraction(instant.getNano()) + " UTC";
  }

  /// Nothing for whole seconds, else as many groups of three digits as there are.
  private static String fraction(int nanos) {
    if (nanos == 0) {
      return "";
    }
    if (nanos % 1_000_000 == 0) {
      return String.format(Locale.ROOT, ".%03d", nanos / 1_000_000);
    }
    return nanos % 1000 == 0
        ? String.format(Locale.ROOT, ".%06d", nanos / 1000)
        : String.format(Locale.ROOT, ".%09d", nanos);
  }
}
