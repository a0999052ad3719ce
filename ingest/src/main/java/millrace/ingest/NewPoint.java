package millrace.ingest;

import java.util.OptionalLong;
import java.util.SortedMap;

/// A point that does not come as line protocol, such as SELECT INTO makes.
///
/// @param tags without empty values
/// @param fields at least one
public record NewPoint(
    String table, SortedMap<String, String> tags, SortedMap<String, FieldValue> fields, long timeNanos) {
  V1Judge.Point numbered(int number) {
    CarefulLine line =
        new CarefulLine(
            table,
            tags.entrySet().stream().map(tag -> new CarefulLine.Tag(tag.getKey(), tag.getValue())).toList(),
            fields.entrySet().stream().map(field -> new CarefulLine.Field(field.getKey(), field.getValue())).toList(),
            OptionalLong.of(timeNanos));
    return new V1Judge.Point(line, timeNanos, number, table);
  }
}
