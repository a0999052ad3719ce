package millrace.query.select;

import java.util.List;
import java.util.Optional;
import millrace.influxql.Expression.Call;
import millrace.influxql.Expression.VarRef;
import millrace.influxql.Field;
import millrace.query.batch.TagKeys;
import millrace.query.compile.ColumnNames;
import millrace.query.compile.CompiledSelect;
import millrace.query.iterator.IteratorOptions;

/// Rows that another statement reads: those of a subquery, or of several that are joined.
sealed interface InnerRows permits InnerRows.OfSelect, JoinedRows {
  /// The rows, in the order the outer statement wants.
  RowCursor cursor(IteratorOptions outer);

  /// The tags that rows carry.
  TagKeys grouping(IteratorOptions outer);

  /// Where a name of the outer statement is found.
  Optional<ColumnSource> column(String name);

  /// The rows of a subquery.
  record OfSelect(CursorBuilder cursors, CompiledSelect select) implements InnerRows {
    @Override
    public RowCursor cursor(IteratorOptions outer) {
      return cursors.build(select, SelectOptions.ofSubquery(select, outer));
    }

    @Override
    public TagKeys grouping(IteratorOptions outer) {
      return SelectOptions.ofSubquery(select, outer).grouping();
    }

    /// Among the columns, the further arguments of `top` and `bottom`, or the dimensions.
    @Override
    public Optional<ColumnSource> column(String name) {
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
      return select.dimensions().stream().anyMatch(d -> d instanceof VarRef ref && ref.name().equals(name))
          ? Optional.of(new ColumnSource.Tag(name))
          : Optional.empty();
    }
  }
}
