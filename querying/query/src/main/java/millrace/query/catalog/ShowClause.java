package millrace.query.catalog;

import java.time.ZoneOffset;
import java.util.Optional;
import millrace.base.TimeSpan;
import millrace.influxql.Expression;
import millrace.query.QueryException;
import millrace.query.QueryOptions;
import millrace.query.compile.Walk;
import millrace.query.expression.Condition;
import millrace.query.expression.Scope;
import millrace.query.time.TimeBounds;
import millrace.query.time.ZoneOffsets;

/// A WHERE clause of a statement about names, taken apart.
///
/// @param rest what is no comparison of time
/// @param span the instants the comparisons of time leave
/// @param isTimed whether there is any comparison of time
record ShowClause(Optional<Expression> rest, TimeSpan span, boolean isTimed) {
  static ShowClause of(Optional<Expression> clause, QueryOptions options) {
    Condition condition = Condition.of(clause, new Scope(options.nowNanos(), new ZoneOffsets(ZoneOffset.UTC)));
    condition.rest().ifPresent(ShowClause::requireNamesOfNulls);
    TimeBounds bounds = condition.bounds();
    return new ShowClause(condition.rest(), span(bounds), !bounds.equals(TimeBounds.ALL));
  }

  /// There are no values to compute with, so only a tag can be missing.
  private static void requireNamesOfNulls(Expression rest) {
    Walk.each(
        rest,
        part -> {
          if (part instanceof Expression.IsNull test && !(test.operand().unwrapped() instanceof Expression.VarRef)) {
            throw new QueryException("IS NULL asks for a tag here, got " + test.operand());
          }
        });
  }

  /// Refuses comparisons of time.
  ///
  /// @param statement as the message names it, such as `SHOW MEASUREMENTS`
  ShowClause untimed(String statement) {
    if (isTimed) {
      throw new QueryException(statement + " doesn't support time in WHERE clause");
    }
    return this;
  }

  private static TimeSpan span(TimeBounds bounds) {
    if (bounds.min().isEmpty() && bounds.max().isEmpty()) {
      return TimeSpan.ALL;
    }
    long start = bounds.minNanos();
    long end = bounds.maxNanos() + 1;
    return new TimeSpan(start, Math.max(start, end));
  }
}
