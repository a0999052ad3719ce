package millrace.sql;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashMap;
import java.util.Map;

/// Names result columns as InfluxDB 3 does where the query gives no alias: `count(*)`, `avg(home.temp)`, `Int64(1)`.
/// Source: the schema names DataFusion's logical plan gives expressions.
final class ResultNames {
  /// Names the results of a query and of all queries in it.
  ///
  /// @throws millrace.base.MillraceException when two results of one query have the same name
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
    Map<String, Integer> places = new HashMap<>();
    int place = 0;
    for (JsonNode expression : select.path("select_list")) {
      String alias = expression.path("alias").asText();
      boolean isStar = Ast.expressionClass(expression).equals("STAR");
      String name = alias.isEmpty() ? new ExpressionName(table).of(expression) : alias;
      if (!isStar && !name.isEmpty()) {
        Integer before = places.putIfAbsent(name, place);
        if (before != null) {
          throw SqlFailure.planning("Projections require unique expression names but the expression \"" + name
              + "\" at position " + before + " and \"" + name + "\" at position " + place
              + " have the same name. Consider aliasing (\"AS\") one of them.");
        }
        boolean isColumn = Ast.expressionClass(expression).equals("COLUMN_REF") && !name.endsWith("()");
        if (alias.isEmpty() && !isColumn) {
          ((ObjectNode) expression).put("alias", name);
        }
      }
      place++;
    }
  }
}
