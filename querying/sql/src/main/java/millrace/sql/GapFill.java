package millrace.sql;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import millrace.base.TimeSpan;

/// Rewrites a query that groups by `date_bin_gapfill` into one that has a row for every bin of the time it asks for:
///
/// ```
/// WITH millrace_rows AS (the query's groups and aggregates, as they are)
/// SELECT … FROM (the distinct series of millrace_rows) CROSS JOIN (the bins) LEFT JOIN millrace_rows
/// ```
///
/// where the select list, HAVING and ORDER BY name the aggregates by their new columns, and `locf` and `interpolate`
/// become windows over them. Works on the tree before it is checked, and uses nothing a client's own text could not.
final class GapFill {
  private static final String BIN = "date_bin_gapfill";
  private static final String WALLCLOCK_BIN = "date_bin_wallclock_gapfill";

  private final SqlRequest request;
  private final Function<String, ObjectNode> parser;

  /// @param parser the tree of an SQL text
  GapFill(SqlRequest request, Function<String, ObjectNode> parser) {
    this.request = request;
    this.parser = parser;
  }

  /// Rewrites every such query within a tree in place.
  ///
  /// @throws millrace.base.MillraceException in InfluxDB 3's words where the functions stand in a wrong place
  void rewrite(JsonNode node) {
    node.forEach(this::rewrite);
    if (Ast.type(node).equals("SELECT_NODE")) {
      select((ObjectNode) node);
    }
  }

  private void select(ObjectNode select) {
    List<JsonNode> groups = new ArrayList<>();
    for (JsonNode group : select.path("group_expressions")) {
      groups.add(resolved(group, select));
    }
    List<JsonNode> bins = groups.stream().filter(GapFill::isBin).toList();
    if (bins.isEmpty()) {
      refuseStrays(select, groups);
      return;
    }
    if (bins.size() > 1 || groups.stream().filter(group -> !isBin(group)).anyMatch(group -> contains(group, GapFill::isBin))) {
      throw SqlFailure.planning("DATE_BIN_GAPFILL specified more than once");
    }
    if (select.path("group_sets").size() > 1) {
      throw SqlFailure.planning("gap-filling query cannot have grouping sets");
    }
    new Filled(select, groups, bins.getFirst()).build();
  }

  /// The functions are refused where nothing is filled.
  private static void refuseStrays(ObjectNode select, List<JsonNode> groups) {
    if (groups.stream().anyMatch(group -> contains(group, GapFill::isBin))) {
      throw SqlFailure.planning("DATE_BIN_GAPFILL must be a top-level expression in the GROUP BY clause when gap filling."
          + " It cannot be part of another expression or cast");
    }
    for (String part : List.of("select_list", "where_clause", "having", "qualify", "modifiers")) {
      find(select.path(part), GapFill::isBin).ifPresent(bin -> {
        throw SqlFailure.planning(Ast.functionName(bin) + " may only be used as a GROUP BY expression");
      });
      find(select.path(part), GapFill::isFill).ifPresent(fill -> {
        throw SqlFailure.planning(Ast.functionName(fill) + " may only be used in the SELECT list of a gap-filling query");
      });
    }
  }

  /// What a GROUP BY expression stands for when it is a place in the select list or an alias from there.
  private static JsonNode resolved(JsonNode group, JsonNode select) {
    JsonNode items = select.path("select_list");
    if (Ast.isLiteral(group, "INTEGER")) {
      int place = Integer.parseInt(Ast.literalText(group).length() > 6 ? "0" : Ast.literalText(group));
      return place >= 1 && place <= items.size() ? items.get(place - 1) : group;
    }
    if (group.path("column_names").size() == 1) {
      for (JsonNode item : items) {
        if (isBin(item) && item.path("alias").asText().equals(Ast.columnName(group)) && !isSource(item, Ast.columnName(group))) {
          return item;
        }
      }
    }
    return group;
  }

  /// An alias that is the binned column's own name means the column.
  private static boolean isSource(JsonNode bin, String name) {
    return Ast.arguments(bin).size() > 1 && Ast.columnName(Ast.arguments(bin).get(1)).equals(name);
  }

  private static boolean isBin(JsonNode node) {
    return isCall(node) && (Ast.functionName(node).equals(BIN) || Ast.functionName(node).equals(WALLCLOCK_BIN));
  }

  private static boolean isFill(JsonNode node) {
    return isCall(node) && (Ast.functionName(node).equals("locf") || Ast.functionName(node).equals("interpolate"));
  }

  private static boolean isCall(JsonNode node) {
    return Ast.expressionClass(node).equals("FUNCTION");
  }

  private static boolean contains(JsonNode node, java.util.function.Predicate<JsonNode> what) {
    return find(node, what).isPresent();
  }

  /// The first node of a kind, not looking into subqueries.
  private static Optional<JsonNode> find(JsonNode node, java.util.function.Predicate<JsonNode> what) {
    if (what.test(node)) {
      return Optional.of(node);
    }
    for (JsonNode child : node) {
      Optional<JsonNode> found = Ast.type(child).equals("SELECT_NODE") ? Optional.empty() : find(child, what);
      if (found.isPresent()) {
        return found;
      }
    }
    return Optional.empty();
  }

  /// One query on its way.
  private final class Filled {
    private final ObjectNode select;
    private final List<JsonNode> groups;
    private final JsonNode bin;
    private final int binIndex;
    private final List<JsonNode> aggregates = new ArrayList<>();
    private final Map<Integer, String> fillings = new LinkedHashMap<>();

    Filled(ObjectNode select, List<JsonNode> groups, JsonNode bin) {
      this.select = select;
      this.groups = groups.stream().<JsonNode>map(JsonNode::deepCopy).toList();
      this.bin = bin.deepCopy();
      this.binIndex = groups.indexOf(bin);
    }

    void build() {
      String bins = new BinRange().text();
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
      if (isBin(node)) {
        throw SqlFailure.planning("DATE_BIN_GAPFILL specified more than once");
      }
      if (isFill(node)) {
        if (!mayFill) {
          throw SqlFailure.planning(Ast.functionName(node) + " may only be used in the SELECT list of a gap-filling query");
        }
        return filled(node);
      }
      if (isCall(node) && Aggregates.has(Ast.functionName(node))) {
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
      if (arguments.size() != 1 || !isCall(call) || !Aggregates.has(Ast.functionName(call))) {
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

    /// The bins of the time range.
    private final class BinRange {
      private final List<JsonNode> arguments = Ast.arguments(bin);

      String text() {
        if (arguments.size() < 2 || Ast.columnName(columnOf(arguments.get(1))).isEmpty()) {
          throw SqlFailure.planning("DATE_BIN_GAPFILL requires a column as the source argument");
        }
        Intervals.Parts stride = Intervals.partsOf(arguments.getFirst()).orElseThrow(() -> SqlFailure.planning(
            "stride argument to DATE_BIN_GAPFILL for gap fill query must evaluate to a scalar"));
        if (stride.months() != 0) {
          throw SqlFailure.planning("DATE_BIN_GAPFILL stride cannot contain months or years");
        }
        long nanos = Intervals.fixedNanos(arguments.getFirst()).orElse(0L);
        if (nanos <= 0) {
          throw SqlFailure.planning("DATE_BIN_GAPFILL stride must be positive");
        }
        TimeSpan span = span(Ast.columnName(columnOf(arguments.get(1))));
        return Ast.functionName(bin).equals(WALLCLOCK_BIN) ? wallclock(span, nanos) : plain(span, nanos);
      }

      private JsonNode columnOf(JsonNode source) {
        boolean isZoned = Ast.functionName(bin).equals(WALLCLOCK_BIN) && Ast.functionName(source).equals("tz");
        return isZoned ? Ast.arguments(source).getFirst() : source;
      }

      private String plain(TimeSpan span, long stride) {
        long origin = 0;
        if (arguments.size() > 2) {
          var given = new HintReader(request, "time").instant(arguments.get(2));
          origin = given.orElseThrow(() -> SqlFailure.planning(
              "origin argument to DATE_BIN_GAPFILL for gap fill query must evaluate to a scalar"));
        }
        if (span.startNanos() >= span.endNanos()) {
          return "SELECT to_timestamp_nanos(range) AS bin FROM range(0, 0, 1)";
        }
        long first = WallClock.floor(span.startNanos(), stride, origin);
        long last = WallClock.floor(span.endNanos() - 1, stride, origin);
        return "SELECT to_timestamp_nanos(range) AS bin FROM range(" + first + ", " + Math.addExact(last, 1) + ", " + stride + ")";
      }

      /// Local bins are not evenly spaced: instants close enough to meet each of them are binned like the rows.
      private String wallclock(TimeSpan span, long stride) {
        String zone = Ast.arguments(arguments.get(1)).size() > 1 ? Ast.literalText(Ast.arguments(arguments.get(1)).get(1)) : "UTC";
        long step = Math.min(stride, 900_000_000_000L);
        String interval = "INTERVAL '" + Ast.literalText(arguments.getFirst().path("child")).replace("'", "''") + "'";
        String origin = arguments.size() > 2
            ? ", '" + Ast.literalText(arguments.get(2)).replace("'", "''") + "'" : "";
        String instant = "to_timestamp_nanos(range)";
        return "SELECT DISTINCT date_bin_wallclock(" + interval + ", tz(" + instant + ", '" + zone.replace("'", "''") + "')"
            + origin + ") AS bin FROM (SELECT range FROM range(" + span.startNanos() + ", " + span.endNanos() + ", " + step
            + ") UNION ALL SELECT " + (span.endNanos() - 1) + " AS range) AS millrace_instants";
      }

      private TimeSpan span(String column) {
        TimeSpan span = new HintReader(request, column).of(select.path("where_clause")).span();
        JsonNode from = select.path("from_table");
        if (Ast.type(from).equals("SUBQUERY")) {
          JsonNode within = from.path("subquery").path("node");
          span = span.intersect(new HintReader(request, column).of(within.path("where_clause")).span());
        }
        boolean noStart = span.startNanos() == TimeSpan.ALL.startNanos();
        boolean noEnd = span.endNanos() == TimeSpan.ALL.endNanos();
        if (noStart || noEnd) {
          String which = noStart && noEnd ? "both upper and lower time bounds" : noStart ? "lower time bound" : "upper time bound";
          throw SqlFailure.planning("gap-filling query is missing " + which);
        }
        return span;
      }
    }
  }
}
