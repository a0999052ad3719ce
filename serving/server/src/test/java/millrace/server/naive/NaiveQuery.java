package millrace.server.naive;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import millrace.server.naive.NaiveTable.Row;

/// A query as both sides understand it: as text for the engine, as parts for the evaluator.
///
/// @param fields what is selected
/// @param inner the subquery it reads, or the table itself
/// @param conditions all of which rows have to satisfy
/// @param startSeconds first second
/// @param endSeconds second after the last
/// @param intervalSeconds length of windows; 0 for one window
/// @param offsetSeconds shift of windows
/// @param tags to group by
/// @param fill what goes into windows without points
/// @param limit rows per series; 0 for all
record NaiveQuery(
    List<Field> fields,
    Optional<NaiveQuery> inner,
    List<Condition> conditions,
    long startSeconds,
    long endSeconds,
    long intervalSeconds,
    long offsetSeconds,
    List<String> tags,
    Fill fill,
    boolean descending,
    int limit,
    int offset) {

  /// A condition, its text and what it does.
  record Condition(String text, Predicate<Row> test) {}

  /// A column.
  sealed interface Field {
    /// The name of the column.
    String name();
  }

  /// A field or tag as it is.
  record Plain(String name) implements Field {}

  /// A function of a field; `argument` is its number where it has one.
  record Call(String function, String field, Optional<Integer> argument) implements Field {
    @Override
    public String name() {
      return function;
    }

    String text() {
      return function + "(" + field + argument.map(a -> ", " + a).orElse("") + ")";
    }
  }

  /// A function over the results of another.
  record Nested(String function, Call inner, Optional<Integer> argument) implements Field {
    @Override
    public String name() {
      return function;
    }

    String text() {
      return function + "(" + inner.text() + argument.map(a -> ", " + a).orElse("") + ")";
    }
  }

  /// What goes into windows without points.
  enum Fill {
    NULL,
    NONE,
    PREVIOUS,
    LINEAR,
    NUMBER
  }

  /// The number of [Fill#NUMBER].
  static final long FILLER = 7;

  boolean isRaw() {
    return fields.stream().allMatch(Plain.class::isInstance);
  }

  String text() {
    StringBuilder text = new StringBuilder("SELECT ");
    for (int i = 0; i < fields.size(); i++) {
      text.append(i == 0 ? "" : ", ").append(text(fields.get(i))).append(" AS c").append(i);
    }
    text.append(" FROM ").append(inner.map(q -> "(" + q.text() + ")").orElse("m"));
    text.append(String.format(Locale.ROOT, " WHERE time >= %ds AND time < %ds", startSeconds, endSeconds));
    conditions.forEach(condition -> text.append(" AND ").append(condition.text()));
    String groups = tags.stream().collect(Collectors.joining(", "));
    if (intervalSeconds > 0) {
      String shift = offsetSeconds == 0 ? "" : ", " + offsetSeconds + "s";
      text.append(" GROUP BY time(").append(intervalSeconds).append('s').append(shift).append(')');
      text.append(groups.isEmpty() ? "" : ", " + groups);
      text.append(" fill(").append(fill == Fill.NUMBER ? "" + FILLER : fill.name().toLowerCase(Locale.ROOT)).append(')');
    } else if (!groups.isEmpty()) {
      text.append(" GROUP BY ").append(groups);
    }
    text.append(descending ? " ORDER BY time DESC" : "");
    text.append(limit > 0 ? " LIMIT " + limit : "").append(offset > 0 ? " OFFSET " + offset : "");
    return text.toString();
  }

  private static String text(Field field) {
    return switch (field) {
      case Plain plain -> plain.name();
      case Call call -> call.text();
      case Nested nested -> nested.text();
    };
  }
}
