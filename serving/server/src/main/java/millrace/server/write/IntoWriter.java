package millrace.server.write;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import millrace.base.ErrorCode;
import millrace.base.MillraceException;
import millrace.catalog.DatabaseName;
import millrace.ingest.FieldValue;
import millrace.ingest.LineError;
import millrace.ingest.NewPoint;
import millrace.ingest.ReadOutcome;
import millrace.query.PointWriter;

/// Leads the rows of SELECT ... INTO into the write path. Values that cannot be written, as NaN, are left out, and so
/// is a point that has no other.
public final class IntoWriter implements PointWriter {
  private final WritePath writes;

  public IntoWriter(WritePath writes) {
    this.writes = writes;
  }

  @Override
  public void write(String database, String retentionPolicy, List<Point> points) {
    List<NewPoint> accepted = new ArrayList<>(points.size());
    for (Point point : points) {
      SortedMap<String, FieldValue> fields = fields(point.fields());
      if (!fields.isEmpty()) {
        accepted.add(new NewPoint(point.measurement(), point.tags(), fields, point.timeNanos()));
      }
    }
    switch (writes.write(new DatabaseName(database, retentionPolicy), accepted)) {
      case ReadOutcome.Accepted _, ReadOutcome.Empty _ -> {}
      case ReadOutcome.PartlyRejected partly -> throw refused(partly.errors(), true);
      case ReadOutcome.Rejected rejected -> throw refused(rejected.errors(), false);
    }
  }

  private static MillraceException refused(List<LineError> errors, boolean someWritten) {
    return new MillraceException(ErrorCode.BAD_QUERY, V1Refusal.message(errors, someWritten));
  }

  private static SortedMap<String, FieldValue> fields(SortedMap<String, Object> values) {
    SortedMap<String, FieldValue> fields = new TreeMap<>();
    values.forEach((name, value) -> value(value).ifPresent(found -> fields.put(name, found)));
    return fields;
  }

  private static Optional<FieldValue> value(Object value) {
    return switch (value) {
      case Double number when !Double.isFinite(number) -> Optional.empty();
      case Double number -> Optional.of(new FieldValue.FloatValue(number));
      case Long number -> Optional.of(new FieldValue.IntegerValue(number));
      case BigInteger number -> Optional.of(new FieldValue.UnsignedValue(number.longValue()));
      case String text -> Optional.of(new FieldValue.StringValue(text));
      case Boolean truth -> Optional.of(new FieldValue.BooleanValue(truth));
      default -> throw new IllegalArgumentException("no field can hold a " + value.getClass().getSimpleName());
    };
  }
}
