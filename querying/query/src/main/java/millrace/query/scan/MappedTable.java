package millrace.query.scan;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import millrace.columns.Column;
import millrace.columns.ColumnType;
import millrace.columns.ShardReader;
import millrace.columns.TableReader;
import millrace.influxql.DataType;
import millrace.query.compile.Schema;

/// A table and those of its shards that a statement may read.
///
/// @param fields fields that have values there, each with the type that wins
/// @param fieldNames names of all fields the table ever had
public record MappedTable(
    String name,
    TableReader reader,
    List<ShardReader> shards,
    Map<String, DataType> fields,
    Set<String> tags,
    Set<String> fieldNames) {

  /// A table as a reader has it.
  public static MappedTable of(String name, TableReader reader, List<ShardReader> shards) {
    Map<String, DataType> fields = new HashMap<>();
    for (ShardReader shard : shards) {
      shard.fields().forEach(column -> fields.merge(column.name(), typeOf(column.type()), Schema::stronger));
    }
    return new MappedTable(
        name, reader, shards, fields, names(reader, true), names(reader, false));
  }

  private static Set<String> names(TableReader reader, boolean tags) {
    return reader.columns().stream()
        .filter(column -> (column.type() == ColumnType.TAG) == tags)
        .map(Column::name)
        .collect(Collectors.toSet());
  }

  private static DataType typeOf(ColumnType type) {
    return switch (type) {
      case FLOAT -> DataType.FLOAT;
      case INTEGER -> DataType.INTEGER;
      case UNSIGNED -> DataType.UNSIGNED;
      case STRING -> DataType.STRING;
      case BOOLEAN -> DataType.BOOLEAN;
      case TAG -> DataType.TAG;
    };
  }
}
