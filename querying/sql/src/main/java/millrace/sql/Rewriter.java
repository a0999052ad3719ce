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
  private static final Set<String> TABLE_FUNCTIONS = Set.of("range", "generate_series", "unnest");
  private static final Set<String> TYPES = Set.of(
      "boolean", "bool", "tinyint", "smallint", "integer", "int", "bigint", "utinyint", "usmallint", "uinteger",
      "ubigint", "hugeint", "float", "real", "double", "decimal", "numeric", "varchar", "text", "string", "char",
      "timestamp", "timestamp_ns", "timestamp_ms", "timestamp_s", "timestamptz", "timestamp with time zone", "date",
      "time", "interval", "blob", "bytea", "struct", "list", "map");

  private final FunctionList functions;
  private final Relations relations;
  private final Scans scans;
  private final HintReader hints;
  private final long nowNanos;
  private final Set<String> commonTables = new HashSet<>();

  /// Where a table's reader is registered for the query.
  interface Scans {
    /// @return the number by which the table function finds the relation
    long register(Relation relation, Relation.Hints hints);
  }

  Rewriter(FunctionList functions, Relations relations, Scans scans, SqlRequest request) {
    this.functions = functions;
    this.relations = relations;
    this.scans = scans;
    this.hints = new HintReader(request);
    this.nowNanos = request.nowNanos();
  }

  /// Rewrites the tree in place.
  ///
  /// @throws millrace.base.MillraceException when the query uses something it may not
  void rewrite(JsonNode root) {
    for (JsonNode tables : root.findValues("cte_map")) {
      tables.path("map").forEach(entry -> commonTables.add(entry.path("key").asText().toLowerCase(Locale.ROOT)));
    }
    for (JsonNode statement : root.path("statements")) {
      ((ObjectNode) statement).set("node", visit(statement.path("node")));
    }
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
        yield type.equals("SELECT_NODE") ? visitSelect(node) : visitFields(node);
      }
    };
  }

  private JsonNode visitFields(ObjectNode node) {
    List<String> fields = new ArrayList<>();
    node.fieldNames().forEachRemaining(fields::add);
    fields.forEach(field -> node.set(field, visit(node.get(field))));
    return node;
  }

  private JsonNode visitSelect(ObjectNode select) {
    JsonNode from = select.path("from_table");
    if (Ast.type(from).equals("BASE_TABLE")) {
      select.set("from_table", table((ObjectNode) from, hints.of(select.path("where_clause"))));
    }
    return visitFields(select);
  }

  /// A table reference becomes a call of our table function, unless it names a common table expression.
  private JsonNode table(ObjectNode reference, Relation.Hints wanted) {
    String schema = reference.path("schema_name").asText();
    String name = reference.path("table_name").asText();
    String catalog = reference.path("catalog_name").asText();
    if (schema.isEmpty() && commonTables.contains(name.toLowerCase(Locale.ROOT))) {
      return reference;
    }
    String resolved = schema.isEmpty() ? "iox" : schema.toLowerCase(Locale.ROOT);
    boolean known = catalog.isEmpty() || catalog.equalsIgnoreCase("public");
    Optional<Relation> relation = known
        ? relations.find(resolved, name).or(() -> relations.find(resolved, name.toLowerCase(Locale.ROOT)))
        : Optional.empty();
    if (relation.isEmpty()) {
      throw SqlFailure.planning("table 'public." + resolved + "." + name + "' not found");
    }
    String alias = reference.path("alias").asText();
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
      return visitFields(node);
    }
    throw SqlFailure.planning("table function '" + name + "' not found");
  }

  private JsonNode visitExpression(ObjectNode node) {
    String expressionClass = Ast.expressionClass(node);
    if (!EXPRESSION_CLASSES.contains(expressionClass)) {
      throw SqlFailure.planning("unsupported expression: " + expressionClass.toLowerCase(Locale.ROOT));
    }
    return switch (expressionClass) {
      case "FUNCTION" -> function(node);
      case "CAST" -> cast(node);
      case "CONSTANT" -> Ast.isLiteral(node, "NUMERIC") ? keepAlias(node, Ast.cast(node.deepCopy(), "DOUBLE")) : node;
      case "COMPARISON" -> comparison((ObjectNode) visitFields(node));
      case "BETWEEN" -> between((ObjectNode) visitFields(node));
      case "WINDOW" -> window(node);
      default -> visitFields(node);
    };
  }

  private JsonNode function(ObjectNode node) {
    if (Ast.isOperator(node)) {
      return keepAlias(node, shifted((ObjectNode) visitFields(node)));
    }
    String name = Ast.functionName(node).toLowerCase(Locale.ROOT);
    String target = functions.target(name).orElseThrow(() -> SqlFailure.planning("Invalid function '" + name + "'"));
    return switch (target) {
      case "now", "current_timestamp" -> keepAlias(node, now());
      case "to_timestamp", "to_timestamp_nanos" -> keepAlias(node, toTimestamp((ObjectNode) visitFields(node)));
      default -> {
        rename(node, target);
        yield visitFields(node);
      }
    };
  }

  private JsonNode window(ObjectNode node) {
    String name = Ast.functionName(node);
    if (functions.target(name).isEmpty()) {
      throw SqlFailure.planning("Invalid function '" + name + "'");
    }
    return visitFields(node);
  }

  private static void rename(ObjectNode node, String target) {
    node.put("function_name", target);
    node.putObject("qualified_name").putArray("path").add(target);
  }

  private JsonNode now() {
    return Ast.call("make_timestamp_ns", Ast.cast(Ast.literal("STRING", Long.toString(nowNanos)), "BIGINT"));
  }

  /// Integers are nanoseconds here, where plain engines take seconds.
  private static JsonNode toTimestamp(ObjectNode node) {
    return Ast.call("millrace_to_timestamp", Ast.arguments(node).getFirst());
  }

  /// `ts + interval` in DuckDB would fall back to microseconds.
  private static JsonNode shifted(ObjectNode node) {
    List<JsonNode> operands = Ast.arguments(node);
    String operator = Ast.functionName(node);
    if (operands.size() != 2 || !(operator.equals("+") || operator.equals("-"))) {
      return node;
    }
    boolean left = isInterval(operands.get(0));
    boolean right = isInterval(operands.get(1));
    if (left == right || (left && operator.equals("-"))) {
      return node;
    }
    JsonNode interval = operands.get(left ? 0 : 1);
    JsonNode instant = operands.get(left ? 1 : 0);
    JsonNode signed = operator.equals("-") ? Ast.call("millrace_negate", interval) : interval;
    return Ast.call("millrace_shift", instant, signed);
  }

  private static boolean isInterval(JsonNode node) {
    if (Ast.isCastTo(node, "INTERVAL")) {
      return true;
    }
    if (!Ast.expressionClass(node).equals("FUNCTION")) {
      return false;
    }
    String name = Ast.functionName(node);
    return name.equals("millrace_negate") || name.matches("to_(years|months|days|hours|minutes|seconds|milliseconds|microseconds)")
        || (Ast.isOperator(node) && name.equals("*") && Ast.arguments(node).stream().anyMatch(Rewriter::isInterval));
  }

  private JsonNode cast(ObjectNode node) {
    String type = node.path("type_expr").path("type_name").asText().toLowerCase(Locale.ROOT);
    if (!TYPES.contains(type)) {
      throw SqlFailure.planning("Unsupported SQL type " + type);
    }
    ObjectNode visited = (ObjectNode) visitFields(node);
    if (type.equals("timestamp")) {
      ObjectNode nanos = Ast.cast(visited.path("child"), "TIMESTAMP_NS");
      nanos.put("try_cast", visited.path("try_cast").asBoolean());
      return keepAlias(node, nanos);
    }
    return visited;
  }

  private static ObjectNode comparison(ObjectNode node) {
    if (isTime(node.path("left"))) {
      node.set("right", instant(node.path("right")));
    } else if (isTime(node.path("right"))) {
      node.set("left", instant(node.path("left")));
    }
    return node;
  }

  private static ObjectNode between(ObjectNode node) {
    if (isTime(node.path("input"))) {
      node.set("lower", instant(node.path("lower")));
      node.set("upper", instant(node.path("upper")));
    }
    return node;
  }

  private static boolean isTime(JsonNode node) {
    return Ast.columnName(node).equals("time");
  }

  /// A bare integer beside `time` means nanoseconds; a text or parameter is a timestamp.
  private static JsonNode instant(JsonNode node) {
    if (Ast.isLiteral(node, "INTEGER")) {
      return Ast.call("make_timestamp_ns", Ast.cast(node, "BIGINT"));
    }
    boolean isText = Ast.isLiteral(node, "STRING") || Ast.expressionClass(node).equals("PARAMETER");
    return isText ? Ast.call("millrace_to_timestamp", node) : node;
  }

  private static JsonNode keepAlias(ObjectNode original, JsonNode replacement) {
    String alias = original.path("alias").asText();
    if (replacement instanceof ObjectNode object && !alias.isEmpty()) {
      object.put("alias", alias);
    }
    return replacement;
  }
}
