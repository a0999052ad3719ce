package millrace.query.iterator;

import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import millrace.query.batch.Batch;
import millrace.query.batch.Group;
import millrace.query.batch.TagKeys;

/// Runs one [Transformation] per series over a whole stream. Points without a value are left out.
public final class StreamIterator implements BatchIterator {
  private final BatchIterator input;
  private final TagKeys grouping;
  private final Supplier<? extends Transformation> factory;
  private final Batch out;
  private final Map<Group, Transformation> transformations = new TreeMap<>(Group::compareTo);
  private boolean finished;

  /// @param out an empty batch of the type the transformation appends
  public StreamIterator(
      BatchIterator input, IteratorOptions options, Batch out, Supplier<? extends Transformation> factory) {
    this.input = input;
    this.grouping = options.grouping();
    this.factory = factory;
    this.out = out;
  }

  @Override
  public Batch batch() {
    return out;
  }

  @Override
  public boolean next() {
    out.size = 0;
    while (out.size == 0 && !finished) {
      if (input.next()) {
        transform(input.batch());
      } else {
        finished = true;
        transformations.forEach((group, transformation) -> transformation.finish(out, group));
      }
    }
    return out.size > 0;
  }

  private void transform(Batch in) {
    int row = 0;
    while (row < in.size) {
      if (in.values.isMissing(row)) {
        row++;
        continue;
      }
      int end = row + 1;
      while (end < in.size && in.groups[end] == in.groups[row] && !in.values.isMissing(end)) {
        end++;
      }
      Group group = in.groups[row].subset(grouping);
      transformations.computeIfAbsent(group, g -> factory.get()).add(in, row, end, out, group);
      row = end;
    }
  }
}
