package millrace.cli;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.zip.GZIPOutputStream;

/// Writes the answers to the queries of an export one behind the other, as text.
///
/// @param format `lp`, `csv` or `jsonl`
record ExportText(String format, boolean isGzip) {
  /// Appends an answer, a gzip member of its own where text is to be compressed; nothing when it has no rows.
  ///
  /// @param isFirst whether nothing of the file is written yet
  void append(InputStream answer, ExportTable table, OutputStream out, boolean isFirst) throws IOException {
    BufferedInputStream rows = new BufferedInputStream(answer, 1 << 16);
    rows.mark(1);
    if (rows.read() < 0) {
      return;
    }
    rows.reset();
    if (isGzip) {
      GZIPOutputStream zipped = new GZIPOutputStream(out, 1 << 16);
      copy(rows, table, zipped, isFirst);
      zipped.finish();
    } else {
      copy(rows, table, out, isFirst);
    }
  }

  private void copy(InputStream rows, ExportTable table, OutputStream out, boolean isFirst) throws IOException {
    if (format.equals("lp")) {
      new JsonLinesToProtocol(table).copy(rows, out);
      return;
    }
    if (format.equals("csv") && !isFirst) {
      skipHeader(rows);
    }
    rows.transferTo(out);
  }

  /// Names of columns may have line breaks within quotes.
  private static void skipHeader(InputStream rows) throws IOException {
    boolean isQuoted = false;
    for (int next = rows.read(); next >= 0 && (isQuoted || next != '\n'); next = rows.read()) {
      isQuoted ^= next == '"';
    }
  }

  /// What a file without rows is.
  void finishEmpty(OutputStream out) throws IOException {
    if (isGzip) {
      new GZIPOutputStream(out).finish();
    }
  }
}
