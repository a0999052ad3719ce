package millrace.sql;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// The constants of a query that change from one run to the next, texts and instants as numbers, and what stands in their
/// place where two queries that differ in nothing else are to be the same.
final class Constants {
  /// A private-use character nobody writes; texts with it are left alone.
  static final char MARK = '\uE001';

  private static final long FIRST_NUMBER = 700_000_000_000_000_000L;
  private static final int LEAST_DIGITS = 16;
  private static final int MOST_DIGITS = 18;

  private Constants() {}

  /// A constant and what it says.
  ///
  /// @param isText whether it is a text, else a whole number
  record Constant(boolean isText, String text) {
    /// How it is written in a query.
    String spelled() {
      return isText ? "'" + text.replace("'", "''") + "'" : text;
    }
  }

  /// Whether digits are a number long enough to be an instant or one of our own, and as wide as what stands in its place.
  static boolean isLongNumber(String digits) {
    return digits.length() >= LEAST_DIGITS && digits.length() <= MOST_DIGITS
        && digits.charAt(0) != '0' && digits.chars().allMatch(c -> c >= '0' && c <= '9');
  }

  /// What stands for the constant of a number.
  static Constant placeholder(int number, boolean isText) {
    return new Constant(isText, isText ? MARK + Integer.toString(number) + MARK : Long.toString(FIRST_NUMBER + number));
  }

  /// The constants of a tree in the order of the walk.
  static List<ObjectNode> of(JsonNode tree) {
    List<ObjectNode> found = new ArrayList<>();
    collect(tree, found);
    return found;
  }

  private static void collect(JsonNode node, List<ObjectNode> found) {
    boolean isConstant = Ast.isLiteral(node, "STRING")
        || Ast.isLiteral(node, "INTEGER") && isLongNumber(Ast.literalText(node));
    if (isConstant) {
      found.add((ObjectNode) node);
    } else {
      for (JsonNode child : node) {
        collect(child, found);
      }
    }
  }

  static Constant read(ObjectNode node) {
    return new Constant(Ast.isLiteral(node, "STRING"), Ast.literalText(node));
  }

  static void write(ObjectNode node, Constant constant) {
    ((ObjectNode) node.path("literal")).put("text", constant.text());
  }

  /// Whether a tree has each placeholder as a constant of its kind, and in no other place.
  static boolean hasExactly(JsonNode tree, List<Constant> placeholders) {
    Set<Constant> expected = new HashSet<>(placeholders);
    Set<Constant> found = new HashSet<>();
    for (ObjectNode node : of(tree)) {
      Constant constant = read(node);
      if (expected.contains(constant)) {
        found.add(constant);
      } else if (constant.text().indexOf(MARK) >= 0) {
        return false;
      }
    }
    return found.equals(expected) && !hasMarkElsewhere(tree);
  }

  private static boolean hasMarkElsewhere(JsonNode node) {
    if (node.isTextual()) {
      return node.textValue().indexOf(MARK) >= 0;
    }
    if (Ast.isLiteral(node, "STRING")) {
      return hasMarkElsewhere(node.path("alias"));
    }
    for (JsonNode child : node) {
      if (hasMarkElsewhere(child)) {
        return true;
      }
    }
    return false;
  }
}
