package millrace.cli;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Files of line protocol go to the server as they are, but for two things. The statements at the head of an export of
/// InfluxDB 1.x, between the comments `# DDL` and `# DML`, are InfluxQL and stay behind. And lines without a time get that
/// of the import: the server would give each request another one, and a line sent twice would become two rows.
final class LineFile implements RecordSource.Format {
  private static final byte[] NOTHING = {};

  private final byte[] time;
  private boolean isStatements;

  /// @param time of lines that have none, in the unit of the file's times
  LineFile(long time) {
    this.time = (" " + time + "\n").getBytes(StandardCharsets.US_ASCII);
  }

  @Override
  public RecordReader.Quotes quotes() {
    return RecordReader.Quotes.LINE_PROTOCOL;
  }

  @Override
  public byte[] lines(RecordReader.Piece record) {
    byte[] bytes = record.bytes();
    if (isStatements || bytes[0] == '#') {
      String text = new String(bytes, 0, Math.min(bytes.length, 10), StandardCharsets.UTF_8).strip();
      isStatements = text.equals("# DDL") || isStatements && !text.equals("# DML");
      return NOTHING;
    }
    int end = end(bytes);
    return endsInTime(bytes, end) || !RecordReader.hasFieldsOnly(bytes, end) ? bytes : timed(bytes, end);
  }

  private byte[] timed(byte[] bytes, int end) {
    byte[] timed = Arrays.copyOf(bytes, end + time.length);
    System.arraycopy(time, 0, timed, end, time.length);
    return timed;
  }

  /// Where the line ends without blanks and line breaks behind it.
  private static int end(byte[] bytes) {
    int end = bytes.length;
    while (end > 0 && (bytes[end - 1] == '\n' || bytes[end - 1] == '\r' || bytes[end - 1] == ' ')) {
      end--;
    }
    return end;
  }

  /// Whether a blank and digits are last: looked at first, since most lines have a time.
  private static boolean endsInTime(byte[] bytes, int end) {
    int at = end;
    while (at > 0 && bytes[at - 1] >= '0' && bytes[at - 1] <= '9') {
      at--;
    }
    if (at < end && at > 0 && bytes[at - 1] == '-') {
      at--;
    }
    return at < end && at > 0 && bytes[at - 1] == ' ';
  }
}
