package millrace.sql;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/// What the names in a query stand for, as far as its tables and its own aliases tell: names that DuckDB knows under
/// another one, and the types of columns.
final class QueryNames {
  /// Columns that DuckDB knows under a marked name, by their own.
  private final Map<String, String> marked = new HashMap<>();
  /// Columns by a name that is not their own.
  private final Map<String, String> others = new HashMap<>();
  /// What the query itself calls results, tables and columns, lower-case.
  private final Set<String> aliases = new HashSet<>();
  /// The tables the query names.
  private final List<Relation> named = new ArrayList<>();

  private QueryNames() {}

  static QueryNames none() {
    return new QueryNames();
  }

  /// @param find the table a reference means
  static QueryNames of(JsonNode root, Function<JsonNode, Optional<Relation>> find) {
    QueryNames names = new QueryNames();
    names.collectMarks(root, find);
    names.collectAliases(root);
    names.collectOtherNames();
    return names;
  }

  /// What DuckDB calls a column whose name it cannot tell from another.
  Optional<String> marked(String name) {
    return Optional.ofNullable(marked.get(name));
  }

  /// The column that is meant by a name which is not its own.
  Optional<String> other(String name) {
    return Optional.ofNullable(others.get(name));
  }

  /// Whether an expression is a column of texts.
  boolean isText(JsonNode node) {
    return columnType(node).filter(type -> type == SqlType.TAG || type == SqlType.UTF8).isPresent();
  }

  /// The type of a column, where every table that has one of the name agrees and nothing in the query gives the name.
  Optional<SqlType> columnType(JsonNode node) {
    String name = Ast.columnName(node);
    if (name.isEmpty() || aliases.contains(name.toLowerCase(Locale.ROOT))) {
      return Optional.empty();
    }
    List<SqlType> types = named.stream()
        .flatMap(relation -> relation.columns().stream())
        .filter(column -> column.name().equals(name))
        .map(SqlColumn::type)
        .distinct()
        .toList();
    return types.size() == 1 ? Optional.of(types.getFirst()) : Optional.empty();
  }

  private void collectMarks(JsonNode node, Function<JsonNode, Optional<Relation>> find) {
    if (Ast.type(node).equals("BASE_TABLE")) {
      find.apply(node).ifPresent(relation -> {
        named.add(relation);
        List<String> names = CaseNames.of(relation.columns());
        for (int i = 0; i < names.size(); i++) {
          if (!names.get(i).equals(relation.columns().get(i).name())) {
            marked.put(relation.columns().get(i).name(), names.get(i));
          }
        }
      });
    }
    node.forEach(child -> collectMarks(child, find));
  }

  /// Another name stands for its column only where it cannot mean anything else: no table has such a column, and the
  /// query itself calls nothing so.
  private void collectOtherNames() {
    for (Relation relation : named) {
      relation.otherNames().forEach((other, column) -> {
        boolean isColumn = named.stream().flatMap(any -> any.columns().stream()).anyMatch(any -> any.name().equals(other));
        if (!isColumn && !aliases.contains(other.toLowerCase(Locale.ROOT))) {
          others.put(other, column);
        }
      });
    }
  }

  private void collectAliases(JsonNode node) {
    aliases.add(node.path("alias").asText().toLowerCase(Locale.ROOT));
    for (String list : List.of("column_name_alias", "aliases")) {
      node.path(list).forEach(alias -> aliases.add(alias.asText().toLowerCase(Locale.ROOT)));
    }
    node.forEach(this::collectAliases);
  }
}
