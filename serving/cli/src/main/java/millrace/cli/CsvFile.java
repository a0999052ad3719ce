package millrace.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// A CSV file with a header: a row is a record of it, an empty cell no value.
final class CsvFile implements RecordSource.Format {
  /// How the user wants it read.
  ///
  /// @param unitNanos unit of times that are numbers; 0 to guess
  record Options(String table, Set<String> tags, String timeColumn, Map<String, CsvColumns.Kind> types, long unitNanos) {
    Options {
      tags = Set.copyOf(tags);
      types = Map.copyOf(types);
    }
  }

  /// Rows that tell the types of columns.
  private static final int SAMPLE = 1000;
  private static final byte[] NOTHING = {};

  private final Options options;
  private final List<CsvColumns.Column> columns;

  private CsvFile(Options options, List<CsvColumns.Column> columns) {
    this.options = options;
    this.columns = columns;
  }

  /// Reads the header and the first rows.
  ///
  /// @throws CommandFailure when they do not fit what the user wants
  static CsvFile open(Path file, Options options) throws IOException {
    try (InputStream in = RecordSource.decompressed(file, Files.newInputStream(file))) {
      RecordReader records = new RecordReader(in, RecordReader.Quotes.CSV, 1);
      List<String> header = cells(records.next());
      if (header.isEmpty()) {
        throw new CommandFailure("line 1: no header");
      }
      List<List<String>> sample = new ArrayList<>();
      for (var next = records.next(); next.isPresent() && sample.size() < SAMPLE; next = records.next()) {
        sample.add(cells(next));
      }
      return new CsvFile(
          options, CsvColumns.of(header, options.tags(), options.timeColumn(), options.types(), sample));
    } catch (CommandFailure e) {
      throw new CommandFailure(file + ": " + e.getMessage());
    }
  }

  /// A record that is refused tells nothing about types; its turn to be named comes with its batch.
  private static List<String> cells(Optional<RecordReader.Piece> record) {
    try {
      return record.map(piece -> CsvRecord.cells(piece.bytes())).orElse(List.of());
    } catch (ImportSource.Refused e) {
      return List.of();
    }
  }

  @Override
  public RecordReader.Quotes quotes() {
    return RecordReader.Quotes.CSV;
  }

  @Override
  public byte[] lines(RecordReader.Piece record) {
    List<String> cells = record.line() == 1 ? List.of() : CsvRecord.cells(record.bytes());
    if (cells.isEmpty()) {
      return NOTHING;
    }
    if (cells.size() != columns.size()) {
      throw new ImportSource.Refused(cells.size() + " cells where the header has " + columns.size());
    }
    try {
      return line(cells).getBytes(StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw new ImportSource.Refused(e.getMessage());
    }
  }

  @Override
  public String meaning() {
    return CsvColumns.meaning(options.table(), columns);
  }

  private String line(List<String> cells) {
    StringBuilder line = new StringBuilder(128);
    StringBuilder fields = new StringBuilder(64);
    String time = "";
    LineText.table(line, options.table());
    for (int i = 0; i < cells.size(); i++) {
      String cell = cells.get(i);
      CsvColumns.Column column = columns.get(i);
      if (cell.isEmpty()) {
        continue;
      }
      switch (column.kind()) {
        case TIME -> time = Long.toString(Instants.parse(cell.strip(), options.unitNanos()));
        case TAG -> {
          line.append(',');
          LineText.key(line, column.name());
          line.append('=');
          LineText.key(line, cell);
        }
        case INT64, UINT64, FLOAT64, BOOL, UTF8 -> field(fields, column, cell);
      }
    }
    if (time.isEmpty()) {
      throw new ImportSource.Refused("no time in column '" + options.timeColumn() + "'");
    }
    if (fields.isEmpty()) {
      throw new ImportSource.Refused("no field has a value");
    }
    return line.append(' ').append(fields).append(' ').append(time).append('\n').toString();
  }

  private static void field(StringBuilder fields, CsvColumns.Column column, String cell) {
    if (!CsvColumns.fits(column.kind(), cell)) {
      throw new ImportSource.Refused("column '" + column.name() + "' is " + column.kind().name().toLowerCase(Locale.ROOT)
          + " and cannot hold '" + cell + "'; --types says otherwise");
    }
    value(fields, column.name(), column.kind(), cell);
  }

  /// Appends a field whose cell fits its kind.
  static void value(StringBuilder fields, String name, CsvColumns.Kind kind, String cell) {
    fields.append(fields.isEmpty() ? "" : ",");
    LineText.key(fields, name);
    fields.append('=');
    switch (kind) {
      case INT64 -> fields.append(Long.parseLong(cell)).append('i');
      case UINT64 -> fields.append(Long.toUnsignedString(Long.parseUnsignedLong(cell))).append('u');
      case FLOAT64 -> fields.append(Double.parseDouble(cell));
      case BOOL -> fields.append(cell.toLowerCase(Locale.ROOT));
      case UTF8, TAG, TIME -> LineText.string(fields, cell);
    }
  }
}
