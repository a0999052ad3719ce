package millrace.query.iterator;

import millrace.query.batch.Batch;

/// Stops a stream after so many points that a limit further up can never want more.
public final class StopIterator implements BatchIterator {
  private final BatchIterator input;
  private long left;

  /// @param options whose limit, offset and one point more are let through
  public StopIterator(BatchIterator input, IteratorOptions options) {
    this.input = input;
    // The sum may overflow where a client wrote an absurd offset; then nothing is stopped.
    long points = options.limit() + options.offset() + 1;
    this.left = points < 0 ? Long.MAX_VALUE : points;
  }

  @Override
  public Batch batch() {
    return input.batch();
  }

  @Override
  public boolean next() {
    if (left <= 0 || !input.next()) {
      input.batch().size = 0;
      return false;
    }
    Batch batch = input.batch();
    batch.size = (int) Math.min(batch.size, left);
    left -= batch.size;
    return true;
  }
}
