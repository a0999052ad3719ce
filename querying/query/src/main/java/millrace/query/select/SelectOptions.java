package millrace.query.select;

import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import millrace.influxql.Expression.VarRef;
import millrace.influxql.Fill;
import millrace.influxql.Paging;
import millrace.query.batch.TagKeys;
import millrace.query.compile.CompiledSelect;
import millrace.query.iterator.IteratorOptions;
import millrace.query.iterator.QueryContext;
import millrace.query.time.InfluxTime;
import millrace.query.time.Windows;
import millrace.query.time.ZoneOffsets;

/// What a statement asks of its iterators.
final class SelectOptions {
  private SelectOptions() {}

  /// Options of an outermost statement.
  ///
  /// @param startNanos first instant
  /// @param endNanos last instant
  static IteratorOptions ofStatement(CompiledSelect select, long startNanos, long endNanos, QueryContext context) {
    TagKeys dimensions = dimensions(select);
    Paging paging = select.paging();
    Fill fill = select.into().isPresent() && select.fill() == Fill.Mode.NULL ? Fill.Mode.NONE : select.fill();
    return new IteratorOptions(
        "",
        Optional.empty(),
        List.of(),
        windows(select, startNanos, endNanos),
        select.ascending(),
        true,
        dimensions,
        dimensions,
        select.condition(),
        fill,
        paging.limit(),
        paging.offset(),
        true,
        paging.seriesLimit(),
        paging.seriesOffset(),
        context);
  }

  /// Options of a subquery: within the outer statement's time and order, with the outer dimensions for final ones.
  static IteratorOptions ofSubquery(CompiledSelect select, IteratorOptions outer) {
    long start = Math.max(select.bounds().minNanos(), outer.startNanos());
    long end = Math.min(select.bounds().maxNanos(), outer.endNanos());
    boolean windowed = select.interval().nanos() > 0;
    if (windowed && end == InfluxTime.MAX) {
      end = select.scope().nowNanos();
    }
    Windows windows =
        windowed ? windows(select, start, end) : inherited(select, outer).withBounds(start, end);
    Paging paging = select.paging();
    Fill fill = !select.raw() && select.fill() == Fill.Mode.NULL ? Fill.Mode.NONE : select.fill();
    return new IteratorOptions(
        "",
        Optional.empty(),
        List.of(),
        windows,
        outer.ascending(),
        outer.ordered(),
        outer.dimensions(),
        outer.grouping().with(dimensions(select).keys()),
        select.condition(),
        fill,
        paging.limit(),
        paging.offset(),
        true,
        paging.seriesLimit() + outer.seriesLimit(),
        paging.seriesOffset() + outer.seriesOffset(),
        outer.context());
  }

  private static Windows inherited(CompiledSelect select, IteratorOptions outer) {
    Windows windows = outer.windows();
    return new Windows(
        windows.intervalNanos(),
        windows.offsetNanos(),
        zone(select),
        windows.minNanos(),
        windows.maxNanos(),
        windows.calendar(),
        select.ranges());
  }

  static Windows windows(CompiledSelect select, long startNanos, long endNanos) {
    return new Windows(
        Math.max(0, select.interval().nanos()),
        select.interval().offsetNanos(),
        zone(select),
        startNanos,
        endNanos,
        select.interval().calendar(),
        select.ranges());
  }

  private static Optional<ZoneOffsets> zone(CompiledSelect select) {
    ZoneOffsets zone = select.scope().zone();
    return zone.zone().equals(ZoneOffset.UTC) ? Optional.empty() : Optional.of(zone);
  }

  static TagKeys dimensions(CompiledSelect select) {
    return TagKeys.of(select.dimensions().stream().map(d -> ((VarRef) d).name()).toList());
  }
}
