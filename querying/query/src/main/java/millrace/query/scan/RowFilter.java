package millrace.query.scan;

import java.util.List;
import java.util.Optional;
import millrace.columns.ColumnType;
import millrace.influxql.Expression;
import millrace.influxql.Expression.VarRef;
import millrace.query.batch.Batch;
import millrace.query.batch.Vector;
import millrace.query.compile.Walk;
import millrace.query.expression.ColumnExpression;
import millrace.query.expression.ExpressionCompiler;

/// A condition on fields, ready for the rows of any series.
///
/// Threads: one at a time.
final class RowFilter {
  private final List<VarRef> references;
  private final ColumnExpression condition;
  private final Vector[] columns;

  RowFilter(Expression condition) {
    this.references = Walk.references(condition);
    ExpressionCompiler compiler =
        new ExpressionCompiler(
            ref ->
                Optional.of(
                    new ExpressionCompiler.Column(references.indexOf(ref), ReferenceTypes.of(ref))),
            false);
    this.condition = compiler.compile(condition);
    this.columns =
        references.stream().map(ref -> new Vector(ReferenceTypes.of(ref), Batch.CAPACITY)).toArray(Vector[]::new);
  }

  /// What has to be read for the condition.
  List<VarRef> references() {
    return references;
  }

  /// Moves the rows that satisfy the condition together.
  ///
  /// @param sides the references' columns in the series of the rows
  /// @param withAux whether auxiliary fields are there already
  /// @return how many satisfy it
  int keep(Batch batch, int rows, SideColumn[] sides, boolean withAux) {
    for (int i = 0; i < sides.length; i++) {
      columns[i].ensure(rows);
      sides[i].valuesAt(batch.times, 0, rows, columns[i]);
    }
    Vector verdict = condition.evaluate(columns, rows);
    if (verdict.type() != ColumnType.BOOLEAN) {
      return 0;
    }
    return batch.compact(verdict.booleans, rows, withAux);
  }
}
