package millrace.flight.arrow;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import millrace.query.ResultColumn;

/// The Arrow types of InfluxQL results.
final class SeriesTypes {
  private SeriesTypes() {}

  /// The type a run of cells has; cells of several types are texts.
  static ArrowType type(ResultColumn cells, int size) {
    return switch (cells) {
      case ResultColumn.Times _ -> new ArrowType.Timestamp(Optional.empty());
      case ResultColumn.Floats _ -> new ArrowType.Float64();
      case ResultColumn.Integers _ -> new ArrowType.Int(Long.SIZE, true);
      case ResultColumn.Unsigned _ -> new ArrowType.Int(Long.SIZE, false);
      case ResultColumn.Booleans _ -> new ArrowType.Bool();
      case ResultColumn.Strings _ -> new ArrowType.Utf8();
      case ResultColumn.Nulls _ -> new ArrowType.Null();
      case ResultColumn.Mixed(Object[] values) -> mixed(values, size);
    };
  }

  private static ArrowType mixed(Object[] values, int size) {
    Class<?> common = null;
    for (int i = 0; i < size; i++) {
      if (values[i] != null && common != null && values[i].getClass() != common) {
        return new ArrowType.Utf8();
      }
      common = values[i] == null ? common : values[i].getClass();
    }
    if (common == Long.class) {
      return new ArrowType.Int(Long.SIZE, true);
    }
    if (common == Double.class) {
      return new ArrowType.Float64();
    }
    if (common == Boolean.class) {
      return new ArrowType.Bool();
    }
    return common == Instant.class ? new ArrowType.Timestamp(Optional.empty()) : new ArrowType.Utf8();
  }

  /// What clients take a column of a SELECT for.
  static Map<String, String> metadata(ResultColumn cells) {
    return switch (cells) {
      case ResultColumn.Times _ -> ResultTypes.TIME;
      case ResultColumn.Floats _ -> ResultTypes.ofField("float");
      case ResultColumn.Integers _ -> ResultTypes.ofField("integer");
      case ResultColumn.Unsigned _ -> ResultTypes.ofField("uinteger");
      case ResultColumn.Booleans _ -> ResultTypes.ofField("boolean");
      case ResultColumn.Strings text -> text.tags() ? ResultTypes.TAG : ResultTypes.ofField("string");
      case ResultColumn.Mixed _, ResultColumn.Nulls _ -> Map.of();
    };
  }

  /// Which columns are the measurement and the GROUP BY tags, as JSON.
  static String groupKey(Map<String, Integer> tags) {
    String columns = tags.entrySet().stream()
        .map(tag -> "{\"tag_key\":" + quoted(tag.getKey()) + ",\"column_index\":" + tag.getValue() + ",\"is_projected\":false}")
        .collect(Collectors.joining(","));
    return "{\"measurement_column_index\":0,\"tag_key_columns\":[" + columns + "]}";
  }

  private static String quoted(String text) {
    StringBuilder json = new StringBuilder("\"");
    text.chars().forEach(c -> {
      if (c == '"' || c == '\\') {
        json.append('\\').append((char) c);
      } else if (c < ' ') {
        json.append(String.format(java.util.Locale.ROOT, "\\u%04x", c));
      } else {
        json.append((char) c);
      }
    });
    return json.append('"').toString();
  }
}
