package millrace.flight.arrow;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import millrace.flight.arrow.BatchBuilder.Source;
import millrace.query.ResultColumn;
import millrace.query.ResultRows;
import millrace.query.ResultSeries;

/// Series whose columns and types may differ, held until all are known and then written under one schema: every column
/// any of them has, `null` where a series lacks it, and text where their types disagree.
///
/// Threads: one. Cost: the whole answer in memory, which its statement has built as a whole anyway.
final class HeldSeries {
  private record Part(ResultSeries series, ResultRows rows) {
    boolean hasTime() {
      return SeriesBatches.hasTime(series);
    }
  }

  private final List<Part> parts = new ArrayList<>();

  boolean isEmpty() {
    return parts.isEmpty();
  }

  void add(ResultSeries series, ResultRows rows) {
    parts.add(new Part(series, rows));
  }

  /// @throws IOException when the client is gone
  void writeTo(SeriesBatches.Output output) throws IOException {
    boolean hasTime = parts.stream().anyMatch(Part::hasTime);
    List<String> tags = List.copyOf(tagKeys());
    Map<String, ArrowField> columns = columns();
    ArrowSchema schema = schema(hasTime, tags, columns);
    output.schema(schema);
    BatchBuilder builder = new BatchBuilder(schema, output);
    for (Part part : parts) {
      List<Source> sources = new ArrayList<>();
      sources.add(new Source.Constant(part.series.name()));
      if (hasTime) {
        sources.add(part.hasTime() ? new Source.Cells(part.rows.columns().getFirst(), false) : new Source.Constant(null));
      }
      for (String tag : tags) {
        String value = part.series.tags().getOrDefault(tag, "");
        sources.add(new Source.Constant(value.isEmpty() ? null : value));
      }
      columns.forEach((name, field) -> sources.add(cells(part, name, field.type())));
      builder.rows(part.rows.size(), sources);
    }
    builder.finish();
  }

  private TreeSet<String> tagKeys() {
    TreeSet<String> keys = new TreeSet<>();
    parts.forEach(part -> keys.addAll(part.series.tags().keySet()));
    return keys;
  }

  /// The columns besides time and tags, in the order they first appear.
  private Map<String, ArrowField> columns() {
    Map<String, ArrowField> columns = new LinkedHashMap<>();
    for (Part part : parts) {
      for (int i = part.hasTime() ? 1 : 0; i < part.series.columns().size(); i++) {
        String name = part.series.columns().get(i);
        ResultColumn cells = part.rows.columns().get(i);
        ArrowField found = new ArrowField(name, SeriesTypes.type(cells, part.rows.size()), true,
            part.hasTime() ? SeriesTypes.metadata(cells) : Map.of());
        columns.merge(name, isEmpty(cells, part.rows.size()) ? nothing(name) : found, HeldSeries::common);
      }
    }
    columns.replaceAll((name, field) ->
        field.type() instanceof ArrowType.Null ? ArrowField.nullable(name, new ArrowType.Utf8()) : field);
    return columns;
  }

  private static ArrowField nothing(String name) {
    return ArrowField.nullable(name, new ArrowType.Null());
  }

  private static boolean isEmpty(ResultColumn cells, int size) {
    for (int i = 0; i < size; i++) {
      if (cells.value(i) != null) {
        return false;
      }
    }
    return true;
  }

  private static ArrowField common(ArrowField one, ArrowField other) {
    if (one.type().equals(other.type()) || other.type() instanceof ArrowType.Null) {
      return one;
    }
    return one.type() instanceof ArrowType.Null ? other : ArrowField.nullable(one.name(), new ArrowType.Utf8());
  }

  private static ArrowSchema schema(boolean hasTime, List<String> tags, Map<String, ArrowField> columns) {
    List<ArrowField> fields = new ArrayList<>();
    fields.add(ArrowField.required("iox::measurement", new ArrowType.Utf8()));
    if (hasTime) {
      fields.add(new ArrowField("time", new ArrowType.Timestamp(Optional.empty()), true, ResultTypes.TIME));
    }
    Map<String, Integer> places = new LinkedHashMap<>();
    for (String tag : tags) {
      places.put(tag, fields.size());
      fields.add(new ArrowField(tag, new ArrowType.Utf8(), true, ResultTypes.TAG));
    }
    fields.addAll(columns.values());
    return new ArrowSchema(fields, Map.of("iox::influxql::group_key::metadata", SeriesTypes.groupKey(places)));
  }

  private static Source cells(Part part, String name, ArrowType wanted) {
    int at = part.series.columns().indexOf(name);
    if (at < 0) {
      return new Source.Constant(null);
    }
    ResultColumn cells = part.rows.columns().get(at);
    boolean isText = cells instanceof ResultColumn.Strings || cells instanceof ResultColumn.Mixed;
    if (!(wanted instanceof ArrowType.Utf8) || isText) {
      return new Source.Cells(cells, false);
    }
    Object[] boxed = new Object[part.rows.size()];
    for (int i = 0; i < boxed.length; i++) {
      boxed[i] = cells.value(i);
    }
    return new Source.Cells(new ResultColumn.Mixed(boxed), false);
  }
}
