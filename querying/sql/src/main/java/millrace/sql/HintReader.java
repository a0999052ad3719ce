package millrace.sql;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.DateTimeException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import millrace.base.TimeSpan;

/// Reads from a WHERE clause which times and tag values can satisfy it, so that the store need not give up the rest.
/// What it does not understand it leaves out, which only means that more rows are read; DuckDB still filters.
final class HintReader {
  private final SqlRequest request;

  private final String time;
  private final String table;

  HintReader(SqlRequest request) {
    this(request, "time");
  }

  /// @param time the name of the column of times
  HintReader(SqlRequest request, String time) {
    this(request, time, "");
  }

  private HintReader(SqlRequest request, String time, String table) {
    this.request = request;
    this.time = time;
    this.table = table;
  }

  /// One for the columns of a table among others.
  ///
  /// @param name what the query calls the table
  HintReader ofTable(String name) {
    return new HintReader(request, time, name);
  }

  Relation.Hints of(JsonNode where) {
    Reading reading = new Reading();
    read(where, reading);
    long end = Math.max(reading.start, reading.end);
    return new Relation.Hints(new TimeSpan(reading.start, end), reading.equal, reading.isWhole, Optional.empty());
  }

  private static final class Reading {
    private long start = TimeSpan.ALL.startNanos();
    private long end = TimeSpan.ALL.endNanos();
    private final Map<String, Set<String>> equal = new HashMap<>();
    private boolean isWhole = true;

    /// A column must have one of some values; where two conditions say so, those in both.
    void oneOf(String column, Set<String> values) {
      equal.merge(column, values, (a, b) -> a.stream().filter(b::contains).collect(Collectors.toSet()));
    }

    void from(long nanos) {
      start = Math.max(start, nanos);
    }

    void before(long nanos) {
      end = Math.min(end, nanos);
    }
  }

  private void read(JsonNode condition, Reading reading) {
    if (Ast.type(condition).equals("CONJUNCTION_AND")) {
      condition.path("children").forEach(child -> read(child, reading));
    } else {
      reading.isWhole &= condition.isMissingNode() || condition.isNull() || isRead(condition, reading);
    }
  }

  /// @return whether the condition was understood to its end
  private boolean isRead(JsonNode condition, Reading reading) {
    return switch (Ast.type(condition)) {
      case "COMPARE_BETWEEN" -> {
        if (!column(condition.path("input")).equals(time)) {
          yield false;
        }
        OptionalLong lower = instant(condition.path("lower"));
        OptionalLong upper = instant(condition.path("upper"));
        lower.ifPresent(reading::from);
        upper.ifPresent(nanos -> reading.before(after(nanos)));
        yield lower.isPresent() && upper.isPresent()
            && isExact(condition.path("lower")) && isExact(condition.path("upper"));
      }
      case "COMPARE_IN" -> in(condition.path("children"), reading);
      default -> Ast.expressionClass(condition).equals("COMPARISON")
          && comparison(Ast.type(condition), condition.path("left"), condition.path("right"), reading);
    };
  }

  private boolean comparison(String type, JsonNode left, JsonNode right, Reading reading) {
    String column = column(left);
    if (column.isEmpty()) {
      return !column(right).isEmpty() && comparison(mirrored(type), right, left, reading);
    }
    if (column.equals(time)) {
      OptionalLong instant = instant(right);
      return instant.isPresent() && time(type, instant.getAsLong(), reading) && isExact(right);
    }
    Optional<String> value = type.equals("COMPARE_EQUAL") ? constant(right) : Optional.empty();
    value.ifPresent(text -> reading.oneOf(column, Set.of(text)));
    return value.isPresent();
  }

  /// The column of this table that an expression is; empty for anything else.
  private String column(JsonNode node) {
    JsonNode names = node.path("column_names");
    boolean isOurs = table.isEmpty() || names.size() < 2 || names.get(names.size() - 2).asText().equalsIgnoreCase(table);
    return isOurs ? Ast.columnName(node) : "";
  }

  private static boolean time(String type, long nanos, Reading reading) {
    switch (type) {
      case "COMPARE_EQUAL" -> {
        reading.from(nanos);
        reading.before(after(nanos));
      }
      case "COMPARE_GREATERTHAN" -> reading.from(after(nanos));
      case "COMPARE_GREATERTHANOREQUALTO" -> reading.from(nanos);
      case "COMPARE_LESSTHAN" -> reading.before(nanos);
      case "COMPARE_LESSTHANOREQUALTO" -> reading.before(after(nanos));
      default -> {
        return false;
      }
    }
    return true;
  }

  /// `column IN (a, b)`, all of them constants.
  private boolean in(JsonNode operands, Reading reading) {
    String column = column(operands.path(0));
    if (column.isEmpty() || column.equals(time)) {
      return false;
    }
    Set<String> values = new HashSet<>();
    for (int i = 1; i < operands.size(); i++) {
      Optional<String> value = constant(operands.get(i));
      if (value.isEmpty()) {
        return false;
      }
      values.add(value.get());
    }
    reading.oneOf(column, values);
    return true;
  }

  private Optional<String> constant(JsonNode value) {
    if (Ast.isLiteral(value, "STRING")) {
      return Optional.of(Ast.literalText(value));
    }
    boolean isText = Ast.expressionClass(value).equals("PARAMETER")
        && request.parameters().get(value.path("identifier").asText()) instanceof String;
    return isText ? Optional.of((String) request.parameters().get(value.path("identifier").asText())) : Optional.empty();
  }

  private static String mirrored(String type) {
    return switch (type) {
      case "COMPARE_GREATERTHAN" -> "COMPARE_LESSTHAN";
      case "COMPARE_GREATERTHANOREQUALTO" -> "COMPARE_LESSTHANOREQUALTO";
      case "COMPARE_LESSTHAN" -> "COMPARE_GREATERTHAN";
      case "COMPARE_LESSTHANOREQUALTO" -> "COMPARE_GREATERTHANOREQUALTO";
      default -> type;
    };
  }

  private static long after(long nanos) {
    return nanos == Long.MAX_VALUE ? nanos : nanos + 1;
  }

  /// The instant a constant expression means, as far as it is one we know.
  OptionalLong instant(JsonNode node) {
    if (Ast.isLiteral(node, "INTEGER")) {
      try {
        return OptionalLong.of(Long.parseLong(Ast.literalText(node)));
      } catch (NumberFormatException e) {
        return OptionalLong.empty();
      }
    }
    if (Ast.isLiteral(node, "STRING")) {
      return parse(Ast.literalText(node));
    }
    return switch (Ast.expressionClass(node)) {
      case "PARAMETER" -> switch (request.parameters().get(node.path("identifier").asText())) {
        case String text -> parse(text);
        case Long nanos -> OptionalLong.of(nanos);
        case null, default -> OptionalLong.empty();
      };
      case "CAST" -> Ast.isCastTo(node, "TIMESTAMP") ? instant(node.path("child")) : OptionalLong.empty();
      case "FUNCTION" -> call(node);
      default -> OptionalLong.empty();
    };
  }

  private OptionalLong call(JsonNode node) {
    String name = Ast.functionName(node);
    var arguments = Ast.arguments(node);
    if ((name.equals("now") || name.equals("get_current_timestamp")) && arguments.isEmpty()) {
      return OptionalLong.of(request.nowNanos());
    }
    if (Ast.isOperator(node) && arguments.size() == 2 && (name.equals("+") || name.equals("-"))) {
      OptionalLong start = instant(arguments.get(0));
      Optional<Long> length = Intervals.fixedNanos(arguments.get(1));
      if (start.isPresent() && length.isPresent()) {
        long nanos = name.equals("+") ? length.get() : -length.get();
        return OptionalLong.of(saturatedSum(start.getAsLong(), nanos));
      }
    }
    return OptionalLong.empty();
  }

  /// Whether DuckDB takes an instant for the same: its intervals end at microseconds.
  private static boolean isExact(JsonNode instant) {
    return !Ast.isOperator(instant) || Ast.arguments(instant).stream().allMatch(
        operand -> isExact(operand) && Intervals.fixedNanos(operand).orElse(0L) % 1000 == 0);
  }

  private static long saturatedSum(long a, long b) {
    long sum = a + b;
    boolean overflows = ((a ^ sum) & (b ^ sum)) < 0;
    return overflows ? (b > 0 ? Long.MAX_VALUE : Long.MIN_VALUE) : sum;
  }

  private static OptionalLong parse(String text) {
    try {
      return OptionalLong.of(Timestamps.parse(text));
    } catch (DateTimeException | ArithmeticException e) {
      return OptionalLong.empty();
    }
  }
}
