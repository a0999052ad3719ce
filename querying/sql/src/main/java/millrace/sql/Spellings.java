package millrace.sql;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.Set;

/// Brings a fresh tree into the forms that the classes after it know, where the dialect has another than DuckDB: columns
/// qualified by schema and catalog, joins that keep the right side, and the names of columns that nobody named.
final class Spellings {
  private static final Set<String> SCHEMAS = Set.of("iox", "system", "information_schema");
  private static final byte[] OF_THE_RIGHT = Dialect.OF_THE_RIGHT.getBytes(StandardCharsets.UTF_8);
  private static final int HALF_JOIN_BYTES = "semi".length();

  private final byte[] utf8;

  /// @param text what the tree's places are places in
  Spellings(String text) {
    this.utf8 = text.getBytes(StandardCharsets.UTF_8);
  }

  /// Changes a tree in place.
  void unifyIn(JsonNode node) {
    switch (Ast.type(node)) {
      case "COLUMN_REF" -> withoutSchema((ArrayNode) node.path("column_names"));
      case "JOIN" -> mirrored((ObjectNode) node);
      case "EXPRESSION_LIST" -> numbered((ObjectNode) node);
      case "TABLE_FUNCTION" -> named((ObjectNode) node);
      default -> {}
    }
    node.forEach(this::unifyIn);
  }

  /// `public.iox.home.temp` and `iox.home.temp` are `home.temp`.
  private static void withoutSchema(ArrayNode names) {
    if (names.size() == 4 && names.get(0).asText().equals("public")) {
      names.remove(0);
    }
    if (names.size() == 3 && SCHEMAS.contains(names.get(0).asText())) {
      names.remove(0);
    }
  }

  /// `a RIGHT SEMI JOIN b` is `b SEMI JOIN a`.
  private void mirrored(ObjectNode join) {
    String type = join.path("join_type").asText();
    if ((type.equals("SEMI") || type.equals("ANTI")) && isMarked(join.path("query_location").asLong(-1))) {
      JsonNode left = join.get("left");
      join.set("left", join.get("right"));
      join.set("right", left);
    }
  }

  private boolean isMarked(long at) {
    long from = at + HALF_JOIN_BYTES;
    if (at < 0 || from + OF_THE_RIGHT.length > utf8.length) {
      return false;
    }
    for (int i = 0; i < OF_THE_RIGHT.length; i++) {
      if (utf8[(int) from + i] != OF_THE_RIGHT[i]) {
        return false;
      }
    }
    return true;
  }

  /// Columns of VALUES are `column1`, `column2` and so on.
  private static void numbered(ObjectNode values) {
    ArrayNode names = values.path("expected_names") instanceof ArrayNode given && given.isEmpty() ? given : null;
    for (int i = 1; names != null && i <= values.path("values").path(0).size(); i++) {
      names.add("column" + i);
    }
  }

  /// Series of numbers have a column `value`, an unfolded list one that is called like an expression.
  private static void named(ObjectNode table) {
    JsonNode function = table.path("function");
    if (!(table.path("column_name_alias") instanceof ArrayNode names) || !names.isEmpty()) {
      return;
    }
    String name = Ast.functionName(function);
    if (name.equals("range") || name.equals("generate_series")) {
      names.add("value");
    } else if (name.equals("unnest")) {
      names.add(new ExpressionName("").of(function));
    }
    if (!names.isEmpty() && table.path("alias").asText().isEmpty()) {
      table.put("alias", name);
    }
  }
}
