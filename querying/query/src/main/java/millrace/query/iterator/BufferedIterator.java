package millrace.query.iterator;

import millrace.query.batch.Batch;
import millrace.query.batch.Group;

/// A stream of points with a current point: looked at as often as one likes, then stepped over.
public final class BufferedIterator {
  private final BatchIterator input;
  private final Batch batch;
  private int at;

  public BufferedIterator(BatchIterator input) {
    this.input = input;
    this.batch = input.batch();
    this.at = batch.size;
  }

  /// Whether there is a current point. Reads on when the batch is used up.
  public boolean has() {
    if (at < batch.size) {
      return true;
    }
    at = 0;
    return input.next();
  }

  /// Whether the batch is used up, so that [#has] would overwrite it.
  public boolean isAtEnd() {
    return at >= batch.size;
  }

  /// The batch the current point is in.
  public Batch batch() {
    return batch;
  }

  /// The current point's index in the batch.
  public int row() {
    return at;
  }

  public long time() {
    return batch.times[at];
  }

  public Group group() {
    return batch.groups[at];
  }

  /// Whether the current point has no value.
  public boolean isMissing() {
    return batch.values.isMissing(at);
  }

  /// Steps over the current point.
  public void skip() {
    at++;
  }

  /// Steps to a row of the current batch.
  public void skipTo(int row) {
    at = row;
  }
}
