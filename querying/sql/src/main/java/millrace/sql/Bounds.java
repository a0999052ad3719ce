package millrace.sql;

import java.util.List;

/// Bounds of what one call makes of one row, as macros. The engine counts the memory of tables and aggregates, not that
/// of the texts and lists its functions make of a batch of rows, and looks for a cancellation only between batches.
final class Bounds {
  /// Bytes of a text that a function makes longer than its arguments.
  private static final int TEXT_BYTES = 1 << 20;

  /// Values of a list that a function makes of a number.
  private static final int LIST_VALUES = 100_000;

  static final List<String> MACROS = List.of(
      "CREATE MACRO millrace_text_bound(n, bytes) AS CASE WHEN bytes > " + TEXT_BYTES
          + " THEN error('Error during planning: a function makes texts of at most " + TEXT_BYTES + " bytes') ELSE n END",
      "CREATE MACRO millrace_list_bound(n, size) AS CASE WHEN size > " + LIST_VALUES
          + " THEN error('Error during planning: a function makes lists of at most " + LIST_VALUES
          + " values; range() and generate_series() in FROM have no such bound') ELSE n END",
      "CREATE MACRO millrace_repeat(s, n) AS repeat(s, millrace_text_bound(n, n::DOUBLE * strlen(s)))",
      "CREATE MACRO millrace_lpad(s, n) AS lpad(s, CAST(millrace_text_bound(n, n) AS INTEGER), ' '),"
          + " (s, n, p) AS lpad(s, CAST(millrace_text_bound(n, n) AS INTEGER), p)",
      "CREATE MACRO millrace_rpad(s, n) AS rpad(s, CAST(millrace_text_bound(n, n) AS INTEGER), ' '),"
          + " (s, n, p) AS rpad(s, CAST(millrace_text_bound(n, n) AS INTEGER), p)",
      "CREATE MACRO millrace_list_resize(l, n) AS list_resize(l, millrace_list_bound(n, n)),"
          + " (l, n, v) AS list_resize(l, millrace_list_bound(n, n), v)",
      "CREATE MACRO millrace_steps(a, b, step) AS (b::DOUBLE - a::DOUBLE) / nullif(step, 0)",
      "CREATE MACRO millrace_time_steps(a, b, step) AS"
          + " millrace_steps(epoch_us(a), epoch_us(b), epoch_us(TIMESTAMP '1970-01-01' + step))",
      series("range", 0),
      series("generate_series", 1));

  private Bounds() {}

  /// @param last how many values there are beyond the steps, as the end is left out or not
  private static String series(String function, int last) {
    String whole = function + "(a, millrace_list_bound(b, millrace_steps(a, b, %s) + " + last + ")";
    return "CREATE MACRO millrace_" + function + "(b) AS " + function + "(millrace_list_bound(b, b + " + last + ")),"
        + " (a, b) AS " + whole.formatted("1") + "),"
        + " (a BIGINT, b BIGINT, step BIGINT) AS " + whole.formatted("step") + ", step),"
        + " (a TIMESTAMP, b TIMESTAMP, step INTERVAL) AS " + function
        + "(a, millrace_list_bound(b, millrace_time_steps(a, b, step) + " + last + "), step)";
  }
}
