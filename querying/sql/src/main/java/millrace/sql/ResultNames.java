package millrace.sql;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;
import java.util.stream.Collectors;

/// Names result columns as InfluxDB 3 does where the query gives no alias: `count(*)`, `avg(home.temp)`, `Int64(1)`.
final class ResultNames {
  /// Names the results of a query and of all queries in it.
  void addTo(JsonNode tree) {
    if (Ast.type(tree).equals("SELECT_NODE")) {
      JsonNode from = tree.path("from_table");
      String alias = from.path("alias").asText();
      boolean isTable = Ast.type(from).equals("BASE_TABLE");
      addTo((ObjectNode) tree, isTable && alias.isEmpty() ? from.path("table_name").asText() : alias);
    }
    tree.forEach(this::addTo);
  }

  /// @param table what columns of the one table in FROM are qualified with; empty when there is none or several
  private static void addTo(ObjectNode select, String table) {
    for (JsonNode expression : select.path("select_list")) {
      boolean named = !expression.path("alias").asText().isEmpty();
      String kind = Ast.expressionClass(expression);
      if (!named && !kind.equals("COLUMN_REF") && !kind.equals("STAR")) {
        ((ObjectNode) expression).put("alias", text(expression, table));
      }
    }
  }

  private static String text(JsonNode node, String table) {
    return switch (Ast.expressionClass(node)) {
      case "COLUMN_REF" -> column(node, table);
      case "CONSTANT" -> constant(node);
      case "FUNCTION", "WINDOW" -> function(node, table);
      case "CAST" -> text(node.path("child"), table);
      case "COMPARISON" ->
        text(node.path("left"), table) + " " + operator(Ast.type(node)) + " " + text(node.path("right"), table);
      case "CONJUNCTION" -> node.path("children").valueStream()
          .map(child -> text(child, table))
          .collect(Collectors.joining(Ast.type(node).equals("CONJUNCTION_AND") ? " AND " : " OR "));
      case "PARAMETER" -> "$" + node.path("identifier").asText();
      case "OPERATOR" -> node.path("children").valueStream()
          .map(child -> text(child, table))
          .collect(Collectors.joining(",", operatorName(Ast.type(node)) + "(", ")"));
      default -> Ast.type(node).toLowerCase(Locale.ROOT);
    };
  }

  private static String column(JsonNode node, String table) {
    String joined = node.path("column_names").valueStream().map(JsonNode::asText).collect(Collectors.joining("."));
    return table.isEmpty() || node.path("column_names").size() > 1 ? joined : table + "." + joined;
  }

  private static String constant(JsonNode node) {
    String text = Ast.literalText(node);
    return switch (node.path("literal").path("kind").asText()) {
      case "INTEGER" -> "Int64(" + text + ")";
      case "NUMERIC" -> "Float64(" + text + ")";
      case "STRING" -> "Utf8(\"" + text + "\")";
      case "BOOLEAN" -> "Boolean(" + text + ")";
      default -> "NULL";
    };
  }

  private static String function(JsonNode node, String table) {
    String name = Ast.functionName(node).toLowerCase(Locale.ROOT);
    if (name.equals("count_star")) {
      return "count(*)";
    }
    String arguments =
        Ast.arguments(node).stream().map(argument -> text(argument, table)).collect(Collectors.joining(","));
    if (Ast.isOperator(node)) {
      return Ast.arguments(node).stream()
          .map(argument -> text(argument, table))
          .collect(Collectors.joining(" " + name + " "));
    }
    return name + "(" + (node.path("distinct").asBoolean() ? "DISTINCT " : "") + arguments + ")";
  }

  private static String operator(String type) {
    return switch (type) {
      case "COMPARE_EQUAL" -> "=";
      case "COMPARE_NOTEQUAL" -> "!=";
      case "COMPARE_LESSTHAN" -> "<";
      case "COMPARE_LESSTHANOREQUALTO" -> "<=";
      case "COMPARE_GREATERTHAN" -> ">";
      case "COMPARE_GREATERTHANOREQUALTO" -> ">=";
      default -> type.toLowerCase(Locale.ROOT);
    };
  }

  private static String operatorName(String type) {
    return type.replaceFirst("^OPERATOR_", "").toLowerCase(Locale.ROOT);
  }
}
