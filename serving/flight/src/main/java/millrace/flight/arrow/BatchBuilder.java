package millrace.flight.arrow;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntUnaryOperator;
import millrace.query.ResultColumn;
import millrace.sql.duck.Cells.Objects;
import millrace.sql.duck.Cells.Texts;

/// Collects rows column by column and hands them on as record batches of at most 8192 rows and about a mebibyte, so that
/// a message stays below the 4 MiB clients take by default whatever its texts are. Its arrays are reused, so a result of
/// any length costs the memory of one batch.
///
/// Values are those of [millrace.sql.SqlType]; for a union a [OneOf], for a struct also an `Object[]`.
///
/// Threads: one.
public final class BatchBuilder {
  static final int MOST_ROWS = 8192;
  private static final int FULL_BYTES = 1 << 20;

  private final List<Column> columns;
  private final Body body = new Body();
  private final Target target;
  private int rows;

  /// Takes finished batches.
  @FunctionalInterface
  public interface Target {
    /// @param header the record batch message
    /// @param body what it describes; valid during the call
    /// @throws IOException when the client is gone
    void batch(byte[] header, ByteBuffer body) throws IOException;
  }

  /// A value of a union.
  ///
  /// @param member index of its type
  public record OneOf(int member, Object value) {}

  public BatchBuilder(ArrowSchema schema, Target target) {
    this.columns = schema.fields().stream().map(field -> Column.of(field.type())).toList();
    this.target = target;
  }

  /// Sends a batch without rows.
  ///
  /// @throws IOException when the client is gone
  public static void empty(ArrowSchema schema, Target target) throws IOException {
    new BatchBuilder(schema, target).send();
  }

  /// Adds one row, cell by cell.
  ///
  /// @throws IOException when the client is gone
  public void row(Cells cells) throws IOException {
    for (int i = 0; i < columns.size(); i++) {
      columns.get(i).append(cells.value(i));
    }
    added(1);
  }

  /// The cells of a row.
  @FunctionalInterface
  public interface Cells {
    Object value(int column);
  }

  /// Where the cells of one column come from for a run of rows.
  public sealed interface Source {
    /// The same value in every row; `null` for none.
    record Constant(Object value) implements Source {}

    /// A column of an InfluxQL result.
    ///
    /// @param asFloats whether whole numbers go into a column of floats
    record Cells(ResultColumn column, boolean asFloats) implements Source {}

    /// A column of a SQL result.
    record SqlColumn(millrace.sql.duck.Cells cells) implements Source {}
  }

  /// Adds rows of a result, typed arrays without boxing them.
  ///
  /// @param sources one for each column of the schema
  /// @throws IOException when the client is gone
  public void rows(int size, List<Source> sources) throws IOException {
    int from = 0;
    while (from < size) {
      int to = from + fitting(sources, from, size);
      for (int i = 0; i < columns.size(); i++) {
        append(columns.get(i), sources.get(i), from, to);
      }
      added(to - from);
      from = to;
    }
  }

  /// Sends what is left.
  ///
  /// @throws IOException when the client is gone
  public void finish() throws IOException {
    if (rows > 0) {
      send();
    }
  }

  private static void append(Column column, Source source, int from, int to) {
    switch (source) {
      case Source.Constant(Object value) -> {
        for (int i = from; i < to; i++) {
          column.append(value);
        }
      }
      case Source.Cells(ResultColumn.Times(long[] nanos), boolean _) when column instanceof FixedColumn fixed ->
        fixed.appendAll(nanos, null, from, to);
      case Source.Cells(ResultColumn.Integers(long[] values, boolean[] missing), boolean asFloats)
          when !asFloats && column instanceof FixedColumn fixed ->
        fixed.appendAll(values, missing, from, to);
      case Source.Cells(ResultColumn.Unsigned(long[] bits, boolean[] missing), boolean asFloats)
          when !asFloats && column instanceof FixedColumn fixed ->
        fixed.appendAll(bits, missing, from, to);
      case Source.Cells(ResultColumn.Floats(double[] values, boolean[] missing), boolean _)
          when column instanceof FixedColumn fixed ->
        fixed.appendAll(values, missing, from, to);
      case Source.Cells(ResultColumn.Booleans(boolean[] values, boolean[] missing), boolean _)
          when column instanceof BooleanColumn truths ->
        truths.appendAll(values, missing, from, to);
      case Source.Cells(ResultColumn cells, boolean _) -> {
        for (int i = from; i < to; i++) {
          column.append(cells.value(i));
        }
      }
      case Source.SqlColumn(millrace.sql.duck.Cells cells) -> SqlCells.append(cells, column, from, to);
    }
  }

  /// How many rows from `from` on may join the batch before it is looked at again: at least one, and no more than its
  /// room for rows and texts.
  private int fitting(List<Source> sources, int from, int size) {
    int most = Math.min(size - from, MOST_ROWS - rows);
    List<IntUnaryOperator> texts = new ArrayList<>();
    for (Source source : sources) {
      switch (source) {
        case Source.Cells(ResultColumn.Strings(String[] values, boolean _), boolean _) ->
          texts.add(row -> values[row] == null ? 0 : values[row].length());
        case Source.SqlColumn(Texts(byte[] _, int[] starts, boolean[] _)) -> texts.add(row -> starts[row + 1] - starts[row]);
        case Source.SqlColumn(Objects(Object[] values)) -> texts.add(row -> SqlCells.sizeBytes(values[row]));
        case Source.Cells _, Source.Constant _, Source.SqlColumn _ -> {
          // Of one width, or counted once it is stored.
        }
      }
    }
    long bytes = bytes();
    int taken = 0;
    do {
      bytes += 8L * columns.size();
      for (IntUnaryOperator sizes : texts) {
        bytes += sizes.applyAsInt(from + taken);
      }
      taken++;
    } while (taken < most && bytes < FULL_BYTES);
    return taken;
  }

  private void added(int count) throws IOException {
    rows += count;
    if (rows >= MOST_ROWS || bytes() >= FULL_BYTES) {
      send();
    }
  }

  private long bytes() {
    long bytes = 0;
    for (Column column : columns) {
      bytes += column.valueBytes();
    }
    return bytes;
  }

  private void send() throws IOException {
    body.clear();
    columns.forEach(column -> column.writeTo(body));
    target.batch(body.header(rows), body.bytes());
    columns.forEach(Column::clear);
    rows = 0;
  }
}
