package millrace.sql;

import java.util.Set;

/// Which functions are aggregates.
final class Aggregates {
  private static final Set<String> NAMES = Set.of(
      "array_agg", "avg", "mean", "bit_and", "bit_or", "bit_xor", "bool_and", "bool_or", "count", "count_star",
      "first_value", "last_value", "nth_value", "max", "min", "median", "string_agg", "sum", "corr", "covar", "covar_pop",
      "covar_samp", "regr_avgx", "regr_avgy", "regr_count", "regr_intercept", "regr_r2", "regr_slope", "regr_sxx",
      "regr_syy", "regr_sxy", "stddev", "stddev_pop", "stddev_samp", "var", "var_pop", "var_population", "var_samp",
      "var_sample", "approx_distinct", "approx_median", "approx_percentile_cont", "approx_percentile_cont_with_weight", "percentile_cont", "quantile_cont",
      "selector_first", "selector_last", "selector_min", "selector_max");

  private Aggregates() {}

  static boolean has(String name) {
    return NAMES.contains(name);
  }
}
