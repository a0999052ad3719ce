package millrace.server.naive;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import millrace.server.naive.NaiveEvaluator.Point;
import millrace.server.naive.NaiveQuery.Call;

/// The functions of [NaiveEvaluator], over lists of points.
final class NaiveFunctions {
  private static final double SECOND = NaiveTable.SECOND;

  private NaiveFunctions() {}

  static boolean isTransformation(String function) {
    return switch (function) {
      case "derivative", "difference", "non_negative_difference", "moving_average", "cumulative_sum", "elapsed" -> true;
      default -> false;
    };
  }

  static boolean isSelector(String function) {
    return List.of("min", "max", "first", "last", "percentile").contains(function);
  }

  static boolean isTop(String function) {
    return function.equals("top") || function.equals("bottom");
  }

  static boolean isFilled(String function) {
    return !isTop(function) && !function.equals("distinct");
  }

  /// What the points of a window, ascending by time, come to.
  static List<Point> reduce(Call call, List<Point> points) {
    return switch (call.function()) {
      case "count" -> one((long) points.size());
      case "sum" -> one(number(points, points.stream().mapToDouble(NaiveFunctions::value).sum()));
      case "mean" -> one(points.stream().mapToDouble(NaiveFunctions::value).sum() / points.size());
      case "min" -> List.of(best(points, Comparator.comparingDouble(NaiveFunctions::value)));
      case "max" -> List.of(best(points, Comparator.comparingDouble(NaiveFunctions::value).reversed()));
      case "first" -> List.of(points.getFirst());
      case "last" -> List.of(points.getLast());
      case "spread" -> {
        double[] sorted = sorted(points);
        yield one(number(points, sorted[sorted.length - 1] - sorted[0]));
      }
      case "median" -> {
        double[] sorted = sorted(points);
        int middle = sorted.length / 2;
        yield one(sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2);
      }
      case "stddev" -> one(stddev(points));
      case "percentile" -> percentile(points, call.argument().orElseThrow());
      case "distinct" -> distinct(points);
      case "top" -> top(points, call, Comparator.comparingDouble(NaiveFunctions::value).reversed());
      case "bottom" -> top(points, call, Comparator.comparingDouble(NaiveFunctions::value));
      default -> throw new IllegalArgumentException(call.function());
    };
  }

  private static List<Point> one(Object value) {
    return List.of(new Point(0, value, null));
  }

  static double value(Point point) {
    return switch (point.value()) {
      case Number number -> number.doubleValue();
      case Boolean bool -> bool ? 1 : 0;
      default -> throw new IllegalArgumentException("not a number: " + point.value());
    };
  }

  /// A result of the type the points have.
  private static Object number(List<Point> points, double value) {
    return points.getFirst().value() instanceof Long ? (Object) (long) value : (Object) value;
  }

  private static Point best(List<Point> points, Comparator<Point> order) {
    Point best = points.getFirst();
    for (Point point : points) {
      best = order.compare(point, best) < 0 ? point : best;
    }
    return best;
  }

  private static double[] sorted(List<Point> points) {
    return points.stream().mapToDouble(NaiveFunctions::value).sorted().toArray();
  }

  /// Of one point it is not a number, which is a value, and answered as null.
  private static Object stddev(List<Point> points) {
    if (points.size() < 2) {
      return Double.NaN;
    }
    double mean = points.stream().mapToDouble(NaiveFunctions::value).sum() / points.size();
    double squares = points.stream().mapToDouble(p -> (value(p) - mean) * (value(p) - mean)).sum();
    return Math.sqrt(squares / (points.size() - 1));
  }

  private static List<Point> percentile(List<Point> points, int rank) {
    int index = (int) Math.floor(points.size() * rank / 100.0 + 0.5) - 1;
    return index >= 0 && index < points.size() ? one(number(points, sorted(points)[index])) : List.of();
  }

  private static List<Point> distinct(List<Point> points) {
    Set<Object> seen = new HashSet<>();
    return points.stream().filter(point -> seen.add(point.value())).toList();
  }

  private static List<Point> top(List<Point> points, Call call, Comparator<Point> order) {
    return points.stream()
        .sorted(order.thenComparingLong(Point::time))
        .limit(call.argument().orElseThrow())
        .sorted(Comparator.comparingLong(Point::time))
        .toList();
  }

  /// A function over neighbouring points, in the order of the query; points without a value do not count.
  static List<Point> transform(String function, Optional<Integer> argument, List<Point> all, NaiveQuery query) {
    List<Point> points = all.stream().filter(point -> point.value() != null).toList();
    List<Point> results = new ArrayList<>();
    double sum = 0;
    for (int i = 0; i < points.size(); i++) {
      Point point = points.get(i);
      sum += value(point);
      Point before = i == 0 ? null : points.get(i - 1);
      int size = argument.orElse(1);
      switch (function) {
        case "cumulative_sum" -> add(results, point, number(points, sum));
        case "moving_average" -> {
          if (i + 1 >= size) {
            double total = points.subList(i + 1 - size, i + 1).stream().mapToDouble(NaiveFunctions::value).sum();
            add(results, point, total / size);
          }
        }
        case "difference", "non_negative_difference" -> {
          double difference = before == null ? -1 : value(point) - value(before);
          if (before != null && (difference >= 0 || function.equals("difference"))) {
            add(results, point, number(points, difference));
          }
        }
        case "elapsed" -> {
          if (before != null) {
            add(results, point, point.time() - before.time());
          }
        }
        case "derivative" -> {
          if (before != null) {
            double unit = query.intervalSeconds() > 0 ? query.intervalSeconds() * SECOND : SECOND;
            long distance = point.time() - before.time();
            add(results, point, (value(point) - value(before)) / (Math.abs(distance) / unit));
          }
        }
        default -> throw new IllegalArgumentException(function);
      }
    }
    return results;
  }

  private static void add(List<Point> results, Point at, Object value) {
    results.add(new Point(at.time(), value, at.row()));
  }
}
