package millrace.query.iterator;

import millrace.query.batch.Batch;
import millrace.query.batch.Group;

/// Takes the points of one window and series and gives what they come to. Used again for the next window.
public interface Reducer {
  /// Takes points that all have values.
  void add(Batch in, int from, int to);

  /// Appends the result, if there is one, and forgets the points.
  ///
  /// @param windowStart time of results that have none of their own
  /// @param group what the results belong to
  void emit(Batch out, long windowStart, Group group);
}
