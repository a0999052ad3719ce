package millrace.cli;

import java.nio.charset.StandardCharsets;

/// Files of line protocol go to the server as they are, but for the statements at the head of an export of
/// InfluxDB 1.x: what stands between the comments `# DDL` and `# DML` is InfluxQL.
final class LineFile implements ImportSource.Format {
  private static final byte[] NOTHING = {};

  private boolean isStatements;

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
    return bytes;
  }
}
