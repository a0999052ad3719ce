package millrace.plugins;

import java.time.Duration;
import java.util.Optional;
import millrace.base.ErrorCode;
import millrace.base.MillraceException;

/// Reads trigger specifications; the texts of its errors are part of the product's interface.
final class TriggerSpecParser {
  private static final String FORMS =
      "expect one of the following forms: 'table:<TABLE_NAME>', 'all_tables', 'cron:<CRON_EXPRESSION>',"
          + " 'every:<DURATION>', or 'request:<PATH>'";

  private final String spec;

  private TriggerSpecParser(String spec) {
    this.spec = spec;
  }

  static TriggerSpec parse(String text) {
    return new TriggerSpecParser(WhiteSpace.trim(text)).parse();
  }

  private TriggerSpec parse() {
    if (spec.equals("all_tables")) {
      return new TriggerSpec.AllTables();
    }
    int colon = spec.indexOf(':');
    String rest = WhiteSpace.trim(spec.substring(colon + 1));
    return switch (spec.substring(0, Math.max(0, colon))) {
      case "table" -> table(rest);
      case "cron" -> cron(rest);
      case "every" -> every(rest);
      case "request" -> request(rest);
      default -> throw failure(FORMS);
    };
  }

  private TriggerSpec table(String name) {
    if (name.isEmpty()) {
      throw failure("table name is empty");
    }
    return new TriggerSpec.Table(name);
  }

  private TriggerSpec cron(String expression) {
    try {
      return new TriggerSpec.Cron(CronSchedule.parse(expression));
    } catch (CronSyntaxException e) {
      throw failure("", e);
    }
  }

  private TriggerSpec every(String text) {
    Optional<Duration> period = DurationText.parse(text);
    if (period.isEmpty()) {
      throw failure("couldn't parse to duration");
    }
    if (period.get().compareTo(TriggerSpec.LONGEST_PERIOD) > 0) {
      throw failure("don't support every schedules of over 1 year");
    }
    if (period.get().compareTo(TriggerSpec.SHORTEST_PERIOD) < 0) {
      throw failure("every schedules must be at least 1ms");
    }
    return new TriggerSpec.Every(period.get());
  }

  private TriggerSpec request(String path) {
    if (path.isEmpty()) {
      throw failure("");
    }
    return new TriggerSpec.Request(path);
  }

  private MillraceException failure(String context) {
    return failure(context, null);
  }

  private MillraceException failure(String context, CronSyntaxException cause) {
    String message = "failed to parse trigger from " + spec + (context.isEmpty() ? "" : ": " + context);
    return new MillraceException(ErrorCode.INVALID_ARGUMENT, message, cause);
  }
}
