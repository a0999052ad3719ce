package millrace.sql;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/// Reads and builds nodes of the JSON tree DuckDB's own parser gives (`json_serialize_sql`, DuckDB 2.0). The tree's
/// shape is no contract of theirs, so everything that leans on it is here and in the rewriting classes beside.
final class Ast {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private Ast() {}

  static String type(JsonNode node) {
    return node.path("type").asText();
  }

  static String expressionClass(JsonNode node) {
    return node.path("class").asText();
  }

  static String functionName(JsonNode function) {
    return function.path("function_name").asText();
  }

  static boolean isOperator(JsonNode function) {
    return function.path("is_operator").asBoolean();
  }

  /// The expressions a function is called with.
  static List<JsonNode> arguments(JsonNode function) {
    return function.path("arguments").valueStream().map(argument -> argument.path("expression")).toList();
  }

  static boolean isCastTo(JsonNode node, String typeName) {
    return expressionClass(node).equals("CAST")
        && node.path("type_expr").path("type_name").asText().equalsIgnoreCase(typeName);
  }

  /// The last part of a column reference, or empty for anything else.
  static String columnName(JsonNode node) {
    JsonNode names = node.path("column_names");
    return expressionClass(node).equals("COLUMN_REF") && !names.isEmpty() ? names.get(names.size() - 1).asText() : "";
  }

  static boolean isLiteral(JsonNode node, String kind) {
    return expressionClass(node).equals("CONSTANT") && node.path("literal").path("kind").asText().equals(kind);
  }

  static String literalText(JsonNode constant) {
    return constant.path("literal").path("text").asText();
  }

  static ObjectNode literal(String kind, String text) {
    ObjectNode node = expression("CONSTANT", "VALUE_CONSTANT");
    node.putObject("literal").put("kind", kind).put("text", text);
    return node;
  }

  static ObjectNode call(String function, JsonNode... arguments) {
    ObjectNode node = expression("FUNCTION", "FUNCTION");
    node.put("function_name", function).put("schema", "");
    node.putNull("filter");
    node.putObject("order_bys").put("type", "ORDER_MODIFIER").putArray("orders");
    node.put("distinct", false).put("is_operator", false).put("export_state", false).put("catalog", "");
    ArrayNode list = node.putArray("arguments");
    for (JsonNode argument : arguments) {
      list.addObject().put("name", "").set("expression", argument);
    }
    node.putObject("qualified_name").putArray("path").add(function);
    return node;
  }

  static ObjectNode cast(JsonNode child, String typeName) {
    ObjectNode node = expression("CAST", "OPERATOR_CAST");
    node.set("child", child);
    node.put("try_cast", false);
    ObjectNode type = node.putObject("type_expr");
    type.put("class", "TYPE").put("type", "TYPE").put("alias", "").put("catalog", "").put("schema", "");
    type.put("type_name", typeName).putArray("children");
    type.putObject("qualified_name").putArray("path").add(typeName);
    return node;
  }

  /// `name(number)` in FROM, under an alias and with the place of the reference it stands for.
  static ObjectNode tableFunction(String name, long number, String alias) {
    ObjectNode node = JSON.objectNode();
    node.put("type", "TABLE_FUNCTION").put("alias", alias);
    node.putNull("sample");
    node.set("function", call(name, literal("INTEGER", Long.toString(number))));
    node.putArray("column_name_alias");
    node.put("with_ordinality", "WITHOUT_ORDINALITY");
    return node;
  }

  private static ObjectNode expression(String expressionClass, String type) {
    return JSON.objectNode().put("class", expressionClass).put("type", type).put("alias", "");
  }
}
