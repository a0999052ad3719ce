package millrace.server.naive;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import millrace.server.naive.NaiveQuery.Call;
import millrace.server.naive.NaiveQuery.Condition;
import millrace.server.naive.NaiveQuery.Field;
import millrace.server.naive.NaiveQuery.Fill;
import millrace.server.naive.NaiveQuery.Nested;
import millrace.server.naive.NaiveQuery.Plain;

/// Makes queries up: raw rows, aggregates side by side, a selector with other fields, transformations of points and of
/// windows, aggregates of aggregates.
final class RandomQueries {
  private static final List<String> AGGREGATES =
      List.of("count", "sum", "mean", "min", "max", "first", "last", "spread", "median", "stddev", "percentile");
  private static final List<String> TRANSFORMATIONS =
      List.of("derivative", "difference", "non_negative_difference", "moving_average", "cumulative_sum", "elapsed");

  private final Random random;
  private final long spanSeconds;

  RandomQueries(Random random, long spanSeconds) {
    this.random = random;
    this.spanSeconds = spanSeconds;
  }

  NaiveQuery next() {
    return switch (random.nextInt(8)) {
      case 0 -> raw();
      case 1, 2, 3 -> aggregates();
      case 4 -> selector();
      case 5 -> transformation();
      case 6 -> windowed();
      default -> nested();
    };
  }

  private NaiveQuery raw() {
    List<Field> fields = new ArrayList<>();
    List.of("f", "i", "s", "b", "g", "host").forEach(name -> {
      if (random.nextInt(3) == 0) {
        fields.add(new Plain(name));
      }
    });
    fields.add(new Plain(pick("f", "i")));
    List<Field> distinct = fields.stream().distinct().toList();
    return query(distinct, Optional.empty(), 0, Fill.NONE, random.nextBoolean());
  }

  private NaiveQuery aggregates() {
    List<Field> calls = new ArrayList<>();
    for (int i = 0; i <= random.nextInt(5); i++) {
      calls.add(call(pick(AGGREGATES), random.nextInt(3) > 0 ? "f" : "i"));
    }
    List<Field> distinct = calls.stream().distinct().toList();
    boolean hasTime = distinct.size() == 1 && distinct.getFirst() instanceof Call c && c.function().equals("percentile");
    long interval = hasTime || random.nextInt(3) > 0 ? interval() : 0;
    return query(distinct, Optional.empty(), interval, pick(Fill.values()), random.nextInt(3) == 0);
  }

  private NaiveQuery selector() {
    int kind = random.nextInt(3);
    if (kind == 0) {
      return query(
          List.of(new Call(pick("top", "bottom"), "f", Optional.of(1 + random.nextInt(5)))), Optional.empty(),
          random.nextBoolean() ? interval() : 0, Fill.NONE, false);
    }
    if (kind == 1) {
      return query(
          List.of(new Call("distinct", pick("i", "s"), Optional.empty())), Optional.empty(),
          random.nextBoolean() ? interval() : 0, Fill.NONE, false);
    }
    List<Field> fields = new ArrayList<>(List.of(call(pick("min", "max", "first", "last"), pick("f", "i", "g"))));
    List.of("b", "host", "s").forEach(name -> {
      if (random.nextBoolean()) {
        fields.add(new Plain(name));
      }
    });
    return query(fields, Optional.empty(), random.nextBoolean() ? interval() : 0, Fill.NONE, random.nextBoolean());
  }

  private NaiveQuery transformation() {
    return query(
        List.of(call(pick(TRANSFORMATIONS), pick("f", "i"))), Optional.empty(), 0, Fill.NONE, random.nextBoolean());
  }

  private NaiveQuery windowed() {
    String function = pick(TRANSFORMATIONS);
    Call inner = call(pick("mean", "max", "sum", "count", "median"), pick("f", "i"));
    // A running sum does not look a window back.
    if (function.equals("cumulative_sum")) {
      return aggregates();
    }
    Fill fill = pick(Fill.NONE, Fill.NULL);
    Field field = new Nested(function, inner, call(function, "f").argument());
    return query(List.of(field), Optional.empty(), interval(), fill, random.nextInt(3) == 0);
  }

  /// From the start of time on: the first window of an inner statement may begin before the outer statement's range.
  private NaiveQuery nested() {
    NaiveQuery inner = query(List.of(call(pick("mean", "max", "count", "last"), "f")), Optional.empty(), interval(),
        Fill.NONE, false);
    NaiveQuery unlimited =
        new NaiveQuery(
            inner.fields(), Optional.empty(), inner.conditions(), 0, inner.endSeconds(),
            inner.intervalSeconds(), 0, List.of("host", "zone"), Fill.NONE, false, 0, 0);
    Field outer = new Call(pick("count", "sum", "mean", "max", "min", "spread"), "c0", Optional.empty());
    NaiveQuery query =
        query(List.of(outer), Optional.of(unlimited), random.nextBoolean() ? interval() : 0, Fill.NONE, false);
    return new NaiveQuery(
        query.fields(), query.inner(), List.of(), 0, query.endSeconds(), query.intervalSeconds(), 0, query.tags(), Fill.NONE, false, 0, 0);
  }

  private Call call(String function, String field) {
    Optional<Integer> argument =
        switch (function) {
          case "percentile" -> Optional.of(random.nextInt(101));
          case "moving_average" -> Optional.of(2 + random.nextInt(4));
          default -> Optional.empty();
        };
    return new Call(function, field, argument);
  }

  private NaiveQuery query(
      List<Field> fields, Optional<NaiveQuery> inner, long interval, Fill fill, boolean descending) {
    long start = random.nextInt(3) == 0 ? 0 : random.nextLong(spanSeconds);
    long end = start + 1 + random.nextLong(spanSeconds);
    boolean limits = random.nextInt(4) == 0 && fields.stream().noneMatch(RandomQueries::isTop);
    return new NaiveQuery(
        fields, inner, conditions(), start, end, interval, interval > 1 && random.nextInt(4) == 0 ? 1 : 0, tags(),
        fill, descending, limits ? 1 + random.nextInt(20) : 0, limits ? random.nextInt(5) : 0);
  }

  private static boolean isTop(Field field) {
    return field instanceof Call call && NaiveFunctions.isTop(call.function());
  }

  private long interval() {
    return 1 + random.nextLong(Math.max(1, spanSeconds / 3));
  }

  private List<String> tags() {
    return switch (random.nextInt(4)) {
      case 0 -> List.of("host");
      case 1 -> List.of("zone");
      case 2 -> List.of("host", "zone");
      default -> List.of();
    };
  }

  private List<Condition> conditions() {
    List<Condition> conditions = new ArrayList<>();
    if (random.nextInt(4) == 0) {
      String host = "h" + random.nextInt(5);
      boolean equal = random.nextBoolean();
      conditions.add(
          new Condition("host " + (equal ? "=" : "!=") + " '" + host + "'", row -> row.tag("host").equals(host) == equal));
    }
    if (random.nextInt(6) == 0) {
      conditions.add(new Condition("zone =~ /^z[12]$/", row -> row.tag("zone").matches("z[12]")));
    }
    if (random.nextInt(5) == 0) {
      int bound = random.nextInt(100) - 50;
      conditions.add(
          new Condition("f > " + bound, row -> row.fields().get("f") instanceof Double f && f > bound));
    }
    if (random.nextInt(8) == 0) {
      conditions.add(new Condition("b = true", row -> Boolean.TRUE.equals(row.fields().get("b"))));
    }
    return conditions;
  }

  private String pick(List<String> choices) {
    return choices.get(random.nextInt(choices.size()));
  }

  @SafeVarargs
  private final <T> T pick(T... choices) {
    return choices[random.nextInt(choices.length)];
  }
}
