package millrace.cli;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Optional;

/// Cuts a stream into records that end with a newline outside quotes, holding one of them in memory at a time.
final class RecordReader {
  /// The longest record there may be; past it a quote was left open.
  static final int LONGEST = 16 << 20;

  /// Where quotes count.
  enum Quotes {
    /// In field values only, with backslashes before quotes that belong to the value.
    LINE_PROTOCOL,
    /// Anywhere; a doubled quote closes and opens, which comes to the same.
    CSV
  }

  /// One record.
  ///
  /// @param bytes with the newline at its end, which only the last record of a file may lack
  /// @param line number of its first line in the file, from 1
  record Piece(byte[] bytes, long line) {}

  /// A record that is too long.
  static final class TooLong extends IOException {
    private static final long serialVersionUID = 1;

    TooLong(long line) {
      super("line " + line + ": longer than " + LONGEST / (1 << 20) + " MiB; is a quote left open?");
    }
  }

  private final InputStream in;
  private final Quotes quotes;
  private byte[] buffer = new byte[1 << 16];
  private int from;
  private int to;
  private long line;

  /// @param line number of the line where the stream stands
  RecordReader(InputStream in, Quotes quotes, long line) {
    this.in = in;
    this.quotes = quotes;
    this.line = line;
  }

  /// Number of the line after the last record.
  long line() {
    return line;
  }

  /// @return the next record, empty at the end
  Optional<Piece> next() throws IOException {
    Scan scan = new Scan();
    int at = from;
    while (true) {
      while (at < to) {
        if (scan.ends(buffer[at++], quotes)) {
          return Optional.of(take(at, scan));
        }
      }
      int scanned = at - from;
      if (scanned > LONGEST) {
        throw new TooLong(line);
      }
      if (!fill()) {
        return scanned == 0 ? Optional.empty() : Optional.of(take(to, scan));
      }
      at = from + scanned;
    }
  }

  private Piece take(int end, Scan scan) {
    Piece piece = new Piece(Arrays.copyOfRange(buffer, from, end), line);
    line += scan.newlines;
    from = end;
    return piece;
  }

  private boolean fill() throws IOException {
    if (from > 0) {
      System.arraycopy(buffer, from, buffer, 0, to - from);
      to -= from;
      from = 0;
    }
    if (to == buffer.length) {
      buffer = Arrays.copyOf(buffer, buffer.length * 2);
    }
    int count = in.read(buffer, to, buffer.length - to);
    to += Math.max(0, count);
    return count > 0;
  }

  /// The end of the last line of line protocol that ends within `most` bytes from `start` on; `start` if none does.
  static int endOfLines(byte[] bytes, int start, long most) {
    int end = start;
    Scan scan = new Scan();
    for (int at = start; at < bytes.length && at - start < most; at++) {
      if (scan.ends(bytes[at], Quotes.LINE_PROTOCOL)) {
        end = at + 1;
        scan = new Scan();
      }
    }
    return end;
  }

  /// Whether a line of line protocol ends within its fields, outside quotes: it has no time.
  ///
  /// @param end where the line ends, without blanks behind it
  static boolean hasFieldsOnly(byte[] bytes, int end) {
    Scan scan = new Scan();
    for (int at = 0; at < end; at++) {
      scan.ends(bytes[at], Quotes.LINE_PROTOCOL);
    }
    return scan.part == Scan.Part.FIELDS && !scan.isQuoted;
  }

  /// What the bytes of a record so far mean for the next one.
  private static final class Scan {
    /// Leading blanks, then tags, then fields, then the time; a comment goes to the end of its line.
    private enum Part { START, TAGS, FIELDS, REST }

    private Part part = Part.START;
    private boolean isQuoted;
    private boolean isEscaped;
    private int newlines;

    boolean ends(byte b, Quotes quotes) {
      if (b == '\n') {
        newlines++;
        isEscaped = false;
        return !isQuoted;
      }
      if (quotes == Quotes.CSV) {
        isQuoted ^= b == '"';
      } else {
        lineProtocol(b);
      }
      return false;
    }

    private void lineProtocol(byte b) {
      if (isEscaped) {
        isEscaped = false;
        return;
      }
      if (b == '\\' && part != Part.REST) {
        isEscaped = true;
      }
      switch (part) {
        case START -> part = b == '#' ? Part.REST : b == ' ' || b == '\t' ? Part.START : Part.TAGS;
        case TAGS -> part = b == ' ' ? Part.FIELDS : Part.TAGS;
        case FIELDS -> {
          isQuoted ^= b == '"';
          part = b == ' ' && !isQuoted ? Part.REST : Part.FIELDS;
        }
        case REST -> {}
      }
    }
  }
}
