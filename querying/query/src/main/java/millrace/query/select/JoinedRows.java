package millrace.query.select;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import millrace.influxql.Expression.VarRef;
import millrace.query.QueryException;
import millrace.query.batch.Allowance;
import millrace.query.batch.TagKeys;
import millrace.query.compile.ColumnNames;
import millrace.query.compile.CompiledSelect;
import millrace.query.compile.CompiledSource;
import millrace.query.iterator.IteratorOptions;

/// The rows of several statements joined by their time and common tags. Each side is read in the order of these tags and of
/// time, so that the join holds no more than the rows of one time; only rows with more tags, or wanted with fewer, are
/// sorted first.
record JoinedRows(CursorBuilder cursors, CompiledSource.Joined joined) implements InnerRows {
  @Override
  public RowCursor cursor(IteratorOptions outer) {
    TagKeys common = common();
    outer.grouping().keys().stream()
        .filter(key -> !common.keys().contains(key))
        .findFirst()
        .ifPresent(
            key -> {
              throw new QueryException("GROUP BY " + key + ": a join is grouped by tags that it is ON");
            });
    Allowance memory = outer.context().memory();
    List<RowCursor> sides = new ArrayList<>();
    for (CompiledSource.Side side : joined.sides()) {
      sides.add(side(side.select(), common, outer, memory));
    }
    String name = joined.sides().stream().map(CompiledSource.Side::alias).collect(Collectors.joining("_"));
    RowCursor rows =
        new TimeJoinCursor(
            joined.kind(), sides, names(), group -> outer.context().groups().group(name, group.tags(), common),
            outer.ascending(), memory);
    return outer.dimensions().count() == common.count()
        ? rows
        : SortCursor.regrouped(rows, outer.dimensions(), outer.ascending(), memory);
  }

  private RowCursor side(CompiledSelect select, TagKeys common, IteratorOptions outer, Allowance memory) {
    TagKeys keys = common.with(select.dimensions().stream().map(d -> ((VarRef) d).name()).toList());
    RowCursor rows = cursors.build(select, SelectOptions.ofSubquery(select, outer.withDimensions(keys)));
    return keys.count() == common.count() ? rows : SortCursor.regrouped(rows, common, outer.ascending(), memory);
  }

  private TagKeys common() {
    return TagKeys.of(joined.tags());
  }

  @Override
  public TagKeys grouping(IteratorOptions outer) {
    return common();
  }

  @Override
  public Optional<ColumnSource> column(String name) {
    int index = names().indexOf(name);
    if (index >= 0) {
      return Optional.of(new ColumnSource.Index(index));
    }
    return joined.tags().contains(name) ? Optional.of(new ColumnSource.Tag(name)) : Optional.empty();
  }

  private List<String> names() {
    return joined.sides().stream()
        .flatMap(
            side ->
                ColumnNames.of(ColumnNames.columns(side.select().fields(), false)).stream().map(side::columnName))
        .toList();
  }
}
