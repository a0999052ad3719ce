package millrace.query.scan;

import java.util.List;
import java.util.Optional;
import millrace.query.function.Reductions;
import millrace.query.iterator.BatchIterator;
import millrace.query.iterator.IteratorOptions;
import millrace.query.iterator.MergeIterator;
import millrace.query.iterator.SortedMergeIterator;

/// How streams of one kind become one, at every level: partial results are merged by window and reduced again, plain
/// points are merged by time or by window.
public final class Merges {
  private Merges() {}

  /// The merge of a table's shards, which have no times in common.
  static Optional<BatchIterator> ofShards(List<BatchIterator> inputs, IteratorOptions options) {
    boolean arePoints = options.call().isEmpty() && options.ordered() && !inputs.isEmpty();
    return arePoints ? Optional.of(SortedMergeIterator.ofDisjoint(inputs, options)) : of(inputs, options);
  }

  /// The merge of some inputs; empty when there are none.
  public static Optional<BatchIterator> of(List<BatchIterator> inputs, IteratorOptions options) {
    if (inputs.isEmpty()) {
      return Optional.empty();
    }
    if (!options.call().isEmpty()) {
      BatchIterator merged = MergeIterator.of(inputs, options);
      return Optional.of(inputs.size() == 1 ? merged : Reductions.combine(options.call(), merged, options));
    }
    return Optional.of(
        options.ordered() ? SortedMergeIterator.of(inputs, options) : MergeIterator.of(inputs, options));
  }
}
