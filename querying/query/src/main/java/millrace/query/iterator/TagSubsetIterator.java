package millrace.query.iterator;

import millrace.query.batch.Batch;
import millrace.query.batch.TagKeys;

/// Cuts the tags of points down to some keys.
public final class TagSubsetIterator implements BatchIterator {
  private final BatchIterator input;
  private final TagKeys keys;

  public TagSubsetIterator(BatchIterator input, TagKeys keys) {
    this.input = input;
    this.keys = keys;
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
      batch.groups[i] = batch.groups[i].subset(keys);
    }
    return true;
  }
}
