package millrace.query.compile;

import java.util.List;
import java.util.Optional;
import millrace.influxql.Expression;
import millrace.influxql.Field;
import millrace.influxql.Fill;
import millrace.influxql.Paging;
import millrace.influxql.Target;
import millrace.query.expression.Scope;
import millrace.query.time.TimeBounds;
import millrace.query.time.TimeRanges;

/// A SELECT that has passed the checks that need no schema: constants folded, time taken out of the fields and the
/// condition, DISTINCT made a call.
///
/// @param fields without `time`
/// @param timeName name of the time column
/// @param bounds instants the statement's own condition leaves; open ends are open here
/// @param ranges instants wanted, where some between the bounds are not
/// @param dimensions GROUP BY items other than `time(...)`: references, wildcards, regular expressions
/// @param interval windows of the statement's own GROUP BY time
/// @param extraIntervals windows read before the first, for functions that look back
/// @param raw whether there is no aggregate, selector or transformation
/// @param stage what is done with the rows of the result
/// @param scope the instant and zone the statement was compiled with
public record CompiledSelect(
    List<Field> fields,
    String timeName,
    Optional<Target> into,
    List<CompiledSource> sources,
    Optional<Expression> condition,
    TimeBounds bounds,
    Optional<TimeRanges> ranges,
    List<Expression> dimensions,
    Interval interval,
    int extraIntervals,
    Fill fill,
    boolean ascending,
    Paging paging,
    boolean raw,
    RowStage stage,
    Scope scope) {
  public CompiledSelect {
    fields = List.copyOf(fields);
    sources = List.copyOf(sources);
    dimensions = List.copyOf(dimensions);
  }

  CompiledSelect with(
      List<Field> newFields,
      List<CompiledSource> newSources,
      Optional<Expression> newCondition,
      List<Expression> newDimensions) {
    return new CompiledSelect(
        newFields,
        timeName,
        into,
        newSources,
        newCondition,
        bounds,
        ranges,
        newDimensions,
        interval,
        extraIntervals,
        fill,
        ascending,
        paging,
        raw,
        stage,
        scope);
  }
}
