package millrace.ingest;

import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import millrace.columns.SeriesKey;

/// A line taken apart by the grammar of its dialect: unescaped, in the order written, not yet held against any schema.
///
/// @param timestamp in the unit of the request
record CarefulLine(String table, List<Tag> tags, List<Field> fields, OptionalLong timestamp) {
  record Tag(String key, String value) {}

  record Field(String key, FieldValue value) {}

  /// The part before the fields.
  record Key(String table, List<Tag> tags) {
    SeriesKey series() {
      return seriesKey(tags);
    }
  }

  SeriesKey series() {
    return seriesKey(tags);
  }

  /// Whether a tag or field has this name.
  boolean names(String column) {
    return tags.stream().anyMatch(tag -> tag.key().equals(column))
        || fields.stream().anyMatch(field -> field.key().equals(column));
  }

  private static SeriesKey seriesKey(List<Tag> tags) {
    Map<String, String> map = new TreeMap<>();
    tags.forEach(tag -> map.put(tag.key(), tag.value()));
    return SeriesKey.of(map);
  }
}
