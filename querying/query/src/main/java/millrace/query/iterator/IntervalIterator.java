package millrace.query.iterator;

import millrace.query.batch.Batch;
import millrace.query.time.InfluxTime;
import millrace.query.time.Windows;

/// Gives every point the start of its window for a time; an open start becomes the epoch.
public final class IntervalIterator implements BatchIterator {
  private final BatchIterator input;
  private final Windows windows;

  public IntervalIterator(BatchIterator input, IteratorOptions options) {
    this.input = input;
    this.windows = options.windows();
  }

  @Override
  public Batch batch() {
    return input.batch();
  }

  @Override
  public boolean next() {
    if (!input.next()) {
      return false;
    }
    Batch batch = input.batch();
    for (int i = 0; i < batch.size; i++) {
      long start = windows.start(batch.times[i]);
      batch.times[i] = start == InfluxTime.MIN ? 0 : start;
    }
    return true;
  }
}
