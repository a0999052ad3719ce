package millrace.sql;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import millrace.base.MillraceException;

/// `last_cache('table'[, 'cache'])` and `distinct_cache(…)` in a FROM clause. They become references to tables of the
/// schemas of these names, so that whatever holds for a table (columns of `*`, aliases, joins, types) holds for them.
/// Source: specification 10.
final class CacheFunctions {
  static final String LAST = "last_cache";
  static final String DISTINCT = "distinct_cache";

  /// Stands between a table's name and its cache's.
  private static final String SEPARATOR = "\0";

  private CacheFunctions() {}

  /// Which cache is meant.
  ///
  /// @param name empty for the table's only one
  record Reference(String table, Optional<String> name) {
    static Reference of(String tableName) {
      int at = tableName.indexOf(SEPARATOR);
      return at < 0
          ? new Reference(tableName, Optional.empty())
          : new Reference(tableName.substring(0, at), Optional.of(tableName.substring(at + 1)));
    }
  }

  /// Replaces the functions in a query.
  ///
  /// @throws MillraceException with code BAD_QUERY when one is called with something else than texts
  static void replaceIn(JsonNode node) {
    if (node instanceof ObjectNode object) {
      object.properties().forEach(entry -> {
        if (isCacheFunction(entry.getValue())) {
          entry.setValue(table(entry.getValue()));
        }
      });
    } else if (node instanceof ArrayNode list) {
      for (int i = 0; i < list.size(); i++) {
        if (isCacheFunction(list.get(i))) {
          list.set(i, table(list.get(i)));
        }
      }
    }
    node.forEach(CacheFunctions::replaceIn);
  }

  private static boolean isCacheFunction(JsonNode node) {
    return Ast.type(node).equals("TABLE_FUNCTION")
        && List.of(LAST, DISTINCT).contains(Ast.functionName(node.path("function")).toLowerCase(java.util.Locale.ROOT));
  }

  private static ObjectNode table(JsonNode node) {
    JsonNode function = node.path("function");
    String name = Ast.functionName(function).toLowerCase(java.util.Locale.ROOT);
    List<JsonNode> arguments = Ast.arguments(function);
    if (arguments.isEmpty() || arguments.size() > 2 || !Ast.isLiteral(arguments.getFirst(), "STRING")) {
      throw SqlFailure.planning("first argument must be the table name as a string");
    }
    if (arguments.size() == 2 && !Ast.isLiteral(arguments.get(1), "STRING")) {
      throw SqlFailure.planning("second argument, if passed, must be the cache name as a string");
    }
    String table = Ast.literalText(arguments.getFirst());
    String cache = arguments.size() == 1 ? "" : SEPARATOR + Ast.literalText(arguments.get(1));
    String alias = node.path("alias").asText();
    ObjectNode reference = ((ObjectNode) node).objectNode();
    reference.put("type", "BASE_TABLE").put("alias", alias.isEmpty() ? name : alias);
    reference.set("sample", node.path("sample"));
    reference.set("query_location", node.path("query_location"));
    reference.put("schema_name", name).put("table_name", table + cache);
    reference.set("column_name_alias", node.path("column_name_alias"));
    reference.put("catalog_name", "");
    reference.putNull("at_clause");
    return reference;
  }
}
