package millrace.query.iterator;

import millrace.query.batch.Batch;
import millrace.query.batch.Group;

/// Turns the points of one series into others, one after the other, over the whole stream.
public interface Transformation {
  /// Takes points that all have values and appends what they give.
  void add(Batch in, int from, int to, Batch out, Group group);

  /// Appends what is left when there are no more points.
  default void finish(Batch out, Group group) {}
}
