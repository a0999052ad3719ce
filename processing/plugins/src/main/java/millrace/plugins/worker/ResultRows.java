package millrace.plugins.worker;

import java.util.List;

/// Rows of a query result, read once from the first to the last.
///
/// Values are `null` for NULL, [Long] (also for timestamps, nanoseconds since the epoch), [java.math.BigInteger] for
/// unsigned values beyond a long, [Double], [Boolean], [String], `byte[]`, or a [List] of such.
///
/// Threads: one at a time.
public interface ResultRows extends AutoCloseable {
  /// Column names in result order; every row has a value for each.
  List<String> columns();

  /// Steps to the next row; false after the last. May block.
  ///
  /// @throws millrace.base.MillraceException when the query fails on the way
  boolean next();

  /// The value of a column of the current row, `null` for NULL.
  Object value(int column);

  /// Gives up what the query holds. Harmless when repeated.
  @Override
  void close();
}
