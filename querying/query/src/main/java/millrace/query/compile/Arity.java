package millrace.query.compile;

import millrace.influxql.Expression.Call;
import millrace.query.QueryException;

/// Checks how many arguments a call has.
final class Arity {
  private Arity() {}

  static String message(String function, int expected, int found) {
    return "invalid number of arguments for %s, expected %d, got %d".formatted(function, expected, found);
  }

  static void exactly(Call call, int expected) {
    int found = call.arguments().size();
    if (found != expected) {
      throw new QueryException(message(call.name(), expected, found));
    }
  }

  static void between(Call call, int least, int most) {
    int found = call.arguments().size();
    if (found < least || found > most) {
      throw new QueryException(
          "invalid number of arguments for %s, expected at least %d but no more than %d, got %d"
              .formatted(call.name(), least, most, found));
    }
  }

  static void atLeast(Call call, int least) {
    int found = call.arguments().size();
    if (found < least) {
      throw new QueryException(
          "invalid number of arguments for %s, expected at least %d, got %d".formatted(call.name(), least, found));
    }
  }
}
