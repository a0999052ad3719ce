package millrace.sql;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The operators a query may use, and how those are said to DuckDB that mean something else there.
final class Operators {
  private static final Set<String> ALLOWED = Set.of(
      "+", "-", "*", "/", "%", "||", "&", "|", "<<", ">>", "~", "~~", "!~~", "~~*", "!~~*", "~~~", "^", "xor", "//", "!",
      "@", "**", Lineage.MINUS, "^@", "!~", "~*", "!~*");

  private static final Map<String, String> LIKE_ESCAPES = Map.of(
      "~~", "like_escape", "!~~", "not_like_escape", "~~*", "ilike_escape", "!~~*", "not_ilike_escape");

  private Operators() {}

  /// Operators whose meaning depends on types: DuckDB divides whole numbers to fractions and shifts times in microseconds.
  ///
  /// @throws millrace.base.MillraceException for an operator that is not on the list
  static JsonNode rewritten(ObjectNode node) {
    List<JsonNode> operands = Ast.arguments(node);
    String operator = Ast.functionName(node);
    if (operator.equals(Dialect.EXCLUSIVE_OR)) {
      return exclusiveOr(operands);
    }
    if (!ALLOWED.contains(operator)) {
      throw SqlFailure.planning("unsupported operator " + operator);
    }
    if (operator.equals("+") || operator.equals("-") || operator.equals("*") || operator.equals("/")) {
      widen(node);
      operands = Ast.arguments(node);
    }
    if (operands.size() != 2) {
      return node;
    }
    return switch (operator) {
      case "/" -> isInterval(operands.get(0)) ? node : Ast.call("millrace_divide", operands.get(0), operands.get(1));
      case Lineage.MINUS -> Ast.call("millrace_minus", operands.get(0), operands.get(1));
      case "+", "-" -> shifted(node, operator, operands);
      case "~~", "!~~", "~~*", "!~~*" -> like(node, operator, operands);
      default -> node;
    };
  }

  /// A backslash takes the meaning from a wildcard without being asked to.
  private static JsonNode like(ObjectNode node, String operator, List<JsonNode> operands) {
    boolean isEscaped = Ast.isLiteral(operands.get(1), "STRING") && Ast.literalText(operands.get(1)).indexOf('\\') >= 0;
    return isEscaped
        ? Ast.call(LIKE_ESCAPES.get(operator), operands.get(0), operands.get(1), Ast.literal("STRING", "\\"))
        : node;
  }

  private static JsonNode exclusiveOr(List<JsonNode> operands) {
    if (operands.size() != 2) {
      throw SqlFailure.planning("unsupported operator #");
    }
    return Ast.call("xor", operands.get(0), operands.get(1));
  }

  /// `ts + interval` in DuckDB would fall back to microseconds.
  private static JsonNode shifted(ObjectNode node, String operator, List<JsonNode> operands) {
    boolean left = isInterval(operands.get(0));
    boolean right = isInterval(operands.get(1));
    if (left == right || (left && operator.equals("-"))) {
      return node;
    }
    JsonNode interval = operands.get(left ? 0 : 1);
    JsonNode signed = operator.equals("-") ? Ast.call("millrace_negate", interval) : interval;
    return Ast.call("millrace_shift", operands.get(left ? 1 : 0), signed);
  }

  private static boolean isInterval(JsonNode node) {
    if (Ast.isCastTo(node, "INTERVAL")) {
      return true;
    }
    String name = Ast.expressionClass(node).equals("FUNCTION") ? Ast.functionName(node) : "";
    return name.equals("millrace_negate")
        || name.matches("to_(years|months|weeks|days|hours|minutes|seconds|milliseconds|microseconds)")
        || (Ast.isOperator(node) && name.matches("[-+*]") && Ast.arguments(node).stream().anyMatch(Operators::isInterval));
  }

  /// Whole numbers are 64 bits wide here, where DuckDB takes 32 for the small ones and fails on overflow.
  private static void widen(ObjectNode node) {
    for (JsonNode argument : node.path("arguments")) {
      JsonNode operand = argument.path("expression");
      if (Ast.isLiteral(operand, "INTEGER") && Ast.literalText(operand).length() < 19) {
        ((ObjectNode) argument).set("expression", Ast.cast(operand, "BIGINT"));
      }
    }
  }
}
