package millrace.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import millrace.base.MillraceException;
import millrace.sql.duck.Cells;
import millrace.sql.duck.DuckBatch;
import millrace.sql.duck.DuckConnection;
import millrace.sql.duck.DuckDatabase;
import millrace.sql.duck.DuckResult;

/// A Parquet file of whatever writer, read by DuckDB within this process: all encodings and compressions it knows, one row
/// group's columns in memory at a time.
///
/// Threads: one.
final class ParquetFile implements AutoCloseable {
  /// DuckDB keeps to itself: it fetches nothing, and writes nothing to disk.
  private static final List<String> SET_UP = List.of(
      "SET autoinstall_known_extensions = false", "SET autoload_known_extensions = false", "SET temp_directory = ''",
      "SET memory_limit = '1GiB'", "SET threads = 1", "SET preserve_insertion_order = true");

  /// A column at the top of the schema.
  ///
  /// @param name as the file has it
  /// @param reference how DuckDB calls it, quoted: names that differ in case alone get numbers
  /// @param type DuckDB's name of it
  record Column(String name, String reference, String type) {}

  private final DuckDatabase engine;
  private final DuckConnection connection;
  private final String source;

  private ParquetFile(DuckDatabase engine, String source) {
    this.engine = engine;
    this.source = source;
    this.connection = engine.connect();
  }

  /// @param cacheFolder where DuckDB's library is unpacked once
  static ParquetFile open(Path file, Path cacheFolder) {
    DuckDatabase engine = new DuckDatabase(cacheFolder, number -> {
      throw new IllegalStateException("no relation " + number);
    }, List.of(), SET_UP);
    return new ParquetFile(engine, quoted(file));
  }

  /// A path as a literal in which nothing is a pattern.
  private static String quoted(Path file) {
    String plain = file.toAbsolutePath().toString().replaceAll("[\\[*?]", "[$0]");
    return "'" + plain.replace("'", "''") + "'";
  }

  /// @throws MillraceException when it is no Parquet file
  List<Column> columns() {
    List<String> names = topLevelNames();
    List<Column> columns = new ArrayList<>();
    read("DESCRIBE SELECT * FROM read_parquet(" + source + ", hive_partitioning = false)", (batch, row) -> {
      String reference = "\"" + text(batch, row).replace("\"", "\"\"") + "\"";
      columns.add(new Column(names.get(columns.size()), reference, ((Cells.Texts) batch.cells(1)).text(row)));
    });
    return columns;
  }

  private List<String> topLevelNames() {
    List<String> names = new ArrayList<>();
    long[] nested = {-1};
    read("SELECT name, coalesce(num_children, 0)::BIGINT FROM parquet_schema(" + source + ")", (batch, row) -> {
      long children = ((Cells.Longs) batch.cells(1)).values()[row];
      if (nested[0] < 0) {
        nested[0] = 0;
        return;
      }
      if (nested[0] == 0) {
        names.add(text(batch, row));
        nested[0] = children;
      } else {
        nested[0] += children - 1;
      }
    });
    return names;
  }

  /// The file's own key-value entries.
  Map<String, byte[]> metadata() {
    Map<String, byte[]> metadata = new LinkedHashMap<>();
    read("SELECT decode(key), value FROM parquet_kv_metadata(" + source + ")",
        (batch, row) -> metadata.put(text(batch, row), (byte[]) ((Cells.Objects) batch.cells(1)).values()[row]));
    return metadata;
  }

  long rowCount() {
    long[] count = {0};
    read("SELECT num_rows::BIGINT FROM parquet_file_metadata(" + source + ")",
        (batch, row) -> count[0] = ((Cells.Longs) batch.cells(0)).values()[row]);
    return count[0];
  }

  /// Rows in the order of the file, as they are asked for.
  ///
  /// @param expressions what is wanted of each row
  /// @param first number of the first row wanted, from 0; row groups before it are not read
  DuckResult rows(List<String> expressions, long first) {
    String from = " FROM read_parquet(" + source + ", hive_partitioning = false"
        + (first == 0 ? ")" : ", file_row_number = true) WHERE file_row_number >= " + first);
    return connection.query("SELECT " + String.join(", ", expressions) + from, Map.of());
  }

  /// What stands in a row's first column.
  private static String text(DuckBatch batch, int row) {
    return ((Cells.Texts) batch.cells(0)).text(row);
  }

  private interface EachRow {
    void row(DuckBatch batch, int row);
  }

  private void read(String sql, EachRow each) {
    try (DuckResult result = connection.query(sql, Map.of())) {
      for (var next = result.next(); next.isPresent(); next = result.next()) {
        for (int row = 0; row < next.get().rows(); row++) {
          each.row(next.get(), row);
        }
      }
    }
  }

  @Override
  public void close() {
    connection.close();
    engine.close();
  }
}
