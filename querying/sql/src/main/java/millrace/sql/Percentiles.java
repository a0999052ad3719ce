package millrace.sql;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Set;

/// Approximate percentiles. A t-digest of few values keeps them all, so for those the reference's estimate can be told
/// exactly: the value at the rank, moved towards its neighbours by where the rank lies within its weight. Many values are
/// left to DuckDB's own digest; weighted ones are kept as a list, whose memory DuckDB counts.
///
/// Source: T. Dunning and O. Ertl, Computing Extremely Accurate Quantiles Using t-Digests (2019).
final class Percentiles {
  private static final String WEIGHTED = "approx_percentile_cont_with_weight";
  private static final Set<String> NAMES = Set.of("approx_percentile_cont", WEIGHTED);

  /// Values of which a digest of a hundred parts keeps each for itself.
  private static final int EXACT = 80;

  static final List<String> MACROS = List.of(
      // l: values, ascending; i: the place of one, from 1; share: where in its weight the rank lies, from 0 to 1.
      "CREATE MACRO millrace_estimate(l, i, share) AS greatest(l[greatest(i - 1, 1)], least(l[least(i + 1, len(l))],"
          + " l[i] + (share - 0.5) * (l[least(i + 1, len(l))] - l[greatest(i - 1, 1)])"
          + " / CASE WHEN i > 1 AND i < len(l) THEN 2 ELSE 1 END))",
      "CREATE MACRO millrace_place(n, p) AS CAST(least(floor(p * n), n - 1) AS BIGINT) + 1",
      "CREATE MACRO millrace_unweighted(l, p) AS"
          + " millrace_estimate(l, millrace_place(len(l), p), p * len(l) - millrace_place(len(l), p) + 1)",
      "CREATE MACRO approx_percentile_cont(x, p) AS millrace_like(min(x), CASE WHEN count(x) <= " + EXACT
          + " THEN millrace_unweighted(min(CAST(x AS DOUBLE), " + EXACT + "), p)"
          + " ELSE CAST(approx_quantile(x, CAST(p AS FLOAT)) AS DOUBLE) END)",
      "CREATE MACRO millrace_rest(p) AS 1 - p",
      "CREATE MACRO approx_median(x) AS approx_percentile_cont(x, 0.5)",
      // Walks up the values until those passed weigh more than the rank; t is what was passed, r the rank.
      """
      CREATE MACRO millrace_reached(l, r) AS list_reduce(l,
        lambda a, b: CASE WHEN a.i > 0 AND a.t + a.w > a.r THEN a
          ELSE {'x': b.x, 'w': b.w, 't': a.t + a.w, 'i': a.i + 1, 'r': a.r} END,
        {'x': 0::DOUBLE, 'w': 0::DOUBLE, 't': 0::DOUBLE, 'i': 0::BIGINT, 'r': r})""",
      """
      CREATE MACRO millrace_weighted(l, reached) AS millrace_estimate(
        list_transform(l, lambda e: e.x), reached.i, (reached.r - reached.t) / reached.w)""",
      "CREATE MACRO millrace_weights(x, w) AS list_sort(list({'x': CAST(x AS DOUBLE), 'w': CAST(w AS DOUBLE), 't': 0::DOUBLE,"
          + " 'i': 0::BIGINT, 'r': 0::DOUBLE}) FILTER (WHERE x IS NOT NULL AND w > 0))",
      "CREATE MACRO " + WEIGHTED + "(x, w, p) AS millrace_like(min(x), millrace_weighted(millrace_weights(x, w),"
          + " millrace_reached(millrace_weights(x, w),"
          + " CAST(p * sum(CAST(w AS DOUBLE)) FILTER (WHERE x IS NOT NULL AND w > 0) AS DOUBLE))))");

  private Percentiles() {}

  /// Whether a function may say its values in WITHIN GROUP.
  static boolean has(String name) {
    return NAMES.contains(name);
  }

  /// A call with its values as the first argument, and without a number of parts.
  ///
  /// @param node a call with rewritten arguments; what stood in WITHIN GROUP is its order
  static ObjectNode plain(ObjectNode node, String target) {
    List<JsonNode> arguments = Ast.arguments(node);
    JsonNode order = node.path("order_bys").path("orders").path(0);
    int own = target.equals(WEIGHTED) ? 2 : 1;
    boolean isOrdered = order.isObject();
    if (arguments.size() < own + (isOrdered ? 0 : 1)) {
      throw SqlFailure.planning(target + " got too few arguments");
    }
    JsonNode values = isOrdered ? order.path("expression") : arguments.getFirst();
    JsonNode share = arguments.get(isOrdered ? own - 1 : own);
    if (Ast.type(order).equals("DESCENDING")) {
      share = Ast.call("millrace_rest", share);
    }
    ObjectNode call = own == 2
        ? Ast.call(target, values, arguments.get(isOrdered ? 0 : 1), share)
        : Ast.call(target, values, share);
    call.set("filter", node.path("filter"));
    call.put("alias", node.path("alias").asText());
    return call;
  }
}
