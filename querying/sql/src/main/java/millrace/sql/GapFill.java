package millrace.sql;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

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
  static final String WALLCLOCK_BIN = "date_bin_wallclock_gapfill";

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
    new GapFilledSelect(request, parser, select, groups, bins.getFirst()).build();
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

  static boolean isBin(JsonNode node) {
    return isCall(node) && (Ast.functionName(node).equals(BIN) || Ast.functionName(node).equals(WALLCLOCK_BIN));
  }

  static boolean isFill(JsonNode node) {
    return isCall(node) && (Ast.functionName(node).equals("locf") || Ast.functionName(node).equals("interpolate"));
  }

  static boolean isCall(JsonNode node) {
    return Ast.expressionClass(node).equals("FUNCTION");
  }

  private static boolean contains(JsonNode node, Predicate<JsonNode> what) {
    return find(node, what).isPresent();
  }

  /// The first node of a kind, not looking into subqueries.
  private static Optional<JsonNode> find(JsonNode node, Predicate<JsonNode> what) {
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
}
