package millrace.cli;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32;
import millrace.base.MillraceException;
import millrace.sql.duck.Cells;
import millrace.sql.duck.DuckBatch;
import millrace.sql.duck.DuckResult;

/// The rows of a Parquet file as line protocol. A place in it is the number of the next row; whether the file is still the
/// one it was, its footer tells, which holds the place of every page.
final class ParquetSource implements ImportSource {
  private static final int TAIL = 8;
  private static final int LARGEST_FOOTER = 256 << 20;
  /// Rows that are all refused fill no request.
  private static final int MOST_ROWS = 100_000;

  private final Path path;
  private final ParquetFile file;
  private final ParquetLayout layout;
  private final List<String> names;
  private final DuckResult rows;
  private final long rowCount;
  private final int batchBytes;
  private ImportPosition position;
  private Optional<DuckBatch> batch = Optional.empty();
  private int row;

  private ParquetSource(
      Path path, ParquetFile file, ParquetLayout layout, List<String> names, int batchBytes, ImportPosition start) {
    this.path = path;
    this.file = file;
    this.layout = layout;
    this.names = names;
    this.batchBytes = batchBytes;
    this.position = start;
    this.rowCount = file.rowCount();
    this.rows = file.rows(layout.columns().stream().map(ParquetLayout.Column::expression).toList(), start.bytes());
  }

  /// Opens a file where an import stands.
  ///
  /// @param fileName the table when neither the options nor the file name one
  /// @param cacheFolder where DuckDB's library is unpacked once
  /// @throws CommandFailure when it cannot be read, has columns without a place, or is not what was imported
  static ParquetSource open(
      Path path, ParquetLayout.Options options, String fileName, Path cacheFolder, int batchBytes, Optional<ImportPosition> done)
      throws IOException {
    ImportPosition footer = footer(path);
    if (done.isPresent() && (done.get().lastLength() != footer.lastLength() || done.get().lastCrc() != footer.lastCrc())) {
      throw new CommandFailure(path + " is not the file it was when its import began. Import it anew with --restart");
    }
    ParquetFile file = ParquetFile.open(path, cacheFolder);
    try {
      ParquetLayout layout = ParquetLayout.of(file.columns(), ParquetRoles.read(path, file.metadata()), options, fileName);
      return new ParquetSource(path, file, layout, spelled(layout), batchBytes, done.orElse(footer));
    } catch (MillraceException e) {
      file.close();
      throw new CommandFailure(path + ": " + e.getMessage());
    } catch (CommandFailure e) {
      file.close();
      throw e.getMessage().startsWith(path.toString()) ? e : new CommandFailure(path + ": " + e.getMessage());
    } catch (IOException | RuntimeException e) {
      file.close();
      throw e;
    }
  }

  /// The start of a file with the length and the sum of its footer.
  private static ImportPosition footer(Path path) throws IOException {
    try (RandomAccessFile in = new RandomAccessFile(path.toFile(), "r")) {
      byte[] tail = new byte[TAIL];
      if (in.length() < TAIL + Integer.BYTES) {
        throw new CommandFailure(path + " is not a Parquet file: it is too short");
      }
      in.seek(in.length() - TAIL);
      in.readFully(tail);
      int length = ByteBuffer.wrap(tail).order(ByteOrder.LITTLE_ENDIAN).getInt();
      boolean isParquet = new String(tail, Integer.BYTES, Integer.BYTES, StandardCharsets.ISO_8859_1).equals("PAR1");
      if (!isParquet || length < 0 || length > LARGEST_FOOTER || length > in.length() - TAIL) {
        throw new CommandFailure(path + " is not a Parquet file, or it is encrypted: it does not end in PAR1");
      }
      byte[] footer = new byte[length];
      in.seek(in.length() - TAIL - length);
      in.readFully(footer);
      CRC32 crc = new CRC32();
      crc.update(footer);
      return new ImportPosition(0, 1, 0, length, crc.getValue());
    }
  }

  /// Names as line protocol spells them, with the sign behind them.
  private static List<String> spelled(ParquetLayout layout) {
    List<String> names = new ArrayList<>();
    for (ParquetLayout.Column column : layout.columns()) {
      StringBuilder name = new StringBuilder();
      try {
        LineText.key(name, column.name());
      } catch (IllegalArgumentException e) {
        throw new CommandFailure(e.getMessage());
      }
      names.add(name.append('=').toString());
    }
    return names;
  }

  @Override
  public Optional<ImportBatch> next() {
    BatchBody body = new BatchBody();
    List<ImportBatch.Refusal> refusals = new ArrayList<>();
    long number = position.line();
    while (body.size() < batchBytes && number - position.line() < MOST_ROWS && hasRow()) {
      try {
        body.add(line(batch.orElseThrow(), row).getBytes(StandardCharsets.UTF_8), number);
      } catch (Refused | IllegalArgumentException e) {
        refusals.add(new ImportBatch.Refusal(number, e.getMessage(), ""));
      }
      row++;
      number++;
    }
    long count = number - position.line();
    if (count == 0) {
      return Optional.empty();
    }
    position = new ImportPosition(
        position.bytes() + count, number, position.records() + count, position.lastLength(), position.lastCrc());
    return Optional.of(new ImportBatch(body.bytes(), body.lineNumbers(), count, refusals, position));
  }

  private boolean hasRow() {
    try {
      while (batch.isEmpty() || row == batch.get().rows()) {
        batch = rows.next();
        row = 0;
        if (batch.isEmpty()) {
          return false;
        }
      }
      return true;
    } catch (MillraceException e) {
      throw new CommandFailure(path + ": behind row " + (position.line() - 1) + ": " + e.getMessage());
    }
  }

  private String line(DuckBatch from, int at) {
    StringBuilder line = new StringBuilder(128);
    StringBuilder fields = new StringBuilder(64);
    String time = "";
    LineText.table(line, layout.table());
    for (int i = 0; i < names.size(); i++) {
      Cells cells = from.cells(i);
      ParquetLayout.Column column = layout.columns().get(i);
      if (cells.isNull(at)) {
        continue;
      }
      switch (column.kind()) {
        case TIME -> time = Long.toString(instant(column, cells, at));
        case TAG -> tag(line, names.get(i), ((Cells.Texts) cells).text(at));
        case INT64, UINT64, FLOAT64, BOOL, UTF8 -> field(fields, i, cells, at);
      }
    }
    if (time.isEmpty()) {
      throw new Refused("no time");
    }
    if (fields.isEmpty()) {
      throw new Refused("no field has a value");
    }
    return line.append(' ').append(fields).append(' ').append(time).append('\n').toString();
  }

  private static long instant(ParquetLayout.Column column, Cells cells, int at) {
    if (cells instanceof Cells.Texts texts) {
      return Instants.parse(texts.text(at).strip(), column.unitNanos());
    }
    long value = ((Cells.Longs) cells).values()[at];
    return column.unitNanos() == 1 ? value : Instants.parse(Long.toString(value), column.unitNanos());
  }

  private static void tag(StringBuilder line, String name, String value) {
    if (!value.isEmpty()) {
      line.append(',').append(name);
      LineText.key(line, value);
    }
  }

  private void field(StringBuilder fields, int index, Cells cells, int at) {
    ParquetLayout.Column column = layout.columns().get(index);
    if (cells instanceof Cells.Doubles doubles && !Double.isFinite(doubles.values()[at])) {
      if (Double.isNaN(doubles.values()[at])) {
        return;
      }
      throw new Refused("column '" + column.name() + "' is infinite, which line protocol cannot say");
    }
    fields.append(fields.isEmpty() ? "" : ",").append(names.get(index));
    switch (column.kind()) {
      case INT64 -> fields.append(((Cells.Longs) cells).values()[at]).append('i');
      case UINT64 -> fields.append(Long.toUnsignedString(((Cells.Longs) cells).values()[at])).append('u');
      case FLOAT64 -> fields.append(((Cells.Doubles) cells).values()[at]);
      case BOOL -> fields.append(((Cells.Booleans) cells).values()[at]);
      case UTF8, TAG, TIME -> LineText.string(fields, ((Cells.Texts) cells).text(at));
    }
  }

  @Override
  public long done() {
    return position.bytes();
  }

  @Override
  public long size() {
    return rowCount;
  }

  @Override
  public String meaning() {
    return layout.meaning();
  }

  @Override
  public void close() {
    rows.close();
    file.close();
  }
}
