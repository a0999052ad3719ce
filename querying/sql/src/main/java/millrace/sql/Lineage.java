package millrace.sql;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// Follows result columns back to where they come from, for what DuckDB's types do not carry: that a text is a tag,
/// that an interval is a duration, in which zone a timestamp is shown, whether values are those that were written. Functions that depend on a zone get it as a
/// further argument. Works on the tree before it is rewritten and after unnamed results got their names.
final class Lineage {
  /// The operator that takes one timestamp from another, told apart from `-` here.
  static final String MINUS = "millrace_minus";

  private final Relations relations;

  Lineage(Relations relations) {
    this.relations = relations;
  }

  /// What is known of the columns of a query's result, by name; nothing of those it leaves out.
  Map<String, SqlColumn> of(JsonNode root) {
    JsonNode statement = root.path("statements").path(0);
    return query(statement.path("node"), Map.of());
  }

  /// What one part of a FROM clause gives: its alias and columns.
  private record Source(String alias, Map<String, SqlColumn> columns) {}

  private Map<String, SqlColumn> query(JsonNode node, Map<String, Map<String, SqlColumn>> outer) {
    Map<String, Map<String, SqlColumn>> common = new LinkedHashMap<>(outer);
    for (JsonNode entry : node.path("cte_map").path("map")) {
      common.put(entry.path("key").asText(), query(entry.path("value").path("query_node"), common));
    }
    return switch (Ast.type(node)) {
      case "SELECT_NODE" -> select(node, common);
      case "SET_OPERATION_NODE" -> first(node.path("children"), common);
      case "RECURSIVE_CTE_NODE" -> {
        Map<String, SqlColumn> columns = query(node.path("left"), common);
        common.put(node.path("cte_name").asText(), columns);
        query(node.path("right"), common);
        yield columns;
      }
      default -> Map.of();
    };
  }

  /// A union has the columns of its first part.
  private Map<String, SqlColumn> first(JsonNode parts, Map<String, Map<String, SqlColumn>> common) {
    List<Map<String, SqlColumn>> columns = new ArrayList<>();
    parts.forEach(part -> columns.add(query(part, common)));
    return columns.isEmpty() ? Map.of() : columns.getFirst();
  }

  private Map<String, SqlColumn> select(JsonNode select, Map<String, Map<String, SqlColumn>> common) {
    List<Source> sources = new ArrayList<>();
    collect(select.path("from_table"), common, sources);
    Map<String, SqlColumn> columns = new LinkedHashMap<>();
    for (JsonNode item : select.path("select_list")) {
      if (Ast.expressionClass(item).equals("STAR")) {
        String relation = item.path("relation_name").asText();
        sources.stream()
            .filter(source -> relation.isEmpty() || source.alias().equals(relation))
            .forEach(source -> source.columns().forEach(columns::putIfAbsent));
      } else {
        String alias = item.path("alias").asText();
        String name = alias.isEmpty() ? Ast.columnName(item) : alias;
        expression(item, sources).ifPresent(column -> columns.put(name, column.named(name)));
      }
    }
    for (Map.Entry<String, JsonNode> part : select.properties()) {
      if (!part.getKey().equals("cte_map")) {
        complete(part.getValue(), sources, common);
      }
    }
    return columns;
  }

  /// Tells functions what they need to know of their arguments, in one select and the subqueries among its expressions.
  private void complete(JsonNode node, List<Source> sources, Map<String, Map<String, SqlColumn>> common) {
    switch (Ast.type(node)) {
      case "SELECT_NODE", "SET_OPERATION_NODE" -> query(node, common);
      case "SUBQUERY" -> {
        if (node.has("class")) {
          node.forEach(child -> complete(child, sources, common));
        }
      }
      default -> {
        node.forEach(child -> complete(child, sources, common));
        if (Ast.expressionClass(node).equals("FUNCTION")) {
          complete((ObjectNode) node, sources);
        }
      }
    }
  }

  private static void complete(ObjectNode call, List<Source> sources) {
    List<JsonNode> arguments = Ast.arguments(call);
    switch (Ast.functionName(call)) {
      case "to_local_time" -> zoneOf(arguments, 0, sources).ifPresent(zone -> Ast.addArgument(call, Ast.literal("STRING", zone)));
      case "timezone" -> {
        if (!arguments.isEmpty() && Ast.isLiteral(arguments.getFirst(), "STRING")) {
          requireZone(Ast.literalText(arguments.getFirst()));
        }
        zoneOf(arguments, 1, sources).ifPresent(zone -> Ast.addArgument(call, Ast.literal("STRING", zone)));
      }
      case "date_bin_wallclock" ->
        Ast.addArgument(call, Ast.literal("STRING", zoneOf(arguments, 1, sources).orElse("UTC")));
      case "tz" -> zone(arguments);
      case "-" -> {
        if (arguments.size() == 2 && isTime(arguments.get(0), sources) && isTime(arguments.get(1), sources)) {
          call.put("function_name", MINUS);
        }
      }
      case "arrow_typeof" -> {
        arguments.stream().findFirst().flatMap(Lineage::typeName).ifPresent(name -> Ast.become(call, Ast.literal("STRING", name)));
        Optional<SqlColumn> origin = arguments.size() == 1 ? expression(arguments.getFirst(), sources) : Optional.empty();
        boolean isKnown = origin.isPresent()
            && (origin.get().type() == SqlType.TAG || origin.get().type() == SqlType.DURATION || origin.get().zone().isPresent());
        if (isKnown) {
          String zone = origin.get().zone().map(z -> "Timestamp(ns, \"" + z + "\")").orElse(origin.get().type().arrowName());
          Ast.become(call, Ast.literal("STRING", zone));
        }
      }
      default -> {}
    }
  }

  /// The type an expression says itself that it has.
  private static Optional<String> typeName(JsonNode node) {
    List<JsonNode> arguments = Ast.arguments(node);
    boolean isCast = Ast.functionName(node).equals("arrow_cast") && arguments.size() == 2;
    return isCast
        ? ArrowTypes.timestamp(Ast.literalText(arguments.get(1))).map(ArrowTypes.TimestampType::name)
        : Casts.wholeType(node);
  }

  private static Optional<String> zoneOf(List<JsonNode> arguments, int index, List<Source> sources) {
    return index < arguments.size() ? expression(arguments.get(index), sources).flatMap(SqlColumn::zone) : Optional.empty();
  }

  /// The zone of `tz(time[, zone])`.
  private static String zone(List<JsonNode> arguments) {
    if (arguments.size() < 2) {
      return "UTC";
    }
    if (!Ast.isLiteral(arguments.get(1), "STRING")) {
      throw SqlFailure.planning("TZ requires a literal timezone string");
    }
    return requireZone(Ast.literalText(arguments.get(1)));
  }

  private static String requireZone(String name) {
    if (WallClock.zone(name).isEmpty()) {
      throw SqlFailure.planning("TZ requires a valid timezone string, got \"" + name + "\"");
    }
    return name;
  }

  private void collect(JsonNode from, Map<String, Map<String, SqlColumn>> common, List<Source> sources) {
    String alias = from.path("alias").asText();
    switch (Ast.type(from)) {
      case "BASE_TABLE" -> {
        String name = from.path("table_name").asText();
        sources.add(new Source(alias.isEmpty() ? name : alias, table(from, name, common)));
      }
      case "SUBQUERY" -> sources.add(new Source(alias, query(from.path("subquery").path("node"), common)));
      case "JOIN" -> {
        collect(from.path("left"), common, sources);
        collect(from.path("right"), common, sources);
      }
      default -> {}
    }
  }

  private Map<String, SqlColumn> table(JsonNode from, String name, Map<String, Map<String, SqlColumn>> common) {
    String schema = from.path("schema_name").asText();
    if (schema.isEmpty() && common.containsKey(name)) {
      return common.get(name);
    }
    String resolved = schema.isEmpty() ? "iox" : schema.toLowerCase(Locale.ROOT);
    Map<String, SqlColumn> columns = new LinkedHashMap<>();
    boolean isStored = resolved.equals("iox");
    relations.find(resolved, name)
        .ifPresent(found -> found.columns().forEach(c -> columns.put(c.name(), c.stored(isStored))));
    return columns;
  }

  /// The column an expression's values could stand in.
  private static Optional<SqlColumn> expression(JsonNode node, List<Source> sources) {
    return switch (Ast.expressionClass(node)) {
      case "COLUMN_REF" -> column(node.path("column_names"), sources);
      case "FUNCTION", "WINDOW" -> function(node, sources).map(column -> column.stored(false));
      case "CAST" -> Casts.wholeType(node).filter(type -> type.equals("Int32")).isPresent()
          ? Optional.of(new SqlColumn("", SqlType.INT32))
          : Ast.isCastTo(node, "TIMESTAMP") ? Optional.of(new SqlColumn("", SqlType.TIMESTAMP)) : Optional.empty();
      default -> Optional.empty();
    };
  }

  private static Optional<SqlColumn> column(JsonNode names, List<Source> sources) {
    String name = names.get(names.size() - 1).asText();
    String relation = names.size() > 1 ? names.get(names.size() - 2).asText() : "";
    return sources.stream()
        .filter(source -> relation.isEmpty() || source.alias().equals(relation))
        .flatMap(source -> Optional.ofNullable(source.columns().get(name)).stream())
        .findFirst();
  }

  private static Optional<SqlColumn> function(JsonNode node, List<Source> sources) {
    List<JsonNode> arguments = Ast.arguments(node);
    if (arguments.isEmpty()) {
      return Ast.functionName(node).equals("now") ? Optional.of(new SqlColumn("", SqlType.TIMESTAMP)) : Optional.empty();
    }
    return switch (Ast.functionName(node)) {
      case "min", "max", "sum", "avg", "first_value", "last_value", "lag", "lead", "coalesce", "nullif" ->
        expression(arguments.getFirst(), sources).filter(column -> column.type() != SqlType.TAG);
      case "date_bin", "date_bin_wallclock" ->
        arguments.size() < 2 ? Optional.empty() : expression(arguments.get(1), sources);
      case "date_trunc", "datetrunc" -> arguments.size() < 2 ? Optional.empty() : expression(arguments.get(1), sources);
      case "arrow_cast" -> arguments.size() < 2 ? Optional.empty() : ArrowTypes.timestamp(Ast.literalText(arguments.get(1)))
          .map(type -> new SqlColumn("", SqlType.TIMESTAMP, List.of(), type.zone()));
      case "from_unixtime" -> arguments.size() < 2 ? Optional.empty() : Optional.of(SqlColumn.zoned("", zone(arguments)));
      case "tz" -> Optional.of(SqlColumn.zoned("", zone(arguments)));
      case "timezone" -> Ast.isLiteral(arguments.getFirst(), "STRING")
          ? Optional.of(SqlColumn.zoned("", Ast.literalText(arguments.getFirst())))
          : Optional.empty();
      case MINUS -> Optional.of(new SqlColumn("", SqlType.DURATION));
      case "+", "-" -> shifted(node, arguments, sources);
      default -> Optional.empty();
    };
  }

  /// A zoned timestamp shifted by an interval keeps its zone; one less another is a duration. Every operand is looked at
  /// once: a sum of many terms nests as deeply as it is long.
  private static Optional<SqlColumn> shifted(JsonNode node, List<JsonNode> operands, List<Source> sources) {
    List<SqlColumn> times = operands.stream()
        .flatMap(operand -> expression(operand, sources).stream())
        .filter(column -> column.type() == SqlType.TIMESTAMP)
        .toList();
    boolean isDifference = times.size() == 2 && Ast.functionName(node).equals("-");
    return isDifference ? Optional.of(new SqlColumn("", SqlType.DURATION)) : times.stream().findFirst();
  }

  private static boolean isTime(JsonNode node, List<Source> sources) {
    return expression(node, sources).filter(column -> column.type() == SqlType.TIMESTAMP).isPresent();
  }
}
