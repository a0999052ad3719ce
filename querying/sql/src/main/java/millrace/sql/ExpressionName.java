package millrace.sql;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/// The text of an expression as DataFusion prints it to name a column.
///
/// @param table what columns without a table are qualified with; empty for nothing
record ExpressionName(String table) {
  private static final Map<String, String> FUNCTIONS = Map.ofEntries(
      Map.entry("mean", "avg"), Map.entry("datepart", "date_part"), Map.entry("datetrunc", "date_trunc"),
      Map.entry("timezone", "at_time_zone"), Map.entry("list_value", "make_array"), Map.entry("position", "strpos"),
      Map.entry("substring", "substr"), Map.entry("struct_pack", "named_struct"), Map.entry("trim", "btrim"),
      Map.entry("pow", "power"), Map.entry("quantile_cont", "percentile_cont"), Map.entry("covar", "covar_samp"),
      Map.entry("char_length", "character_length"), Map.entry("length", "character_length"), Map.entry("var_samp", "var"),
      Map.entry("var_sample", "var"), Map.entry("var_population", "var_pop"), Map.entry("stddev_samp", "stddev"),
      Map.entry("current_timestamp", "now"), Map.entry("ifnull", "nvl"), Map.entry("instr", "strpos"),
      Map.entry("row", "struct"), Map.entry("date_format", "to_char"), Map.entry("substring_index", "substr_index"),
      Map.entry("today", "current_date"), Map.entry("make_list", "make_array"), Map.entry("element_at", "map_extract"),
      Map.entry("array_contains", "array_has"), Map.entry("array_indexof", "array_position"),
      Map.entry("array_push_back", "array_append"), Map.entry("array_push_front", "array_prepend"),
      Map.entry("array_cat", "array_concat"), Map.entry("array_join", "array_to_string"), Map.entry("array_empty", "empty"),
      Map.entry("string_to_list", "string_to_array"));
  private static final Map<String, String> COMPARISONS = Map.of(
      "COMPARE_EQUAL", "=", "COMPARE_NOTEQUAL", "!=", "COMPARE_LESSTHAN", "<", "COMPARE_LESSTHANOREQUALTO", "<=",
      "COMPARE_GREATERTHAN", ">", "COMPARE_GREATERTHANOREQUALTO", ">=", "COMPARE_DISTINCT_FROM", "IS DISTINCT FROM",
      "COMPARE_NOT_DISTINCT_FROM", "IS NOT DISTINCT FROM");
  private static final Map<String, String> LIKES =
      Map.of(
      Dialect.EXCLUSIVE_OR, "BIT_XOR", "~~", "LIKE", "!~~", "NOT LIKE", "~~*", "ILIKE", "!~~*", "NOT ILIKE");

  /// Functions that the parser makes of operators.
  private static final Map<String, String> MATCHES = Map.of("regexp_matches", "~", "regexp_full_match", "SIMILAR TO");
  private static final Set<String> INDEXED = Set.of(
      "array_element", "array_extract", "list_element", "list_extract", "array_slice", "list_slice");

  String of(JsonNode node) {
    return switch (Ast.expressionClass(node)) {
      case "COLUMN_REF" -> column(node);
      case "CONSTANT" -> constant(node);
      case "FUNCTION" -> function(node);
      case "WINDOW" -> window(node);
      case "CAST" -> cast(node);
      case "COMPARISON" -> isTruthTest(node)
          ? of(node.path("left")) + (Ast.type(node).equals("COMPARE_DISTINCT_FROM") ? " IS NOT " : " IS ")
              + Ast.literalText(node.path("right")).toUpperCase(Locale.ROOT)
          : of(node.path("left")) + " " + COMPARISONS.getOrDefault(Ast.type(node), "?") + " " + of(node.path("right"));
      case "CONJUNCTION" -> joined(node.path("children"), Ast.type(node).equals("CONJUNCTION_AND") ? " AND " : " OR ");
      case "BETWEEN" -> of(node.path("input")) + " BETWEEN " + of(node.path("lower")) + " AND " + of(node.path("upper"));
      case "PARAMETER" -> "$" + node.path("identifier").asText();
      case "OPERATOR" -> operator(node);
      case "CASE" -> when(node);
      case "SUBQUERY" -> subquery(node);
      case "STAR" -> "*";
      default -> Ast.type(node).toLowerCase(Locale.ROOT);
    };
  }

  /// Whether a node stands nowhere in the text: the parser made it of another form.
  private static boolean isMade(JsonNode node) {
    return node.path("query_location").asText().equals("18446744073709551615");
  }

  /// `x IS [NOT] TRUE`, which the parser gives as a comparison.
  private static boolean isTruthTest(JsonNode node) {
    return Ast.type(node).endsWith("DISTINCT_FROM") && Ast.isLiteral(node.path("right"), "BOOLEAN") && isMade(node.path("right"));
  }

  private String joined(JsonNode nodes, String separator) {
    return nodes.valueStream().map(this::of).collect(Collectors.joining(separator));
  }

  private String column(JsonNode node) {
    JsonNode names = node.path("column_names");
    String joined = names.valueStream().map(JsonNode::asText).collect(Collectors.joining("."));
    if (names.size() == 1 && (joined.equals("current_timestamp") || joined.equals("current_date") || joined.equals("current_time"))) {
      return joined.equals("current_timestamp") ? "now()" : joined + "()";
    }
    return table.isEmpty() || names.size() > 1 ? joined : table + "." + joined;
  }

  private static String constant(JsonNode node) {
    String text = Ast.literalText(node);
    return switch (node.path("literal").path("kind").asText()) {
      case "INTEGER" -> WholeNumbers.typeOf(text).arrowName() + "(" + text + ")";
      case "NUMERIC" -> "Float64(" + float64(text) + ")";
      case "STRING" -> "Utf8(\"" + text + "\")";
      case "BOOLEAN" -> "Boolean(" + text + ")";
      default -> "NULL";
    };
  }

  /// As Rust prints a float: without a fraction when it has none. The parser lets `1e` pass, which is no number; that is
  /// said by who reads its value.
  private static String float64(String text) {
    double value;
    try {
      value = Double.parseDouble(text);
    } catch (NumberFormatException notANumber) {
      return text;
    }
    if (Double.isInfinite(value)) {
      return value > 0 ? "inf" : "-inf";
    }
    return value == 0 ? "0" : new BigDecimal(Double.toString(value)).stripTrailingZeros().toPlainString();
  }

  private String cast(JsonNode node) {
    if (Ast.isCastTo(node, "INTERVAL") && Ast.isLiteral(node.path("child"), "STRING")) {
      return interval(node);
    }
    return of(node.path("child"));
  }

  private static String interval(JsonNode node) {
    return Intervals.partsOf(node)
        .map(parts -> "IntervalMonthDayNano(\"IntervalMonthDayNano { months: " + parts.months() + ", days: " + parts.days()
            + ", nanoseconds: " + parts.nanos() + " }\")")
        .orElse("IntervalMonthDayNano(\"" + Ast.literalText(node.path("child")) + "\")");
  }

  private String function(JsonNode node) {
    String name = Ast.functionName(node).toLowerCase(Locale.ROOT);
    List<JsonNode> arguments = Ast.arguments(node);
    if (Ast.isOperator(node)) {
      return operation(name, arguments);
    }
    if (name.equals("count_star")) {
      return "count(*)" + filter(node.path("filter"));
    }
    if (Intervals.partsOf(node).isPresent()) {
      return interval(node);
    }
    if (MATCHES.containsKey(name)) {
      return match(arguments, MATCHES.get(name));
    }
    if (INDEXED.contains(name) && arguments.size() >= 2) {
      return indexed(arguments);
    }
    if (name.equals("get_field") && arguments.size() == 2) {
      return of(arguments.get(0)) + "[" + Ast.literalText(arguments.get(1)) + "]";
    }
    if (name.equals("unnest")) {
      return "UNNEST(" + list(arguments) + ")";
    }
    boolean isWithinGroup = Percentiles.has(name) && !node.path("order_bys").path("orders").isEmpty();
    if (name.equals("quantile_cont") || isWithinGroup) {
      return named(name) + "(" + list(arguments) + ") WITHIN GROUP [" + orders(node.path("order_bys").path("orders")) + "]";
    }
    String distinct = node.path("distinct").asBoolean() ? "DISTINCT " : "";
    String ordered = orders(node.path("order_bys").path("orders"));
    return named(name) + "(" + distinct + list(arguments) + ")" + filter(node.path("filter"))
        + (ordered.isEmpty() ? "" : " ORDER BY [" + ordered + "]");
  }

  /// `x ~ y`, and `x ~* y` where the parser adds that case does not matter.
  private String match(List<JsonNode> arguments, String operator) {
    return of(arguments.get(0)) + " " + operator + (arguments.size() > 2 ? "*" : "") + " " + of(arguments.get(1));
  }

  /// `list[first:last]`.
  private String indexed(List<JsonNode> arguments) {
    return of(arguments.getFirst()) + "["
        + arguments.stream().skip(1).map(this::of).collect(Collectors.joining(":")) + "]";
  }

  /// What a function is called that has several names; those of lists that start with `list_` stand for others.
  private static String named(String name) {
    String one = name.startsWith("list_") && !name.equals("list_value") ? "array_" + name.substring("list_".length()) : name;
    return FUNCTIONS.getOrDefault(one, one);
  }

  private String operation(String operator, List<JsonNode> operands) {
    if (operands.size() == 1) {
      return operator.equals("-") ? "(- " + of(operands.getFirst()) + ")" : operator + of(operands.getFirst());
    }
    String symbol = LIKES.getOrDefault(operator, operator);
    return of(operands.get(0)) + " " + symbol + " " + of(operands.get(1));
  }

  private String list(List<JsonNode> arguments) {
    return arguments.stream().map(this::of).collect(Collectors.joining(","));
  }

  private String filter(JsonNode filter) {
    return filter.isObject() ? " FILTER (WHERE " + of(filter) + ")" : "";
  }

  private String orders(JsonNode orders) {
    return orders.valueStream()
        .map(order -> {
          boolean descends = Ast.type(order).equals("DESCENDING");
          String nulls = switch (order.path("null_order").asText()) {
            case "NULLS_FIRST" -> "NULLS FIRST";
            case "NULLS_LAST" -> "NULLS LAST";
            default -> descends ? "NULLS FIRST" : "NULLS LAST";
          };
          return of(order.path("expression")) + (descends ? " DESC " : " ASC ") + nulls;
        })
        .collect(Collectors.joining(", "));
  }

  private String window(JsonNode node) {
    String name = Ast.functionName(node).toLowerCase(Locale.ROOT);
    boolean isOfRows = name.equals("count_star") || name.equals("count") && Ast.arguments(node).isEmpty();
    String call = isOfRows ? "count(*)" : named(name) + "(" + list(Ast.arguments(node)) + ")";
    StringBuilder text = new StringBuilder(call).append(filter(node.path("filter_expr")));
    if (node.path("ignore_nulls").asBoolean()) {
      text.append(" IGNORE NULLS");
    }
    if (!node.path("partitions").isEmpty()) {
      text.append(" PARTITION BY [").append(joined(node.path("partitions"), ", ")).append("]");
    }
    String ordered = orders(node.path("orders"));
    if (!ordered.isEmpty()) {
      text.append(" ORDER BY [").append(ordered).append("]");
    }
    return text.append(" ").append(frame(node, !ordered.isEmpty())).toString();
  }

  private String frame(JsonNode node, boolean isOrdered) {
    String start = node.path("start").asText();
    String end = node.path("end").asText();
    boolean isDefault = start.equals("UNBOUNDED_PRECEDING") && end.equals("CURRENT_ROW_RANGE");
    if (isDefault && !isOrdered) {
      return "ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING";
    }
    String unit = (start + end).contains("_ROWS") ? "ROWS" : (start + end).contains("_GROUPS") ? "GROUPS" : "RANGE";
    return unit + " BETWEEN " + bound(start, node.path("start_expr")) + " AND " + bound(end, node.path("end_expr"));
  }

  private static String bound(String kind, JsonNode expression) {
    return switch (kind) {
      case "UNBOUNDED_PRECEDING" -> "UNBOUNDED PRECEDING";
      case "UNBOUNDED_FOLLOWING" -> "UNBOUNDED FOLLOWING";
      case "CURRENT_ROW_ROWS", "CURRENT_ROW_RANGE", "CURRENT_ROW_GROUPS" -> "CURRENT ROW";
      default -> distance(expression) + (kind.contains("PRECEDING") ? " PRECEDING" : " FOLLOWING");
    };
  }

  /// A length of time is named as it is written.
  private static String distance(JsonNode expression) {
    return Ast.literalText(Ast.isCastTo(expression, "INTERVAL") ? expression.path("child") : expression);
  }

  private String operator(JsonNode node) {
    JsonNode children = node.path("children");
    // Named where it is used and nowhere else: naming it twice would double the work at every level.
    JsonNode first = children.path(0);
    return switch (Ast.type(node)) {
      case "OPERATOR_IS_NULL" -> of(first) + " IS NULL";
      case "OPERATOR_IS_NOT_NULL" -> of(first) + " IS NOT NULL";
      case "OPERATOR_NOT" -> not(node, first);
      case "COMPARE_IN" -> of(first) + " IN ([" + others(children) + "])";
      case "COMPARE_NOT_IN" -> of(first) + " NOT IN ([" + others(children) + "])";
      case "OPERATOR_COALESCE" -> "coalesce(" + joined(children, ",") + ")";
      case "OPERATOR_NULLIF" -> "nullif(" + joined(children, ",") + ")";
      case "ARRAY_CONSTRUCTOR" -> "make_array(" + joined(children, ",") + ")";
      case "ARRAY_EXTRACT" -> Ast.isLiteral(children.path(1), "STRING")
          ? of(first) + "[" + Ast.literalText(children.path(1)) + "]"
          : indexed(children.valueStream().toList());
      case "STRUCT_EXTRACT" -> of(first) + "[" + Ast.literalText(children.path(1)) + "]";
      case "ARRAY_SLICE" -> indexed(children.valueStream().toList());
      case "GROUPING_FUNCTION" -> "grouping(" + joined(children, ",") + ")";
      default -> Ast.type(node).replaceFirst("^OPERATOR_", "").toLowerCase(Locale.ROOT) + "(" + joined(children, ",") + ")";
    };
  }

  /// What the parser gives as NOT around another form is one form in names: `x NOT IN ([…])`.
  private String not(JsonNode node, JsonNode inner) {
    JsonNode children = inner.path("children");
    return switch (Ast.type(inner)) {
      case "COMPARE_IN" -> of(children.path(0)) + " NOT IN ([" + others(children) + "])";
      case "FUNCTION" -> {
        String name = Ast.functionName(inner);
        boolean isOneOperator = MATCHES.containsKey(name) && !startsBefore(node, inner);
        yield isOneOperator
            ? match(Ast.arguments(inner), name.equals("regexp_matches") ? "!~" : "NOT SIMILAR TO")
            : "NOT " + of(inner);
      }
      case "COMPARE_BETWEEN" ->
        of(inner.path("input")) + " NOT BETWEEN " + of(inner.path("lower")) + " AND " + of(inner.path("upper"));
      default -> "NOT " + of(inner);
    };
  }

  /// Whether NOT is a word of its own before the operands of another operator: `NOT a ~ b`, not `a !~ b`.
  private static boolean startsBefore(JsonNode not, JsonNode call) {
    JsonNode left = Ast.arguments(call).getFirst();
    return not.path("query_location").asLong() < first(left);
  }

  private static long first(JsonNode node) {
    long at = isMade(node) || !node.has("query_location") ? Long.MAX_VALUE : node.path("query_location").asLong();
    for (JsonNode child : node) {
      at = Math.min(at, first(child));
    }
    return at;
  }

  private String others(JsonNode children) {
    return children.valueStream().skip(1).map(this::of).collect(Collectors.joining(", "));
  }

  /// `CASE x WHEN 1 …` comes as `CASE WHEN x = 1 …` with comparisons that stand nowhere in the text.
  private String when(JsonNode node) {
    JsonNode first = node.path("case_checks").path(0).path("when_expr");
    boolean isSimple = Ast.type(first).equals("COMPARE_EQUAL") && isMade(first);
    StringBuilder text = new StringBuilder("CASE ");
    if (isSimple) {
      text.append(of(first.path("left"))).append(" ");
    }
    for (JsonNode check : node.path("case_checks")) {
      JsonNode condition = check.path("when_expr");
      text.append("WHEN ").append(of(isSimple ? condition.path("right") : condition));
      text.append(" THEN ").append(of(check.path("then_expr"))).append(" ");
    }
    JsonNode otherwise = node.path("else_expr");
    boolean isGiven = !otherwise.path("literal").path("kind").asText().equals("NULL_LITERAL");
    return text + (isGiven ? "ELSE " + of(otherwise) + " " : "") + "END";
  }

  private String subquery(JsonNode node) {
    return switch (node.path("subquery_type").asText()) {
      case "EXISTS" -> "EXISTS";
      case "ANY" -> of(node.path("child")) + " IN";
      default -> {
        JsonNode select = node.path("subquery").path("node");
        JsonNode item = select.path("select_list").path(0);
        String alias = item.path("alias").asText();
        String from = select.path("from_table").path("table_name").asText();
        yield alias.isEmpty() ? new ExpressionName(from).of(item) : alias;
      }
    };
  }
}
