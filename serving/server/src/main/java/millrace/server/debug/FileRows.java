package millrace.server.debug;

import java.util.ArrayList;
import java.util.List;
import millrace.base.MillraceException;
import millrace.columns.Column;
import millrace.columns.SeriesKey;
import millrace.datafile.ColumnPage;
import millrace.datafile.DataFile;

/// Hands the rows of a data file to an export, as far as its pages stand: a row whose time cannot be read is lost, a field
/// that cannot be read is left out.
final class FileRows {
  private final DataFile file;
  private final List<SeriesKey> keys;
  private long lostRows;
  private long lostValues;

  FileRows(DataFile file, List<SeriesKey> keys) {
    this.file = file;
    this.keys = keys;
  }

  long lostRows() {
    return lostRows;
  }

  /// Values of pages that cannot be read, those counted that may not have been there.
  long lostValues() {
    return lostValues;
  }

  void writeTo(RowExport export, String database, String table) {
    for (int series = 0; series < file.seriesCount(); series++) {
      for (int segment = file.firstSegment(series); segment < file.firstSegment(series + 1); segment++) {
        write(export, database, table, keys.get(series), segment);
      }
    }
  }

  private void write(RowExport export, String database, String table, SeriesKey key, int segment) {
    int page = file.page(segment);
    int first = file.firstRow(segment);
    int end = first + file.rows(segment);
    long[] times;
    try {
      times = file.times(page);
    } catch (MillraceException e) {
      lostRows += file.rows(segment);
      return;
    }
    List<Column> fields = new ArrayList<>();
    List<ColumnPage> pages = new ArrayList<>();
    for (int field = 0; field < file.fields().size(); field++) {
      try {
        pages.add(file.values(field, page));
        fields.add(file.fields().get(field));
      } catch (MillraceException e) {
        lostValues += file.rows(segment);
      }
    }
    for (int row = first; row < end; row++) {
      List<RowExport.Field> values = new ArrayList<>();
      for (int i = 0; i < fields.size(); i++) {
        if (pages.get(i).isValid(row)) {
          values.add(new RowExport.Field(fields.get(i).name(), fields.get(i).type(), value(pages.get(i), fields.get(i), row)));
        }
      }
      export.row(database, table, key, values, times[row]);
    }
  }

  private static Object value(ColumnPage page, Column field, int row) {
    return switch (field.type()) {
      case FLOAT -> Double.longBitsToDouble(page.bits()[row]);
      case INTEGER, UNSIGNED -> page.bits()[row];
      case BOOLEAN -> page.bits()[row] == 1;
      case STRING, TAG -> page.strings()[row];
    };
  }
}
