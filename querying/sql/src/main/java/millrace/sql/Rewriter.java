package millrace.sql;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/// Turns a parsed query into one that DuckDB may run: every table is one of the query's database, every function is on
/// the list, time keeps its nanoseconds. **This is the security boundary**: whatever is not known here is refused, node
/// kinds included, so that a new kind in a new DuckDB is refused until somebody looked at it.
final class Rewriter {
  private static final Set<String> QUERY_NODES =
      Set.of("SELECT_NODE", "SET_OPERATION_NODE", "RECURSIVE_CTE_NODE", "CTE_NODE");
  private static final Set<String> OTHER_NODES = Set.of(
      "SUBQUERY", "JOIN", "EXPRESSION_LIST", "EMPTY", "EMPTY_FROM", "ORDER_MODIFIER", "LIMIT_MODIFIER",
      "LIMIT_PERCENT_MODIFIER", "DISTINCT_MODIFIER", "ORDER_DEFAULT", "ASCENDING", "DESCENDING");
  private static final Set<String> EXPRESSION_CLASSES = Set.of(
      "COLUMN_REF", "CONSTANT", "FUNCTION", "COMPARISON", "CONJUNCTION", "OPERATOR", "CAST", "CASE", "BETWEEN",
      "SUBQUERY", "PARAMETER", "STAR", "WINDOW", "TYPE", "LAMBDA");
  /// DuckDB plans a chain of them in more than quadratic time, which nobody can cancel.
  private static final int MOST_COMMON_TABLES = 100;
  private static final Set<String> TABLE_FUNCTIONS = Set.of("range", "generate_series", "unnest");
  private static final Set<String> TYPES = Set.of(
      "boolean", "bool", "tinyint", "smallint", "integer", "int", "bigint", "utinyint", "usmallint", "uinteger",
      "ubigint", "hugeint", "float", "real", "double", "decimal", "numeric", "varchar", "text", "string", "char",
      "timestamp", "timestamp_ns", "timestamp_ms", "timestamp_s", "timestamptz", "timestamp with time zone", "date",
      "time", "interval", "blob", "bytea", "struct", "list", "map");

  private final FunctionList functions;
  private final Relations relations;
  private final Scans scans;
  private final SqlRequest request;
  private final HintReader hints;
  private final Calls calls;
  private final Predicate<JsonNode> isQuoted;
  /// Common table expressions visible where the walk is, lower-case.
  private Set<String> commonTables = Set.of();
  private int commonTableCount;
  private final List<String> fields = new ArrayList<>();
  private QueryNames names = QueryNames.none();

  /// Where a table's reader is registered for the query.
  interface Scans {
    /// @return the number by which the table function finds the relation
    long register(Relation relation, Relation.Hints hints);
  }

  /// @param isQuoted whether a name stands in quotes in the client's text
  Rewriter(
      FunctionList functions, Relations relations, Scans scans, SqlRequest request, Predicate<JsonNode> isQuoted) {
    this.functions = functions;
    this.relations = relations;
    this.scans = scans;
    this.request = request;
    this.hints = new HintReader(request);
    this.calls = new Calls(request.nowNanos());
    this.isQuoted = isQuoted;
  }

  /// Rewrites the tree in place.
  ///
  /// @throws millrace.base.MillraceException when the query uses something it may not
  void rewrite(JsonNode root) {
    names = QueryNames.of(root, this::find);
    for (JsonNode statement : root.path("statements")) {
      ((ObjectNode) statement).set("node", visit(statement.path("node")));
    }
  }

  /// Every column of every table the query names, as `table.column`.
  List<String> fields() {
    return fields;
  }

  private JsonNode visit(JsonNode node) {
    if (node instanceof ArrayNode list) {
      for (int i = 0; i < list.size(); i++) {
        list.set(i, visit(list.get(i)));
      }
      return list;
    }
    return node instanceof ObjectNode object ? visitObject(object) : node;
  }

  private JsonNode visitObject(ObjectNode node) {
    if (node.has("class")) {
      return visitExpression(node);
    }
    String type = Ast.type(node);
    if (!node.has("type") || OTHER_NODES.contains(type)) {
      return visitFields(node);
    }
    return switch (type) {
      case "BASE_TABLE" -> table(node, Relation.Hints.NONE);
      case "TABLE_FUNCTION" -> tableFunction(node);
      case "SHOW_REF" -> throw SqlFailure.planning("SHOW may not stand inside a query");
      default -> {
        if (!QUERY_NODES.contains(type)) {
          throw SqlFailure.planning("unsupported part of a query: " + type.toLowerCase(Locale.ROOT));
        }
        yield visitQuery(node);
      }
    };
  }

  private JsonNode visitFields(ObjectNode node) {
    List<String> fields = new ArrayList<>();
    node.fieldNames().forEachRemaining(fields::add);
    fields.forEach(field -> node.set(field, visit(node.get(field))));
    return node;
  }

  /// Visits a query with the common table expressions it brings: each sees those before it, a recursive one itself.
  /// Names must be known exactly here: one too many would be looked up by DuckDB among its own tables.
  private JsonNode visitQuery(ObjectNode query) {
    Set<String> outer = commonTables;
    Set<String> visible = new HashSet<>(outer);
    for (JsonNode entry : query.path("cte_map").path("map")) {
      ObjectNode value = (ObjectNode) entry.path("value");
      if (!value.path("key_targets").isEmpty() || !value.path("payload_aggregates").isEmpty()) {
        throw SqlFailure.planning("USING KEY is not supported");
      }
      if (++commonTableCount > MOST_COMMON_TABLES) {
        throw SqlFailure.planning("a statement has at most " + MOST_COMMON_TABLES + " common table expressions");
      }
      String name = entry.path("key").asText().toLowerCase(Locale.ROOT);
      if (Ast.type(value.path("query_node")).equals("RECURSIVE_CTE_NODE")) {
        visible.add(name);
      }
      commonTables = Set.copyOf(visible);
      value.set("query_node", visit(value.path("query_node")));
      visible.add(name);
    }
    commonTables = Set.copyOf(visible);
    JsonNode common = query.remove("cte_map");
    JsonNode visited = Ast.type(query).equals("SELECT_NODE") ? visitSelect(query) : visitFields(query);
    query.set("cte_map", common);
    commonTables = outer;
    return visited;
  }

  private static String schema(JsonNode reference) {
    String schema = reference.path("schema_name").asText();
    return schema.isEmpty() ? "iox" : schema.toLowerCase(Locale.ROOT);
  }

  private Optional<Relation> find(JsonNode reference) {
    String catalog = reference.path("catalog_name").asText();
    String name = reference.path("table_name").asText();
    return catalog.isEmpty() || catalog.equalsIgnoreCase("public")
        ? relations.find(schema(reference), name)
        : Optional.empty();
  }

  private JsonNode visitSelect(ObjectNode select) {
    JsonNode from = select.path("from_table");
    if (Ast.type(from).equals("BASE_TABLE")) {
      select.set("from_table", table((ObjectNode) from, hints(select, from)));
    }
    return visitFields(select);
  }

  /// Nothing is known of columns that the query gives other names.
  private Relation.Hints hints(ObjectNode select, JsonNode from) {
    if (!from.path("column_name_alias").isEmpty()) {
      return Relation.Hints.NONE;
    }
    String alias = from.path("alias").asText();
    String name = alias.isEmpty() ? from.path("table_name").asText() : alias;
    Relation.Hints read = hints.ofTable(name).of(select.path("where_clause"));
    return read.firstOnly(read.isWhole() ? new FirstRows(request, select, name).wanted() : Optional.empty());
  }

  /// A table reference becomes a call of our table function, unless it names a common table expression.
  private JsonNode table(ObjectNode reference, Relation.Hints wanted) {
    String name = reference.path("table_name").asText();
    if (reference.path("sample").isObject() || reference.path("at_clause").isObject()) {
      throw SqlFailure.planning("TABLESAMPLE and AT are not supported");
    }
    if (reference.path("schema_name").asText().isEmpty() && commonTables.contains(name.toLowerCase(Locale.ROOT))) {
      return reference;
    }
    Optional<Relation> relation = find(reference);
    if (relation.isEmpty()) {
      throw SqlFailure.planning("table 'public." + schema(reference) + "." + name + "' not found");
    }
    String alias = reference.path("alias").asText();
    relation.get().columns().forEach(column -> fields.add((alias.isEmpty() ? name : alias) + "." + column.name()));
    ObjectNode scan = Ast.tableFunction("millrace_scan", scans.register(relation.get(), wanted), alias.isEmpty() ? name : alias);
    scan.set("column_name_alias", reference.path("column_name_alias"));
    return scan;
  }

  private JsonNode tableFunction(ObjectNode node) {
    String name = Ast.functionName(node.path("function"));
    if (name.equals("millrace_scan")) {
      // Ours only when `table` made it; a user's text cannot get here with one, see visitSelect and below.
      if (node.path("function").path("query_location").isMissingNode()) {
        return node;
      }
    } else if (TABLE_FUNCTIONS.contains(name)) {
      JsonNode visited = visitFields(node);
      // Here it makes row after row, and needs none of the bounds of lists.
      Calls.named((ObjectNode) visited.path("function"), name);
      return visited;
    }
    throw SqlFailure.planning("table function '" + name + "' not found");
  }

  private JsonNode visitExpression(ObjectNode node) {
    String expressionClass = Ast.expressionClass(node);
    if (!EXPRESSION_CLASSES.contains(expressionClass)) {
      throw SqlFailure.planning("unsupported expression: " + expressionClass.toLowerCase(Locale.ROOT));
    }
    return switch (expressionClass) {
      case "FUNCTION" -> keepAlias(node, function(node));
      case "CAST" -> cast(node);
      case "CONSTANT" -> keepAlias(node, constant(node));
      case "COLUMN_REF" -> keepAlias(node, column(node));
      case "COMPARISON" -> TimeValues.comparison((ObjectNode) visitFields(textOfNumber(node)));
      case "BETWEEN" -> TimeValues.between((ObjectNode) visitFields(node));
      case "WINDOW" -> keepAlias(node, window(node));
      default -> visitFields(node);
    };
  }

  /// A number beside a column of texts is compared as text.
  private ObjectNode textOfNumber(ObjectNode comparison) {
    for (String side : List.of("left", "right")) {
      JsonNode number = comparison.path(side);
      boolean isNumber = Ast.isLiteral(number, "INTEGER") || Ast.isLiteral(number, "NUMERIC");
      if (isNumber && names.isText(comparison.path(side.equals("left") ? "right" : "left"))) {
        comparison.set(side, Ast.literal("STRING", Ast.literalText(number)));
      }
    }
    return comparison;
  }

  private static JsonNode constant(ObjectNode node) {
    return switch (node.path("literal").path("kind").asText()) {
      case "NUMERIC" -> Ast.cast(node.deepCopy(), "DOUBLE");
      case "INTEGER" -> WholeNumbers.rewritten(node);
      default -> node;
    };
  }

  /// Names without parentheses that are functions, unless they are quoted.
  private JsonNode column(ObjectNode node) {
    ArrayNode parts = (ArrayNode) node.path("column_names");
    int last = parts.size() - 1;
    names.marked(parts.get(last).asText()).ifPresent(mark -> parts.set(last, mark));
    names.other(parts.get(last).asText()).ifPresent(other -> {
      if (node.path("alias").asText().isEmpty()) {
        node.put("alias", parts.get(last).asText());
      }
      parts.set(last, other);
    });
    if (parts.size() != 1 || isQuoted.test(node)) {
      return node;
    }
    return switch (Ast.columnName(node)) {
      case "current_timestamp", "localtimestamp" -> calls.now();
      case "current_date" -> Ast.cast(calls.now(), "DATE");
      case "current_time", "localtime" -> Ast.cast(calls.now(), "TIME");
      case "current_user", "session_user", "user", "current_role", "current_catalog", "current_schema", "current_database" ->
        throw SqlFailure.noField(Ast.columnName(node), fields);
      default -> node;
    };
  }

  private JsonNode function(ObjectNode node) {
    if (Ast.isOperator(node)) {
      return Operators.rewritten((ObjectNode) visitFields(node));
    }
    String name = allowed(node);
    String target = functions.target(name).orElseThrow();
    if (Windows.has(target)) {
      throw SqlFailure.planning(name + " requires an OVER clause");
    }
    return calls.rewritten((ObjectNode) visitFields(node), target);
  }

  private JsonNode window(ObjectNode node) {
    String name = allowed(node);
    String target = functions.target(name).orElseThrow();
    ObjectNode visited = (ObjectNode) visitFields(node);
    if (Windows.has(target)) {
      return Windows.rewritten(visited);
    }
    if (Windows.isUnsigned(target)) {
      return Ast.cast(visited, "UBIGINT");
    }
    if (Ast.type(node).equals("WINDOW_AGGREGATE")) {
      visited.put("function_name", target);
      visited.putObject("qualified_name").putArray("path").add(target);
    }
    return visited;
  }

  /// The name of a function a query may call.
  private String allowed(ObjectNode call) {
    String name = Ast.functionName(call).toLowerCase(Locale.ROOT);
    boolean isPlain = call.path("schema").asText().isEmpty() && call.path("catalog").asText().isEmpty();
    if (!isPlain || functions.target(name).isEmpty()) {
      throw SqlFailure.planning("Invalid function '" + name + "'");
    }
    return name;
  }

  private JsonNode cast(ObjectNode node) {
    JsonNode typeExpression = node.path("type_expr");
    String type = typeExpression.path("type_name").asText().toLowerCase(Locale.ROOT);
    boolean isPlain = typeExpression.path("schema").asText().isEmpty() && typeExpression.path("catalog").asText().isEmpty();
    if (!TYPES.contains(type) || !isPlain) {
      throw SqlFailure.planning("Unsupported SQL type " + type);
    }
    return keepAlias(node, Casts.rewritten((ObjectNode) visitFields(node), names.columnType(node.path("child"))));
  }

  private static JsonNode keepAlias(ObjectNode original, JsonNode replacement) {
    String alias = original.path("alias").asText();
    if (replacement instanceof ObjectNode object && !alias.isEmpty()) {
      object.put("alias", alias);
    }
    return replacement;
  }
}
