package millrace.store;

import java.util.Optional;
import millrace.columns.ColumnType;
import millrace.columns.PointBatch;
import millrace.columns.PointSummary;

/// One stream on its way into a cursor: what has been deleted from it, and the block being read.
final class CursorInput {
  private final PointStream stream;
  private final DeletedSpans deleted;
  private final boolean ascending;
  Points block = new Points(0, ColumnType.TAG);
  int at;

  CursorInput(PointStream stream, DeletedSpans deleted, boolean ascending) {
    this.stream = stream;
    this.deleted = deleted;
    this.ascending = ascending;
  }

  long minNanos() {
    return stream.minNanos();
  }

  long maxNanos() {
    return stream.maxNanos();
  }

  /// The time of the next point, so turned that it orders times in the cursor's direction.
  long head() {
    return ascending ? block.times[at] : ~block.times[at];
  }

  /// Whether the block has been read to its end.
  boolean isRead() {
    return at == block.to;
  }

  /// Whether there are no more points for certain.
  boolean isDone() {
    return isRead() && stream.isDone();
  }

  /// Fetches the next block that has points left.
  boolean load() {
    for (Optional<Points> next = stream.next(); next.isPresent(); next = stream.next()) {
      block = next.get();
      block.remove(deleted);
      at = block.from;
      if (!block.isEmpty()) {
        return true;
      }
    }
    at = block.to;
    return false;
  }

  /// Passes over one point.
  ///
  /// @return whether it was the block's last
  boolean pass() {
    at++;
    return isRead();
  }

  /// What is known of the next block, when this one is read and no deletion touches that.
  Optional<PointSummary> summary() {
    return isRead()
        ? stream.summary().filter(next -> !deleted.overlaps(next.minNanos(), next.maxNanos()))
        : Optional.empty();
  }

  void skip() {
    stream.skip();
  }

  /// Moves points to a batch that has room for them.
  void copyTo(PointBatch to, int count) {
    System.arraycopy(block.times, at, to.times, to.size, count);
    if (block.bits != null || block.strings != null) {
      copyValues(to, count);
    }
    to.size += count;
    at += count;
  }

  private void copyValues(PointBatch to, int count) {
    switch (to.type()) {
      case FLOAT -> {
        for (int i = 0; i < count; i++) {
          to.floats[to.size + i] = Double.longBitsToDouble(block.bits[at + i]);
        }
      }
      case INTEGER, UNSIGNED -> System.arraycopy(block.bits, at, to.integers, to.size, count);
      case BOOLEAN -> {
        for (int i = 0; i < count; i++) {
          to.booleans[to.size + i] = block.bits[at + i] != 0;
        }
      }
      case STRING -> System.arraycopy(block.strings, at, to.strings, to.size, count);
      case TAG -> {
        // Times alone.
      }
    }
  }
}
