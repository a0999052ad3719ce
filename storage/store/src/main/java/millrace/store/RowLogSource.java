package millrace.store;

import java.util.BitSet;
import java.util.List;
import millrace.columns.Column;

/// The first rows of a row log, as many as there were when the source was made. Subclasses say in what order its rows are
/// found.
abstract sealed class RowLogSource implements Source permits LogSource, SortedLogSource {
  final RowLog log;
  final int rowCount;
  private final long minNanos;
  private final long maxNanos;

  RowLogSource(RowLog log) {
    this.log = log;
    this.rowCount = log.rowCount();
    this.minNanos = log.minNanos();
    this.maxNanos = log.maxNanos();
  }

  @Override
  public final long generation() {
    return log.generation();
  }

  @Override
  public final long minNanos() {
    return minNanos;
  }

  @Override
  public final long maxNanos() {
    return maxNanos;
  }

  @Override
  public final List<Column> fields() {
    return log.fields(rowCount);
  }

  @Override
  public final void collectSeries(BitSet into) {
    log.collectSeries(rowCount, into);
  }

  @Override
  public final boolean hasSeries(int ordinal) {
    return log.hasSeries(ordinal, rowCount);
  }
}
