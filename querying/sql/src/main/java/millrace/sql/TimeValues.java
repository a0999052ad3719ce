package millrace.sql;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/// What numbers and texts mean where an instant is wanted.
final class TimeValues {
  private TimeValues() {}

  /// A cast to a timestamp; whole numbers are nanoseconds.
  static JsonNode cast(ObjectNode cast) {
    if (Ast.isLiteral(cast.path("child"), "INTEGER")) {
      return Ast.call("make_timestamp_ns", Ast.cast(cast.path("child"), "BIGINT"));
    }
    boolean isTried = cast.path("try_cast").asBoolean();
    if (Ast.isLiteral(cast.path("child"), "STRING") && !isTried) {
      return (ObjectNode) Calls.instant(Timestamps.require(Ast.literalText(cast.path("child"))));
    }
    ObjectNode nanos = Ast.cast(cast.path("child"), "TIMESTAMP_NS");
    nanos.put("try_cast", isTried);
    return nanos;
  }

  static ObjectNode comparison(ObjectNode node) {
    if (isTime(node.path("left"))) {
      node.set("right", instant(node.path("right")));
    } else if (isTime(node.path("right"))) {
      node.set("left", instant(node.path("left")));
    }
    return node;
  }

  static ObjectNode between(ObjectNode node) {
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
    if (Ast.isLiteral(node, "STRING")) {
      return Calls.instant(Timestamps.require(Ast.literalText(node)));
    }
    return Ast.expressionClass(node).equals("PARAMETER") ? Ast.call("millrace_to_timestamp", node) : node;
  }
}
