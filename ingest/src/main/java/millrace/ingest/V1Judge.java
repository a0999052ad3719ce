package millrace.ingest;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
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
/// two types for one new field cost a new shard all its points, though the fields up to there are made; over a shard that
/// exists the points are looked at once more, with these fields. Slow, and only called for bodies that have such points.
final class V1Judge {
  private static final String TIME = "time";

  /// A point and where its line stands.
  ///
  /// @param quoted the line as an error shows it
  record Point(CarefulLine line, long timeNanos, int lineNumber, String quoted) {}

  private record FieldName(String table, String field) {}

  /// What a look at the points of a shard found.
  ///
  /// @param left the points as InfluxDB's array holds them afterwards: it moves the kept ones to its front and leaves the
  ///     rest as it was, so that some stand there twice
  private record Look(List<Point> kept, List<LineError> dropped, List<Point> left, boolean clashes) {}

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
    Map<FieldName, ColumnType> made = new LinkedHashMap<>();
    Look look = look(points, shard, made);
    if (look.clashes() && types.isKnown(policy, shard)) {
      look = look(look.left(), shard, made);
    }
    errors.addAll(look.dropped());
    if (!look.clashes()) {
      new LinkedHashSet<>(look.kept()).forEach(point -> tables.append(withoutTime(point.line()), point.timeNanos()));
    } else {
      look.kept().forEach(this::loseToClash);
    }
    made.forEach(
        (name, type) -> {
          tables.obtain(name.table()).need(name.field(), type);
          claims.add(new TypeClaim(name.table(), shard.startNanos(), name.field(), type));
        });
  }

  private void loseToClash(Point point) {
    TableBuilder table = tables.obtain(point.line().table());
    point.line().tags().forEach(tag -> table.need(tag.key(), ColumnType.TAG));
    drop(point, Kind.CLASH, "field type conflict");
  }

  /// @param made takes the fields that are new, up to the first that would have two types
  private Look look(List<Point> points, TimeSpan shard, Map<FieldName, ColumnType> made) {
    List<LineError> dropped = new ArrayList<>();
    List<Point> tagged = new ArrayList<>();
    for (Point point : points) {
      Optional<String> reason = faultOfTags(point.line());
      reason.ifPresentOrElse(text -> dropped.add(refusal(point, Kind.SCHEMA, text)), () -> tagged.add(point));
    }
    List<Point> kept = new ArrayList<>();
    for (Point point : tagged) {
      Optional<String> reason = faultOfFields(withoutTime(point.line()), shard, made);
      reason.ifPresentOrElse(text -> dropped.add(refusal(point, Kind.SCHEMA, text)), () -> kept.add(point));
    }
    List<Point> left = new ArrayList<>(kept);
    left.addAll(tagged.subList(kept.size(), tagged.size()));
    left.addAll(points.subList(tagged.size(), points.size()));
    return new Look(kept, dropped, left, !makeFields(kept, shard, made));
  }

  private static Optional<String> faultOfTags(CarefulLine line) {
    return line.tags().stream().anyMatch(tag -> tag.key().equals(TIME))
        ? Optional.of("invalid tag key: input tag \"time\" on measurement \"" + line.table() + "\" is invalid")
        : Optional.empty();
  }

  private Optional<String> faultOfFields(CarefulLine line, TimeSpan shard, Map<FieldName, ColumnType> made) {
    if (line.fields().isEmpty()) {
      return Optional.of("invalid field name: input field \"time\" on measurement \"" + line.table() + "\" is invalid");
    }
    for (Field field : line.fields()) {
      ColumnType type = field.value().type();
      Optional<ColumnType> present = presentType(line.table(), field.key(), shard, made);
      if (present.isPresent() && present.get() != type) {
        return Optional.of(
            "field type conflict: input field \"%s\" on measurement \"%s\" is type %s, already exists as type %s"
                .formatted(field.key(), line.table(), word(type), word(present.get())));
      }
    }
    return Optional.empty();
  }

  /// Collects the fields the points need, in order.
  ///
  /// @return false at the first that would have two types
  private boolean makeFields(List<Point> points, TimeSpan shard, Map<FieldName, ColumnType> made) {
    for (Point point : points) {
      for (Field field : withoutTime(point.line()).fields()) {
        String table = point.line().table();
        ColumnType type = field.value().type();
        Optional<ColumnType> present = presentType(table, field.key(), shard, made);
        if (present.isEmpty()) {
          made.put(new FieldName(table, field.key()), type);
        } else if (present.get() != type) {
          return false;
        }
      }
    }
    return true;
  }

  private Optional<ColumnType> presentType(
      String table, String field, TimeSpan shard, Map<FieldName, ColumnType> made) {
    return Optional.ofNullable(made.get(new FieldName(table, field)))
        .or(() -> policy.table(table).flatMap(known -> types.type(policy, known, shard, field)));
  }

  private void drop(Point point, Kind kind, String reason) {
    errors.add(refusal(point, kind, reason));
  }

  private static LineError refusal(Point point, Kind kind, String reason) {
    return new LineError(point.lineNumber(), kind, reason, point.quoted());
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
