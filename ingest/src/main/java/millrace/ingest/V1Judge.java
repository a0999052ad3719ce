package millrace.ingest;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import millrace.base.TimeSpan;
import millrace.catalog.RetentionPolicy;
import millrace.columns.ColumnType;
import millrace.ingest.CarefulLine.Field;
import millrace.ingest.LineError.Kind;

/// Decides, point by point and shard by shard, what InfluxDB 1.6.7 keeps of points that parse but do not all fit: a
/// point older than the policy keeps rows, with a tag `time`, with no field but `time`, or with a field of another type than the shard has, is dropped;
/// two types for one new field cost the whole shard its points, though the fields up to there are made. Slow, and
/// only called for bodies that have such points.
final class V1Judge {
  private static final String TIME = "time";

  /// A point and where its line stands.
  ///
  /// @param quoted the line as an error shows it
  record Point(CarefulLine line, long timeNanos, int lineNumber, String quoted) {}

  private record FieldName(String table, String field) {}

  private final ShardTypes types;
  private final RetentionPolicy policy;
  private final BatchTables tables;
  private final long oldestNanos;
  private final List<LineError> errors = new ArrayList<>();
  private final List<TypeClaim> claims = new ArrayList<>();

  /// @param tables begun and empty; takes the points that are kept
  /// @param oldestNanos points before it are dropped
  V1Judge(ShardTypes types, RetentionPolicy policy, BatchTables tables, long oldestNanos) {
    this.types = types;
    this.policy = policy;
    this.tables = tables;
    this.oldestNanos = oldestNanos;
  }

  /// Judges the points of one body, in its order.
  void judge(List<Point> points) {
    Map<TimeSpan, List<Point>> shards = new LinkedHashMap<>();
    for (Point point : points) {
      if (point.timeNanos() < oldestNanos) {
        drop(point, Kind.EXPIRED, "points beyond retention policy");
      } else {
        shards.computeIfAbsent(types.shardOf(policy, point.timeNanos()), shard -> new ArrayList<>()).add(point);
      }
    }
    shards.forEach(this::judgeShard);
  }

  /// The dropped points, those of a shard together; the first one's reason is the one InfluxDB tells.
  List<LineError> errors() {
    return errors;
  }

  /// Types of fields that were made although their points were lost.
  List<TypeClaim> claims() {
    return claims;
  }

  private void judgeShard(TimeSpan shard, List<Point> points) {
    List<Point> kept = points.stream().filter(point -> !isDroppedForTag(point)).toList();
    kept = kept.stream().filter(point -> !isDroppedForFields(point, shard)).toList();
    Map<FieldName, ColumnType> made = new LinkedHashMap<>();
    if (makeFields(kept, shard, made)) {
      kept.forEach(point -> tables.append(withoutTime(point.line()), point.timeNanos()));
      return;
    }
    for (Point point : kept) {
      TableBuilder table = tables.obtain(point.line().table());
      point.line().tags().forEach(tag -> table.need(tag.key(), ColumnType.TAG));
      drop(point, Kind.CLASH, "field type conflict");
    }
    made.forEach(
        (name, type) -> {
          tables.obtain(name.table()).need(name.field(), type);
          claims.add(new TypeClaim(name.table(), shard.startNanos(), name.field(), type));
        });
  }

  private boolean isDroppedForTag(Point point) {
    boolean dropped = point.line().tags().stream().anyMatch(tag -> tag.key().equals(TIME));
    if (dropped) {
      String table = point.line().table();
      drop(point, Kind.SCHEMA, "invalid tag key: input tag \"time\" on measurement \"" + table + "\" is invalid");
    }
    return dropped;
  }

  private boolean isDroppedForFields(Point point, TimeSpan shard) {
    CarefulLine line = withoutTime(point.line());
    if (line.fields().isEmpty()) {
      String table = line.table();
      drop(point, Kind.SCHEMA, "invalid field name: input field \"time\" on measurement \"" + table + "\" is invalid");
      return true;
    }
    for (Field field : line.fields()) {
      ColumnType type = field.value().type();
      Optional<ColumnType> present = presentType(line.table(), field.key(), shard);
      if (present.isPresent() && present.get() != type) {
        drop(
            point,
            Kind.SCHEMA,
            "field type conflict: input field \"%s\" on measurement \"%s\" is type %s, already exists as type %s"
                .formatted(field.key(), line.table(), word(type), word(present.get())));
        return true;
      }
    }
    return false;
  }

  /// Collects the fields the points need, in order.
  ///
  /// @return false at the first that would have two types
  private boolean makeFields(List<Point> points, TimeSpan shard, Map<FieldName, ColumnType> made) {
    for (Point point : points) {
      for (Field field : withoutTime(point.line()).fields()) {
        if (presentType(point.line().table(), field.key(), shard).isPresent()) {
          continue;
        }
        ColumnType type = field.value().type();
        ColumnType before = made.putIfAbsent(new FieldName(point.line().table(), field.key()), type);
        if (before != null && before != type) {
          return false;
        }
      }
    }
    return true;
  }

  private Optional<ColumnType> presentType(String table, String field, TimeSpan shard) {
    return policy.table(table).flatMap(known -> types.type(policy, known, shard, field));
  }

  private void drop(Point point, Kind kind, String reason) {
    errors.add(new LineError(point.lineNumber(), kind, reason, point.quoted()));
  }

  private static CarefulLine withoutTime(CarefulLine line) {
    List<Field> fields = line.fields().stream().filter(field -> !field.key().equals(TIME)).toList();
    return new CarefulLine(line.table(), line.tags(), fields, line.timestamp());
  }

  private static String word(ColumnType type) {
    return switch (type) {
      case FLOAT -> "float";
      case INTEGER -> "integer";
      case UNSIGNED -> "unsigned";
      case STRING -> "string";
      case BOOLEAN -> "boolean";
      case TAG -> "tag";
    };
  }
}
