package millrace.query.iterator;

import java.util.List;
import java.util.Optional;
import millrace.influxql.Expression;
import millrace.influxql.Expression.VarRef;
import millrace.influxql.Fill;
import millrace.query.batch.TagKeys;
import millrace.query.time.Windows;

/// Everything an iterator has to know of the statement it works for.
///
/// @param call function to be computed next to the data and again at every merge; empty for plain points
/// @param value the field the points' values come from; absent where only auxiliary fields are read
/// @param aux auxiliary fields, ascending by name, each with its type
/// @param windows windows, and the first and last instant read
/// @param ascending direction of time
/// @param ordered whether points must come in the order of time, not only window by window
/// @param dimensions tags of the final answer: what merges and windows keep apart
/// @param grouping tags that points carry at this level: the dimensions, and more inside subqueries
/// @param condition what points must satisfy, apart from time
/// @param limit points per series, 0 for all
/// @param offset points left out per series
/// @param pointTimes whether the times of picked points are looked at, and not only those of their windows
/// @param seriesLimit groups per shard, 0 for all
/// @param seriesOffset groups left out per shard
public record IteratorOptions(
    String call,
    Optional<VarRef> value,
    List<VarRef> aux,
    Windows windows,
    boolean ascending,
    boolean ordered,
    TagKeys dimensions,
    TagKeys grouping,
    Optional<Expression> condition,
    Fill fill,
    long limit,
    long offset,
    boolean pointTimes,
    long seriesLimit,
    long seriesOffset,
    QueryContext context) {
  public IteratorOptions {
    aux = List.copyOf(aux);
  }

  public long startNanos() {
    return windows.minNanos();
  }

  public long endNanos() {
    return windows.maxNanos();
  }

  public boolean hasInterval() {
    return !windows.isSingle();
  }

  public boolean isLimited() {
    return limit > 0 || offset > 0;
  }

  public IteratorOptions withCall(String newCall, VarRef newValue) {
    return with(newCall, Optional.of(newValue), aux, windows, ascending, ordered, grouping, fill, limit, offset);
  }

  public IteratorOptions withCallNamed(String newCall) {
    return with(newCall, value, aux, windows, ascending, ordered, grouping, fill, limit, offset);
  }

  /// Plain points of a field.
  public IteratorOptions withValue(VarRef newValue) {
    return with("", Optional.of(newValue), aux, windows, ascending, ordered, grouping, fill, limit, offset);
  }

  public IteratorOptions withAux(List<VarRef> newAux) {
    return with(call, value, newAux, windows, ascending, ordered, grouping, fill, limit, offset);
  }

  public IteratorOptions withWindows(Windows newWindows) {
    return with(call, value, aux, newWindows, ascending, ordered, grouping, fill, limit, offset);
  }

  public IteratorOptions withBounds(long startNanos, long endNanos) {
    return withWindows(windows.withBounds(startNanos, endNanos));
  }

  public IteratorOptions withAscending(boolean newAscending) {
    return with(call, value, aux, windows, newAscending, ordered, grouping, fill, limit, offset);
  }

  public IteratorOptions withOrdered(boolean newOrdered) {
    return with(call, value, aux, windows, ascending, newOrdered, grouping, fill, limit, offset);
  }

  public IteratorOptions withGrouping(TagKeys newGrouping) {
    return with(call, value, aux, windows, ascending, ordered, newGrouping, fill, limit, offset);
  }

  public IteratorOptions withFill(Fill newFill) {
    return with(call, value, aux, windows, ascending, ordered, grouping, newFill, limit, offset);
  }

  public IteratorOptions withLimit(long newLimit, long newOffset) {
    return with(call, value, aux, windows, ascending, ordered, grouping, fill, newLimit, newOffset);
  }

  /// The same for points that are kept apart by other tags, at this level and in the end.
  public IteratorOptions withDimensions(TagKeys keys) {
    return new IteratorOptions(
        call,
        value,
        aux,
        windows,
        ascending,
        ordered,
        keys,
        keys,
        condition,
        fill,
        limit,
        offset,
        pointTimes,
        seriesLimit,
        seriesOffset,
        context);
  }

  public IteratorOptions withPointTimes(boolean newPointTimes) {
    return new IteratorOptions(
        call,
        value,
        aux,
        windows,
        ascending,
        ordered,
        dimensions,
        grouping,
        condition,
        fill,
        limit,
        offset,
        newPointTimes,
        seriesLimit,
        seriesOffset,
        context);
  }

  private IteratorOptions with(
      String newCall,
      Optional<VarRef> newValue,
      List<VarRef> newAux,
      Windows newWindows,
      boolean newAscending,
      boolean newOrdered,
      TagKeys newGrouping,
      Fill newFill,
      long newLimit,
      long newOffset) {
    return new IteratorOptions(
        newCall,
        newValue,
        newAux,
        newWindows,
        newAscending,
        newOrdered,
        dimensions,
        newGrouping,
        condition,
        newFill,
        newLimit,
        newOffset,
        pointTimes,
        seriesLimit,
        seriesOffset,
        context);
  }
}
