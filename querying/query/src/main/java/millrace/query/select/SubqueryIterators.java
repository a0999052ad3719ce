package millrace.query.select;

import java.util.List;
import java.util.Optional;
import millrace.columns.ColumnType;
import millrace.influxql.DataType;
import millrace.influxql.Expression;
import millrace.influxql.Expression.Call;
import millrace.influxql.Expression.VarRef;
import millrace.influxql.Field;
import millrace.query.compile.ColumnNames;
import millrace.query.compile.CompiledSelect;
import millrace.query.iterator.BatchIterator;
import millrace.query.iterator.IteratorOptions;
import millrace.query.iterator.TagSubsetIterator;
import millrace.query.scan.ReferenceTypes;

/// The rows of a subquery as points for the outer statement.
final class SubqueryIterators {
  private final CursorBuilder cursors;
  private final CompiledSelect select;

  SubqueryIterators(CursorBuilder cursors, CompiledSelect select) {
    this.cursors = cursors;
    this.select = select;
  }

  /// Points that consist of auxiliary fields only.
  BatchIterator rows(IteratorOptions outer) {
    return points(new ColumnSource.Nothing(), ColumnType.FLOAT, outer);
  }

  /// Points whose values are a column of the rows; empty when there is no such column.
  Optional<BatchIterator> values(VarRef ref, IteratorOptions outer) {
    return column(ref.name()).map(driver -> points(driver, typeOf(ref), outer));
  }

  /// A column nobody knows the type of has no values.
  private static ColumnType typeOf(VarRef ref) {
    return ref.type() == DataType.UNKNOWN ? ColumnType.FLOAT : ReferenceTypes.of(ref);
  }

  private BatchIterator points(ColumnSource driver, ColumnType type, IteratorOptions outer) {
    IteratorOptions inner = SelectOptions.ofSubquery(select, outer);
    RowCursor cursor = cursors.build(select, inner);
    RowCursor filtered =
        outer.condition().<RowCursor>map(condition -> new FilterCursor(cursor, condition)).orElse(cursor);
    List<ColumnSource> aux =
        outer.aux().stream()
            .map(ref -> column(ref.name()).orElseGet(ColumnSource.Nothing::new))
            .toList();
    BatchIterator points = new RowMapper(filtered, driver, type, aux, outer);
    return outer.grouping().count() == inner.grouping().count()
        ? points
        : new TagSubsetIterator(points, outer.grouping());
  }

  /// Where a name is found: among the columns, the further arguments of `top` and `bottom`, or the dimensions.
  private Optional<ColumnSource> column(String name) {
    int shift = 0;
    for (int i = 0; i < select.fields().size(); i++) {
      Field field = select.fields().get(i);
      if (ColumnNames.of(field).equals(name)) {
        return Optional.of(new ColumnSource.Index(i + shift));
      }
      if (field.expression() instanceof Call call && ColumnNames.isTopOrBottom(call)) {
        List<VarRef> arguments = ColumnNames.extraArguments(call);
        for (int j = 0; j < arguments.size(); j++) {
          if (arguments.get(j).name().equals(name)) {
            return Optional.of(new ColumnSource.Index(i + shift + j + 1));
          }
        }
        shift += arguments.size();
      }
    }
    return select.dimensions().stream().anyMatch(d -> isNamed(d, name))
        ? Optional.of(new ColumnSource.Tag(name))
        : Optional.empty();
  }

  private static boolean isNamed(Expression dimension, String name) {
    return dimension instanceof VarRef ref && ref.name().equals(name);
  }
}
