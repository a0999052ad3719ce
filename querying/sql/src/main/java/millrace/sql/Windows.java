package millrace.sql;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Set;

/// Window functions of the dialect that DuckDB lacks: differences and derivatives between a row and the one before it.
/// NULLs are passed over: a row with one has none, and the next is compared with the last that had a value.
final class Windows {
  private static final Set<String> NAMES =
      Set.of("derivative", "difference", "non_negative_derivative", "non_negative_difference");
  private static final Set<String> UNSIGNED = Set.of("row_number", "rank", "dense_rank", "ntile");
  private static final long SECOND_NANOS = 1_000_000_000L;

  private Windows() {}

  /// Whether a window function gives a place or a part, which are unsigned.
  static boolean isUnsigned(String name) {
    return UNSIGNED.contains(name);
  }

  static boolean has(String name) {
    return NAMES.contains(name);
  }

  /// @param window a call of one of them with OVER, its arguments rewritten
  static JsonNode rewritten(ObjectNode window) {
    String name = Ast.functionName(window);
    List<JsonNode> arguments = Ast.arguments(window);
    if (arguments.isEmpty()) {
      throw SqlFailure.planning(name + " requires an argument");
    }
    JsonNode value = arguments.getFirst();
    JsonNode change = name.endsWith("difference")
        ? Ast.call("millrace_difference", value, previous(window, value))
        : derivative(window, name, arguments);
    return name.startsWith("non_negative") ? Ast.call("millrace_not_negative", change) : change;
  }

  private static JsonNode derivative(ObjectNode window, String name, List<JsonNode> arguments) {
    long unit = SECOND_NANOS;
    if (arguments.size() > 1) {
      unit = Intervals.nanosOf(arguments.get(1)).orElseThrow(() ->
          SqlFailure.planning(name + " unit parameter cannot contain months or days"));
      if (unit <= 0) {
        throw SqlFailure.planning(name + " unit parameter must be positive");
      }
    }
    JsonNode value = arguments.getFirst();
    JsonNode time = arguments.size() > 2 ? arguments.get(2) : window.path("orders").path(0).path("expression");
    if (time.isMissingNode()) {
      throw SqlFailure.planning(name + " requires a time: a third argument or ORDER BY in its window");
    }
    JsonNode timeOfValue = Ast.when(Ast.isNotNull(value), time);
    return Ast.call(
        "millrace_rate", value, previous(window, value), time, previous(window, timeOfValue),
        Ast.literal("INTEGER", Long.toString(unit)));
  }

  /// `lag(value IGNORE NULLS)` over the same window.
  private static JsonNode previous(ObjectNode window, JsonNode value) {
    ObjectNode lag = window.deepCopy();
    lag.put("type", "WINDOW_LAG").put("function_name", "lag").put("alias", "");
    lag.put("ignore_nulls", true).put("has_ignore_nulls", true);
    lag.put("start", "UNBOUNDED_PRECEDING").put("end", "CURRENT_ROW_RANGE");
    lag.putNull("start_expr").putNull("end_expr");
    lag.putObject("qualified_name").putArray("path").add("lag");
    lag.putArray("arguments").addObject().put("name", "").set("expression", value.deepCopy());
    return lag;
  }
}
