package millrace.query.select;

import java.util.List;
import java.util.Optional;
import millrace.columns.ColumnType;
import millrace.influxql.DataType;
import millrace.influxql.Expression;
import millrace.influxql.Expression.VarRef;
import millrace.query.batch.Batch;
import millrace.query.batch.Vector;
import millrace.query.compile.Walk;
import millrace.query.expression.ColumnExpression;
import millrace.query.expression.ExpressionCompiler;
import millrace.query.scan.ReferenceTypes;

/// Keeps the rows of a subquery that satisfy the outer condition. A name in it is a column of the rows, else a tag.
final class FilterCursor extends SievingCursor {
  private final List<VarRef> references;
  private final List<ColumnSource> sources;
  private final Vector[] columns;
  private final ColumnExpression condition;

  FilterCursor(RowCursor input, Expression condition) {
    super(input);
    this.references = Walk.references(condition);
    this.sources = references.stream().map(this::source).toList();
    this.columns =
        references.stream().map(ref -> new Vector(ReferenceTypes.of(ref), Batch.CAPACITY)).toArray(Vector[]::new);
    this.condition =
        new ExpressionCompiler(
                ref ->
                    Optional.of(new ExpressionCompiler.Column(references.indexOf(ref), ReferenceTypes.of(ref))),
                false)
            .compile(condition);
  }

  private ColumnSource source(VarRef ref) {
    if (ref.type() == DataType.TIME) {
      return new ColumnSource.Time();
    }
    int column = names().indexOf(ref.name());
    return column >= 0 ? new ColumnSource.Index(column) : new ColumnSource.Tag(ref.name());
  }

  @Override
  void keep(Rows rows) {
    for (int i = 0; i < columns.length; i++) {
      sources.get(i).read(rows, columns[i]);
    }
    Vector verdict = condition.evaluate(columns, rows.size);
    int to = 0;
    for (int from = 0; from < rows.size; from++) {
      if (verdict.type() == ColumnType.BOOLEAN && !verdict.isMissing(from) && verdict.booleans[from]) {
        rows.move(from, to++);
      }
    }
    rows.size = to;
  }
}
