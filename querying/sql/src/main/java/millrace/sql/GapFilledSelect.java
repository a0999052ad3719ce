package millrace.sql;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/// One SELECT that fills gaps, on its way into the form that [GapFill] shows.
final class GapFilledSelect {
  private final SqlRequest request;
  private final Function<String, ObjectNode> parser;
  private final ObjectNode select;
  private final List<JsonNode> groups;
  private final JsonNode bin;
  private final int binIndex;
  private final List<JsonNode> aggregates = new ArrayList<>();
  private final Map<Integer, String> fillings = new LinkedHashMap<>();

  /// @param groups what is grouped by, places and aliases resolved
  /// @param bin the one of them that is filled
  GapFilledSelect(
      SqlRequest request, Function<String, ObjectNode> parser, ObjectNode select, List<JsonNode> groups, JsonNode bin) {
    this.request = request;
    this.parser = parser;
    this.select = select;
    this.groups = groups.stream().<JsonNode>map(JsonNode::deepCopy).toList();
    this.bin = bin.deepCopy();
    this.binIndex = groups.indexOf(bin);
  }

  void build() {
    String bins = new BinRange(request, select, bin).text();
    ArrayNode items = replacedAll((ArrayNode) select.path("select_list"), true);
    JsonNode having = select.path("having").isObject() ? replaced(select.path("having"), false) : select.path("having");
    JsonNode modifiers = modifiers(select.path("modifiers"));
    ObjectNode outer = (ObjectNode) parser.apply(template(bins)).path("statements").get(0).path("node");
    inner((ObjectNode) outer.path("cte_map").path("map").get(0).path("value"));
    ArrayNode common = (ArrayNode) select.path("cte_map").path("map");
    common.addAll((ArrayNode) outer.path("cte_map").path("map"));
    select.set("from_table", outer.path("from_table"));
    select.set("select_list", items);
    select.set("where_clause", having);
    select.set("modifiers", modifiers);
    select.putNull("having");
    select.putArray("group_expressions");
    select.putArray("group_sets");
  }

  /// The query as it was, its results numbered.
  private void inner(ObjectNode commonTable) {
    ObjectNode rows = select.deepCopy();
    rows.putArray("modifiers");
    rows.putObject("cte_map").putArray("map");
    rows.putNull("having").putNull("qualify");
    ArrayNode list = rows.putArray("select_list");
    ArrayNode grouping = rows.putArray("group_expressions");
    for (int i = 0; i < groups.size(); i++) {
      JsonNode group = i == binIndex ? plainBin() : groups.get(i);
      list.add(named(group.deepCopy(), "g" + i));
      grouping.add(named(group.deepCopy(), ""));
    }
    for (int i = 0; i < aggregates.size(); i++) {
      list.add(named(aggregates.get(i).deepCopy(), "a" + i));
    }
    ArrayNode set = rows.putArray("group_sets").addArray();
    for (int i = 0; i < groups.size(); i++) {
      set.add(i);
    }
    commonTable.set("query_node", rows);
  }

  private JsonNode plainBin() {
    ObjectNode plain = bin.deepCopy();
    String name = Ast.functionName(bin).replace("_gapfill", "");
    plain.put("function_name", name).putObject("qualified_name").putArray("path").add(name);
    return plain;
  }

  private String template(String bins) {
    StringBuilder keys = new StringBuilder();
    StringBuilder join = new StringBuilder("millrace_rows.g" + binIndex + " = millrace_bins.bin");
    for (int i = 0; i < groups.size(); i++) {
      if (i != binIndex) {
        keys.append(keys.isEmpty() ? "" : ", ").append("g").append(i).append(" AS k").append(i);
        join.append(" AND millrace_rows.g").append(i).append(" IS NOT DISTINCT FROM millrace_series.k").append(i);
      }
    }
    String series = keys.isEmpty() ? "SELECT 1 AS one FROM millrace_rows LIMIT 1" : "SELECT DISTINCT " + keys + " FROM millrace_rows";
    return "WITH millrace_rows AS (SELECT 1) SELECT 1 FROM (" + series + ") AS millrace_series CROSS JOIN (" + bins
        + ") AS millrace_bins LEFT JOIN millrace_rows ON " + join;
  }

  private ArrayNode replacedAll(ArrayNode nodes, boolean mayFill) {
    ArrayNode list = nodes.arrayNode();
    nodes.forEach(node -> {
      JsonNode changed = replaced(node, mayFill);
      String alias = node.path("alias").asText();
      boolean isColumn = Ast.expressionClass(node).equals("COLUMN_REF");
      list.add(named(changed, alias.isEmpty() && isColumn ? Ast.columnName(node) : alias));
    });
    return list;
  }

  /// ORDER BY and the rest; without ORDER BY by series and time.
  private JsonNode modifiers(JsonNode modifiers) {
    ArrayNode list = select.arrayNode();
    boolean isOrdered = false;
    for (JsonNode modifier : modifiers) {
      ObjectNode copy = modifier.deepCopy();
      isOrdered |= Ast.type(modifier).equals("ORDER_MODIFIER");
      for (JsonNode order : copy.path("orders")) {
        ((ObjectNode) order).set("expression", replaced(order.path("expression"), false));
      }
      list.add(copy);
    }
    if (!isOrdered) {
      ObjectNode order = list.insertObject(0).put("type", "ORDER_MODIFIER");
      ArrayNode orders = order.putArray("orders");
      for (int i = 0; i < groups.size(); i++) {
        if (i != binIndex) {
          addOrder(orders, Ast.columnReference("millrace_series", "k" + i));
        }
      }
      addOrder(orders, binColumn());
    }
    return list;
  }

  private void addOrder(ArrayNode orders, JsonNode expression) {
    orders.addObject().put("type", "ORDER_DEFAULT").put("null_order", "ORDER_DEFAULT").set("expression", expression);
  }

  private static ObjectNode binColumn() {
    return Ast.columnReference("millrace_bins", "bin");
  }

  private JsonNode named(JsonNode node, String alias) {
    ((ObjectNode) node).put("alias", alias);
    return node;
  }

  /// An expression above the grouping in terms of the filled rows.
  private JsonNode replaced(JsonNode node, boolean mayFill) {
    for (int i = 0; i < groups.size(); i++) {
      if (Ast.isSame(node, groups.get(i))) {
        return i == binIndex ? binColumn() : Ast.columnReference("millrace_series", "k" + i);
      }
    }
    if (GapFill.isBin(node)) {
      throw SqlFailure.planning("DATE_BIN_GAPFILL specified more than once");
    }
    if (GapFill.isFill(node)) {
      if (!mayFill) {
        throw SqlFailure.planning(Ast.functionName(node) + " may only be used in the SELECT list of a gap-filling query");
      }
      return filled(node);
    }
    if (GapFill.isCall(node) && Aggregates.has(Ast.functionName(node))) {
      return aggregate(node, "null");
    }
    return replacedFields(node, mayFill);
  }

  private JsonNode replacedFields(JsonNode node, boolean mayFill) {
    JsonNode copy = node.deepCopy();
    if (copy instanceof ArrayNode list) {
      for (int i = 0; i < list.size(); i++) {
        list.set(i, replaced(list.get(i), mayFill));
      }
    } else if (copy instanceof ObjectNode object && !Ast.type(node).equals("SELECT_NODE")) {
      List<String> fields = new ArrayList<>();
      object.fieldNames().forEachRemaining(fields::add);
      fields.forEach(field -> object.set(field, replaced(object.get(field), mayFill)));
    }
    return copy;
  }

  private JsonNode aggregate(JsonNode call, String filling) {
    int index = numbered(call);
    String before = fillings.putIfAbsent(index, filling);
    if (before != null && !before.equals(filling) && !before.equals("null") && !filling.equals("null")) {
      throw SqlFailure.planning("multiple fill strategies for the same column");
    }
    if (!filling.equals("null")) {
      fillings.put(index, filling);
    }
    JsonNode column = Ast.columnReference("millrace_rows", "a" + index);
    boolean isCount = Ast.functionName(call).startsWith("count") || Ast.functionName(call).equals("approx_distinct");
    return isCount && filling.equals("null") ? Ast.coalesce(column, Ast.literal("INTEGER", "0")) : column;
  }

  private int numbered(JsonNode call) {
    for (int i = 0; i < aggregates.size(); i++) {
      if (Ast.isSame(aggregates.get(i), call)) {
        return i;
      }
    }
    aggregates.add(call.deepCopy());
    return aggregates.size() - 1;
  }

  /// `locf(aggregate)` or `interpolate(aggregate)`; of a selector one may also take a field.
  private JsonNode filled(JsonNode fill) {
    String name = Ast.functionName(fill);
    List<JsonNode> arguments = Ast.arguments(fill);
    boolean isField = !arguments.isEmpty() && Ast.type(arguments.getFirst()).equals("ARRAY_EXTRACT");
    JsonNode call = arguments.isEmpty() ? fill : isField ? arguments.getFirst().path("children").path(0) : arguments.getFirst();
    if (arguments.size() != 1 || !GapFill.isCall(call) || !Aggregates.has(Ast.functionName(call))) {
      throw SqlFailure.planning(name + " must be called on an aggregate column in a gap-filling query");
    }
    JsonNode column = aggregate(call, name);
    JsonNode value = column;
    if (isField) {
      ObjectNode field = arguments.getFirst().deepCopy();
      ((ArrayNode) field.path("children")).set(0, column);
      value = field;
    }
    return name.equals("locf") ? window("last_value", value, true) : interpolated(value);
  }

  private JsonNode interpolated(JsonNode value) {
    ObjectNode timeOfValue = Ast.when(Ast.isNotNull(value), binColumn());
    return Ast.call(
        "interpolate", value, window("last_value", value, true), window("first_value", value, false), binColumn(),
        window("last_value", timeOfValue, true), window("first_value", timeOfValue, false));
  }

  /// The nearest value before (or after) a row of the same series, its own included.
  private JsonNode window(String function, JsonNode value, boolean before) {
    StringBuilder keys = new StringBuilder();
    for (int i = 0; i < groups.size(); i++) {
      if (i != binIndex) {
        keys.append(keys.isEmpty() ? "PARTITION BY " : ", ").append("millrace_series.k").append(i);
      }
    }
    String frame = before ? "UNBOUNDED PRECEDING AND CURRENT ROW" : "CURRENT ROW AND UNBOUNDED FOLLOWING";
    JsonNode tree = parser.apply("SELECT " + function + "(1 IGNORE NULLS) OVER (" + keys
        + " ORDER BY millrace_bins.bin ROWS BETWEEN " + frame + ")");
    ObjectNode window = (ObjectNode) tree.path("statements").get(0).path("node").path("select_list").get(0);
    ((ObjectNode) window.path("arguments").get(0)).set("expression", value.deepCopy());
    return window;
  }
}
