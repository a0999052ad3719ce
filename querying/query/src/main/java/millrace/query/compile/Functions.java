package millrace.query.compile;

import java.util.Set;
import millrace.influxql.Expression.Call;

/// The names of functions, by what may be done with them.
public final class Functions {
  private static final Set<String> SELECTORS =
      Set.of("first", "last", "min", "max", "percentile", "sample", "top", "bottom", "lttb");

  private Functions() {}

  /// Whether a function picks points, so that fields and tags of those points can stand beside it.
  public static boolean isSelector(Call call) {
    return SELECTORS.contains(call.name()) && !isInterpolated(call);
  }

  /// Whether a percentile lies between points, so that it is none of them.
  public static boolean isInterpolated(Call call) {
    return call.name().equals("percentile") && call.arguments().size() == 3;
  }
}
