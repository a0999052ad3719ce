package millrace.query.compile;

import java.util.Set;

/// The names of functions, by what may be done with them.
public final class Functions {
  private static final Set<String> SELECTORS =
      Set.of("first", "last", "min", "max", "percentile", "sample", "top", "bottom");

  private Functions() {}

  /// Whether a function picks points, so that fields and tags of those points can stand beside it.
  public static boolean isSelector(String function) {
    return SELECTORS.contains(function);
  }
}
