package millrace.query.iterator;

import java.util.Iterator;
import java.util.List;
import java.util.function.Supplier;
import millrace.query.batch.Batch;

/// One stream after the other, each made when its turn comes. What a merge comes to where the streams' series do not
/// overlap.
public final class ConcatIterator implements BatchIterator {
  private final Iterator<? extends Supplier<BatchIterator>> inputs;
  private final Batch out;
  private BatchIterator current;

  /// @param inputs streams in the order of their series
  /// @param sample an empty batch like those of the streams
  public ConcatIterator(List<? extends Supplier<BatchIterator>> inputs, Batch sample) {
    this.inputs = inputs.iterator();
    this.out = sample;
  }

  @Override
  public Batch batch() {
    return out;
  }

  @Override
  public boolean next() {
    out.size = 0;
    while (out.size < Batch.CAPACITY / 2) {
      if (current != null && current.next()) {
        out.append(current.batch(), 0, current.batch().size);
      } else if (inputs.hasNext()) {
        current = inputs.next().get();
      } else {
        current = null;
        break;
      }
    }
    return out.size > 0;
  }
}
