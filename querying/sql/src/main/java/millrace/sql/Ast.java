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

  static ObjectNode columnReference(String... names) {
    ObjectNode node = expression("COLUMN_REF", "COLUMN_REF");
    ArrayNode list = node.putArray("column_names");
    for (String name : names) {
      list.add(name);
    }
    return node;
  }

  /// `CASE WHEN condition THEN value END`.
  static ObjectNode when(JsonNode condition, JsonNode value) {
    ObjectNode node = expression("CASE", "CASE_EXPR");
    ObjectNode check = node.putArray("case_checks").addObject();
    check.set("when_expr", condition);
    check.set("then_expr", value);
    ObjectNode nothing = expression("CONSTANT", "VALUE_CONSTANT");
    nothing.putObject("literal").put("kind", "NULL_LITERAL").put("text", "");
    node.set("else_expr", nothing);
    return node;
  }

  static ObjectNode isNotNull(JsonNode value) {
    ObjectNode node = expression("OPERATOR", "OPERATOR_IS_NOT_NULL");
    node.putArray("children").add(value.deepCopy());
    return node;
  }

  static ObjectNode coalesce(JsonNode value, JsonNode otherwise) {
    ObjectNode node = expression("OPERATOR", "OPERATOR_COALESCE");
    node.putArray("children").add(value).add(otherwise);
    return node;
  }

  /// Whether two expressions are the same but for their places in the text and their aliases.
  static boolean isSame(JsonNode a, JsonNode b) {
    if (a.isObject() && b.isObject()) {
      List<String> fields = a.properties().stream().map(java.util.Map.Entry::getKey).toList();
      return a.size() == b.size() && fields.stream().allMatch(field ->
          field.equals("alias") || field.startsWith("query_location") || b.has(field) && isSame(a.get(field), b.get(field)));
    }
    if (a.isArray() && b.isArray() && a.size() == b.size()) {
      for (int i = 0; i < a.size(); i++) {
        if (!isSame(a.get(i), b.get(i))) {
          return false;
        }
      }
      return true;
    }
    return a.equals(b);
  }

  static ObjectNode struct(List<String> names, List<JsonNode> values) {
    ObjectNode node = call("struct_pack", values.toArray(JsonNode[]::new));
    for (int i = 0; i < names.size(); i++) {
      ((ObjectNode) node.path("arguments").get(i)).put("name", names.get(i));
      ((ObjectNode) node.path("arguments").get(i).path("expression")).put("alias", names.get(i));
    }
    return node;
  }

  static void addArgument(ObjectNode call, JsonNode argument) {
    ((ArrayNode) call.path("arguments")).addObject().put("name", "").set("expression", argument);
  }

  /// Turns a node into another in place; its alias stays.
  static void become(ObjectNode node, ObjectNode other) {
    String alias = node.path("alias").asText();
    node.removeAll();
    node.setAll(other);
    node.put("alias", alias);
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
