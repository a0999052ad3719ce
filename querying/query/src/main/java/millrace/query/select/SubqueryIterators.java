package millrace.query.select;

import java.util.List;
import java.util.Optional;
import millrace.columns.ColumnType;
import millrace.influxql.DataType;
import millrace.influxql.Expression.VarRef;
import millrace.query.compile.CompiledSource;
import millrace.query.iterator.BatchIterator;
import millrace.query.iterator.IteratorOptions;
import millrace.query.iterator.TagSubsetIterator;
import millrace.query.scan.ReferenceTypes;

/// The rows of a subquery or a join as points for the outer statement.
final class SubqueryIterators {
  private final InnerRows rows;

  private SubqueryIterators(InnerRows rows) {
    this.rows = rows;
  }

  /// The rows of a source; empty for one that is made of tables.
  static Optional<SubqueryIterators> of(CursorBuilder cursors, CompiledSource source) {
    return switch (source) {
      case CompiledSource.Rows inner ->
          Optional.of(new SubqueryIterators(new InnerRows.OfSelect(cursors, inner.select())));
      case CompiledSource.Joined joined -> Optional.of(new SubqueryIterators(new JoinedRows(cursors, joined)));
      case CompiledSource.Table _, CompiledSource.Tables _ -> Optional.empty();
    };
  }

  /// Points that consist of auxiliary fields only.
  BatchIterator rows(IteratorOptions outer) {
    return points(new ColumnSource.Nothing(), ColumnType.FLOAT, outer);
  }

  /// Points whose values are a column of the rows; empty when there is no such column.
  Optional<BatchIterator> values(VarRef ref, IteratorOptions outer) {
    return rows.column(ref.name()).map(driver -> points(driver, typeOf(ref, driver), outer));
  }

  /// A column nobody knows the type of has no values. A tag is text, whatever it is cast to.
  private static ColumnType typeOf(VarRef ref, ColumnSource source) {
    if (source instanceof ColumnSource.Tag && isOfOneType(ref)) {
      return ColumnType.STRING;
    }
    return ref.type() == DataType.UNKNOWN ? ColumnType.FLOAT : ReferenceTypes.of(ref);
  }

  private static boolean isOfOneType(VarRef ref) {
    return switch (ref.type()) {
      case FLOAT, INTEGER, UNSIGNED, STRING, BOOLEAN, TAG -> true;
      case ANY_FIELD, UNKNOWN, DURATION, TIME -> false;
    };
  }

  private BatchIterator points(ColumnSource driver, ColumnType type, IteratorOptions outer) {
    RowCursor cursor = rows.cursor(outer);
    RowCursor filtered =
        outer.condition().<RowCursor>map(condition -> new FilterCursor(cursor, condition)).orElse(cursor);
    List<ColumnSource> aux =
        outer.aux().stream()
            .map(ref -> rows.column(ref.name()).orElseGet(ColumnSource.Nothing::new))
            .toList();
    BatchIterator points = new RowMapper(filtered, driver, type, aux, outer);
    return outer.grouping().count() == rows.grouping(outer).count()
        ? points
        : new TagSubsetIterator(points, outer.grouping());
  }
}
