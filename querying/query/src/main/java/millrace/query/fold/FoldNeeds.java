package millrace.query.fold;

import java.util.Collection;

/// What has to be kept of each window for some functions to be answered.
///
/// @param times whether it matters when the least and greatest values were, as it does where a point is answered
public record FoldNeeds(
    boolean sum, boolean mean, boolean min, boolean max, boolean first, boolean last, boolean values, boolean times) {

  /// @param functions among count, sum, mean, min, max, first, last, and values, which keeps all of them
  public static FoldNeeds of(Collection<String> functions, boolean times) {
    return new FoldNeeds(
        functions.contains("sum"),
        functions.contains("mean"),
        functions.contains("min"),
        functions.contains("max"),
        functions.contains("first"),
        functions.contains("last"),
        functions.contains("values"),
        times);
  }

  /// Whether values are added up.
  boolean adds() {
    return sum || mean;
  }

  /// Whether the number of points is all that is wanted, whatever their values.
  boolean onlyCounts() {
    return !sum && !mean && !min && !max && !first && !last && !values;
  }
}
