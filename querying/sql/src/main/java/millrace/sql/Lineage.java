package millrace.sql;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// Follows result columns back to where they come from, for what DuckDB's types do not carry: that a text is a tag,
/// that an interval is a duration, in which zone a timestamp is shown. Reads the tree before it is rewritten and after
/// unnamed results got their names.
final class Lineage {
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
      case "SET_OPERATION_NODE" -> query(node.path("children").path(0), common);
      default -> Map.of();
    };
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
    return columns;
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
    relations.find(resolved, name).ifPresent(found -> found.columns().forEach(c -> columns.put(c.name(), c)));
    return columns;
  }

  /// The column an expression's values could stand in.
  private static Optional<SqlColumn> expression(JsonNode node, List<Source> sources) {
    return switch (Ast.expressionClass(node)) {
      case "COLUMN_REF" -> column(node.path("column_names"), sources);
      case "FUNCTION" -> function(node, sources);
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
    return switch (Ast.functionName(node)) {
      case "min", "max", "sum", "avg", "first_value", "last_value" ->
        arguments.isEmpty()
            ? Optional.empty()
            : expression(arguments.getFirst(), sources).filter(column -> column.type() != SqlType.TAG);
      default -> Optional.empty();
    };
  }
}
