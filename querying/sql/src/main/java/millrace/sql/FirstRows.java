package millrace.sql;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.Optional;
import java.util.stream.StreamSupport;

/// Finds out whether a query over one table sorts its rows by time and stops after some: `ORDER BY time DESC LIMIT 10`.
/// What is not known to keep rows one by one as they are is not taken for such a query, which only means that more is read.
final class FirstRows {
  /// Beyond it, finding the time of the last row wanted costs more than it saves.
  private static final long MOST = 10_000;

  private final SqlRequest request;
  private final JsonNode select;
  private final String table;

  /// @param table what the query calls its table
  FirstRows(SqlRequest request, JsonNode select, String table) {
    this.request = request;
    this.select = select;
    this.table = table;
  }

  /// The rows that suffice, where nothing but WHERE takes rows away before they are sorted.
  Optional<Relation.First> wanted() {
    JsonNode order = modifier("ORDER_MODIFIER").path("orders").path(0);
    JsonNode limit = modifier("LIMIT_MODIFIER");
    boolean descending = Ast.type(order).equals("DESCENDING");
    boolean isPlain = select.path("modifiers").size() == 2
        && limit.path("limit_type").asText().equals("ROW_COUNT")
        && (descending || isAscending(order))
        && isTime(order.path("expression")) && !isGrouped() && keepsRows();
    return isPlain
        ? count(limit).map(count -> new Relation.First(count, descending))
        : Optional.empty();
  }

  private JsonNode modifier(String type) {
    return StreamSupport.stream(select.path("modifiers").spliterator(), false)
        .filter(modifier -> Ast.type(modifier).equals(type))
        .findFirst()
        .orElse(MissingNode.getInstance());
  }

  private static boolean isAscending(JsonNode order) {
    return Ast.type(order).equals("ASCENDING") || Ast.type(order).equals("ORDER_DEFAULT");
  }

  /// The table's column, and no result of that name.
  private boolean isTime(JsonNode expression) {
    JsonNode names = expression.path("column_names");
    if (!Ast.columnName(expression).equals("time") || names.size() > 2) {
      return false;
    }
    return names.size() == 2
        ? names.get(0).asText().equalsIgnoreCase(table)
        : StreamSupport.stream(select.path("select_list").spliterator(), false).noneMatch(FirstRows::isAnotherTime);
  }

  private static boolean isAnotherTime(JsonNode item) {
    return item.path("alias").asText().equalsIgnoreCase("time") && !Ast.columnName(item).equals("time");
  }

  private boolean isGrouped() {
    return !select.path("group_expressions").isEmpty() || !select.path("group_sets").isEmpty()
        || !select.path("aggregate_handling").asText().equals("STANDARD_HANDLING")
        || select.path("having").isObject() || select.path("qualify").isObject() || select.path("sample").isObject();
  }

  /// Whether each row gives one, computed from it alone.
  private boolean keepsRows() {
    for (JsonNode item : select.path("select_list")) {
      boolean isOtherStar = Ast.expressionClass(item).equals("STAR")
          && (!item.path("replace_list").isEmpty() || !item.path("rename_list").isEmpty());
      if (isOtherStar || looksBeyond(item)) {
        return false;
      }
    }
    return true;
  }

  private static boolean looksBeyond(JsonNode node) {
    String name = Ast.expressionClass(node).equals("FUNCTION") ? Ast.functionName(node) : "";
    if (Ast.expressionClass(node).equals("WINDOW") || name.equals("unnest") || Aggregates.has(name)) {
      return true;
    }
    return !Ast.expressionClass(node).equals("SUBQUERY")
        && StreamSupport.stream(node.spliterator(), false).anyMatch(FirstRows::looksBeyond);
  }

  /// Rows up to the limit, those passed over by OFFSET among them.
  private Optional<Integer> count(JsonNode limit) {
    JsonNode offset = limit.path("offset");
    Optional<Long> passed = offset.isObject() ? constant(offset) : Optional.of(0L);
    return constant(limit.path("limit"))
        .flatMap(count -> passed.map(before -> count + before))
        .filter(count -> count >= 1 && count <= MOST)
        .map(Math::toIntExact);
  }

  private Optional<Long> constant(JsonNode node) {
    if (Ast.isLiteral(node, "INTEGER") && Ast.literalText(node).length() <= 6) {
      return Optional.of(Long.valueOf(Ast.literalText(node)));
    }
    boolean isParameter = Ast.expressionClass(node).equals("PARAMETER");
    return isParameter && request.parameters().get(node.path("identifier").asText()) instanceof Long count
        && count >= 0 && count <= MOST ? Optional.of(count) : Optional.empty();
  }
}
