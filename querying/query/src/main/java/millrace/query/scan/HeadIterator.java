package millrace.query.scan;

import millrace.query.batch.Batch;
import millrace.query.iterator.BatchIterator;

/// The first few points of a stream, kept in a batch of just that size, so that thousands of streams can wait side by
/// side for their turn.
final class HeadIterator implements BatchIterator {
  private final int points;
  private final Batch out;
  private SeriesScan input;

  /// @param points at least 1
  HeadIterator(SeriesScan input, int points) {
    this.input = input;
    this.points = points;
    this.out = input.batch().emptyLike();
  }

  @Override
  public Batch batch() {
    return out;
  }

  @Override
  public boolean next() {
    out.size = 0;
    if (input == null) {
      return false;
    }
    while (out.size < points && input.next()) {
      Batch batch = input.batch();
      out.append(batch, 0, Math.min(batch.size, points - out.size));
    }
    input.close();
    input = null;
    return out.size > 0;
  }
}
