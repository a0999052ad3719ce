package millrace.server.naive;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import millrace.server.naive.NaiveQuery.Call;
import millrace.server.naive.NaiveQuery.Field;
import millrace.server.naive.NaiveQuery.Fill;
import millrace.server.naive.NaiveQuery.Nested;
import millrace.server.naive.NaiveQuery.Plain;
import millrace.server.naive.NaiveTable.Row;

/// Answers queries by going through all rows, once per column. Slow and obvious.
final class NaiveEvaluator {
  private static final long SECOND = NaiveTable.SECOND;

  private NaiveEvaluator() {}

  /// One value of a column at a time; `null` where there is none.
  record Point(long time, Object value, Row row) {}

  /// The answer: by the values of the tags, rows of a time and a value per column.
  static Map<List<String>, List<List<Object>>> answer(NaiveQuery query, List<Row> table) {
    List<Row> source = query.inner().map(inner -> innerRows(query, inner, table)).orElse(table);
    Map<List<String>, List<Row>> series = new TreeMap<>(NaiveEvaluator::compareTags);
    for (Row row : source) {
      series.computeIfAbsent(query.tags().stream().map(row::tag).toList(), k -> new ArrayList<>()).add(row);
    }
    Map<List<String>, List<List<Object>>> answer = new LinkedHashMap<>();
    List<List<String>> keys = new ArrayList<>(series.keySet());
    if (query.descending()) {
      Collections.reverse(keys);
    }
    for (List<String> key : keys) {
      List<Row> rows = new ArrayList<>(series.get(key));
      rows.sort(Comparator.comparingLong(Row::time));
      List<List<Object>> cells = query.isRaw() ? raw(query, rows) : computed(query, rows);
      if (!cells.isEmpty()) {
        answer.put(key, cells);
      }
    }
    return answer;
  }

  private static int compareTags(List<String> a, List<String> b) {
    return String.join("\0", a).compareTo(String.join("\0", b));
  }

  /// The rows of a subquery, which is grouped by its own tags and by the outer ones.
  private static List<Row> innerRows(NaiveQuery outer, NaiveQuery inner, List<Row> table) {
    List<Row> rows = new ArrayList<>();
    List<String> tags = new ArrayList<>(inner.tags());
    outer.tags().stream().filter(tag -> !tags.contains(tag)).forEach(tags::add);
    Collections.sort(tags);
    NaiveQuery grouped =
        new NaiveQuery(
            inner.fields(), inner.inner(), inner.conditions(), Math.max(inner.startSeconds(), outer.startSeconds()),
            Math.min(inner.endSeconds(), outer.endSeconds()), inner.intervalSeconds(), inner.offsetSeconds(), tags,
            inner.fill(), false, 0, 0);
    answer(grouped, table)
        .forEach(
            (key, cells) -> {
              Map<String, String> values = new TreeMap<>();
              for (int i = 0; i < tags.size(); i++) {
                values.put(tags.get(i), key.get(i));
              }
              for (List<Object> cell : cells) {
                Map<String, Object> fields = new TreeMap<>();
                for (int i = 1; i < cell.size(); i++) {
                  if (cell.get(i) != null) {
                    fields.put("c" + (i - 1), cell.get(i));
                  }
                }
                rows.add(new Row(values, (Long) cell.getFirst(), fields));
              }
            });
    return rows;
  }

  private static boolean isWanted(NaiveQuery query, Row row, long startNanos) {
    return row.time() >= startNanos
        && row.time() < query.endSeconds() * SECOND
        && query.conditions().stream().allMatch(condition -> condition.test().test(row));
  }

  private static List<List<Object>> raw(NaiveQuery query, List<Row> rows) {
    List<List<Object>> cells = new ArrayList<>();
    for (Row row : query.descending() ? rows.reversed() : rows) {
      boolean hasField = query.fields().stream().anyMatch(field -> row.fields().containsKey(field.name()));
      if (hasField && isWanted(query, row, query.startSeconds() * SECOND)) {
        List<Object> cell = new ArrayList<>(List.of(row.time()));
        query.fields().forEach(field -> cell.add(column(field.name(), row)));
        cells.add(cell);
      }
    }
    return limited(query, cells);
  }

  private static Object column(String name, Row row) {
    return NaiveTable.TAGS.contains(name) ? row.tags().get(name) : row.fields().get(name);
  }

  private static <T> List<T> limited(NaiveQuery query, List<T> all) {
    int from = Math.min(query.offset(), all.size());
    int to = query.limit() == 0 ? all.size() : Math.min(all.size(), from + query.limit());
    return all.subList(from, to);
  }

  /// Each function's points, filled and limited by itself, then joined by time.
  private static List<List<Object>> computed(NaiveQuery query, List<Row> rows) {
    List<List<Point>> streams = new ArrayList<>();
    boolean isPicked = query.fields().stream().filter(field -> !(field instanceof Plain)).count() == 1;
    for (Field field : query.fields()) {
      switch (field) {
        case Call call -> streams.add(limited(query, stream(query, call, rows, isPicked)));
        case Nested nested -> streams.add(limited(query, nested(query, nested, rows)));
        case Plain plain -> streams.add(List.of());
      }
    }
    return query.fields().stream().anyMatch(Plain.class::isInstance)
        ? withRows(query, streams.getFirst())
        : joined(query, streams);
  }

  /// A picked point with fields of its row.
  private static List<List<Object>> withRows(NaiveQuery query, List<Point> points) {
    List<List<Object>> cells = new ArrayList<>();
    for (Point point : points) {
      List<Object> cell = new ArrayList<>(List.of(point.time(), point.value()));
      query.fields().subList(1, query.fields().size()).forEach(field -> cell.add(column(field.name(), point.row())));
      cells.add(cell);
    }
    return cells;
  }

  private static List<List<Object>> joined(NaiveQuery query, List<List<Point>> streams) {
    Comparator<Long> order = query.descending() ? Comparator.reverseOrder() : Comparator.naturalOrder();
    TreeMap<Long, Integer> times = new TreeMap<>(order);
    for (List<Point> stream : streams) {
      Map<Long, Integer> counts = new TreeMap<>();
      stream.forEach(point -> counts.merge(point.time(), 1, Integer::sum));
      counts.forEach((time, count) -> times.merge(time, count, Math::max));
    }
    int[] next = new int[streams.size()];
    Object[] last = new Object[streams.size()];
    List<List<Object>> cells = new ArrayList<>();
    times.forEach(
        (time, count) -> {
          for (int repeated = 0; repeated < count; repeated++) {
            List<Object> cell = new ArrayList<>(List.of(time));
            for (int i = 0; i < next.length; i++) {
              List<Point> stream = streams.get(i);
              boolean isHere = next[i] < stream.size() && stream.get(next[i]).time() == time;
              Object value = isHere ? stream.get(next[i]++).value() : null;
              last[i] = value == null ? missing(query, query.fields().get(i), last[i]) : value;
              cell.add(last[i]);
            }
            cells.add(cell);
          }
        });
    return cells;
  }

  private static Object missing(NaiveQuery query, Field field, Object last) {
    return switch (query.fill()) {
      case NUMBER -> query.intervalSeconds() > 0 ? filler(isInteger(field)) : null;
      case PREVIOUS -> query.intervalSeconds() > 0 ? last : null;
      default -> null;
    };
  }

  private static Object filler(boolean isInteger) {
    return isInteger ? (Object) NaiveQuery.FILLER : (Object) (double) NaiveQuery.FILLER;
  }

  private static boolean isInteger(Field field) {
    return switch (field) {
      case Call call -> call.function().equals("count") || (call.field().equals("i") && !isFloatOfIntegers(call.function()));
      case Nested nested -> nested.function().equals("elapsed") || (isInteger(nested.inner())
          && !List.of("derivative", "moving_average").contains(nested.function()));
      case Plain plain -> false;
    };
  }

  private static boolean isFloatOfIntegers(String function) {
    return List.of("mean", "median", "stddev", "derivative", "moving_average").contains(function);
  }

  private static List<Point> stream(NaiveQuery query, Call call, List<Row> rows, boolean isPicked) {
    long start = query.startSeconds() * SECOND;
    if (NaiveFunctions.isTransformation(call.function())) {
      return NaiveFunctions.transform(call.function(), call.argument(), points(query, call, rows, start), query);
    }
    return windows(query, call, rows, start, isPicked);
  }

  private static List<Point> nested(NaiveQuery query, Nested nested, List<Row> rows) {
    long start = query.startSeconds() - (query.descending() ? 0 : query.intervalSeconds());
    long end = query.endSeconds() + (query.descending() ? query.intervalSeconds() : 0);
    NaiveQuery wider =
        new NaiveQuery(
            query.fields(), query.inner(), query.conditions(), start, end, query.intervalSeconds(),
            query.offsetSeconds(), query.tags(), query.fill(), query.descending(), 0, 0);
    List<Point> inner = windows(wider, nested.inner(), rows, start * SECOND, false);
    return NaiveFunctions.transform(nested.function(), nested.argument(), inner, query);
  }

  /// The points of a field, in the query's direction.
  private static List<Point> points(NaiveQuery query, Call call, List<Row> rows, long start) {
    List<Point> points = new ArrayList<>();
    for (Row row : query.descending() ? rows.reversed() : rows) {
      if (row.fields().containsKey(call.field()) && isWanted(query, row, start)) {
        points.add(new Point(row.time(), row.fields().get(call.field()), row));
      }
    }
    return points;
  }

  private static List<Point> windows(NaiveQuery query, Call call, List<Row> rows, long start, boolean isPicked) {
    List<Point> points = points(query, call, rows, start);
    TreeMap<Long, List<Point>> windows = new TreeMap<>();
    for (Point point : query.descending() ? points.reversed() : points) {
      windows.computeIfAbsent(windowStart(query, point.time()), w -> new ArrayList<>()).add(point);
    }
    List<Point> results = new ArrayList<>();
    NavigableMap<Long, List<Point>> ordered = query.descending() ? windows.descendingMap() : windows;
    ordered.forEach(
        (window, inside) ->
            NaiveFunctions.reduce(call, inside)
                .forEach(result -> results.add(timed(query, call, window, result, isPicked))));
    boolean isFilled = query.intervalSeconds() > 0 && !results.isEmpty() && NaiveFunctions.isFilled(call.function());
    return isFilled ? filled(query, call, results, start) : results;
  }

  /// Picked points keep their time where there is but one window and one function; `top` and `bottom` always.
  private static Point timed(NaiveQuery query, Call call, long window, Point result, boolean isPicked) {
    boolean keeps =
        NaiveFunctions.isTop(call.function())
            || (isPicked && query.intervalSeconds() == 0 && NaiveFunctions.isSelector(call.function()));
    return keeps ? result : new Point(window, result.value(), result.row());
  }

  private static long windowStart(NaiveQuery query, long time) {
    if (query.intervalSeconds() == 0) {
      return query.startSeconds() * SECOND;
    }
    long shifted = time - query.offsetSeconds() * SECOND;
    return Math.floorDiv(shifted, query.intervalSeconds() * SECOND) * query.intervalSeconds() * SECOND
        + query.offsetSeconds() * SECOND;
  }

  private static List<Point> filled(NaiveQuery query, Call call, List<Point> known, long start) {
    if (query.fill() == Fill.NONE) {
      return known;
    }
    TreeMap<Long, Point> byWindow = new TreeMap<>();
    known.forEach(point -> byWindow.put(point.time(), point));
    List<Long> windows = new ArrayList<>();
    long last = windowStart(query, query.endSeconds() * SECOND - 1);
    for (long window = windowStart(query, start); window <= last; window += query.intervalSeconds() * SECOND) {
      windows.add(window);
    }
    List<Point> points = new ArrayList<>();
    Optional<Point> previous = Optional.empty();
    for (long window : query.descending() ? windows.reversed() : windows) {
      Point point = byWindow.get(window);
      if (point == null) {
        point = new Point(window, filler(query, call, window, byWindow, previous), null);
      } else {
        previous = Optional.of(point);
      }
      points.add(point);
    }
    return points;
  }

  private static Object filler(
      NaiveQuery query, Call call, long window, TreeMap<Long, Point> known, Optional<Point> previous) {
    return switch (query.fill()) {
      case NUMBER -> filler(isInteger(call));
      case PREVIOUS -> previous.map(Point::value).orElse(null);
      case LINEAR -> {
        boolean isBoth = known.lowerEntry(window) != null && known.higherEntry(window) != null;
        yield isBoth ? linear(query, call, window, known) : null;
      }
      default -> call.function().equals("count") ? 0L : null;
    };
  }

  private static Object linear(NaiveQuery query, Call call, long window, TreeMap<Long, Point> known) {
    Point a = query.descending() ? known.higherEntry(window).getValue() : known.lowerEntry(window).getValue();
    Point b = query.descending() ? known.lowerEntry(window).getValue() : known.higherEntry(window).getValue();
    if (!(a.value() instanceof Number low) || !(b.value() instanceof Number high)) {
      return null;
    }
    long interval = query.intervalSeconds() * SECOND;
    double slope = (high.doubleValue() - low.doubleValue()) / (b.time() / interval - a.time() / interval);
    double value = slope * (window / interval - a.time() / interval) + low.doubleValue();
    return isInteger(call) ? (Object) (long) value : (Object) value;
  }
}
