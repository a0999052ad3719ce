package millrace.ingest;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// The grammar of InfluxDB 1.6.7 as recorded. Its messages quote the line: `unable to parse 'LINE': reason`.
///
/// It is looser than it looks, and kept so: a tab is part of a name, a backslash escapes a separator by standing
/// before it even when it is itself escaped, a float may begin or end with its point, and a quoted value ends where a
/// comma or a blank follows outside quotes.
final class V1Grammar implements LineGrammar {
  static final int LONGEST_KEY = 65535;

  @Override
  public CarefulLine line(byte[] bytes, int start, int end) throws BadLine {
    try {
      V1Key key = V1Key.read(bytes, start, end);
      V1Fields fields = V1Fields.read(bytes, key.end(), end);
      fields.checkLengths(key.length());
      return new CarefulLine(key.table(), key.tags(), fields.fields(), V1Time.read(bytes, fields.end(), end));
    } catch (BadLine e) {
      throw new BadLine(quoting(bytes, start, end, e.getMessage()));
    }
  }

  /// The message for a line and the reason it is refused.
  static String quoting(byte[] bytes, int start, int end, String reason) {
    String line = new String(bytes, start, end - start, StandardCharsets.UTF_8);
    return "unable to parse '" + line + "': " + reason;
  }

  @Override
  public Optional<CarefulLine.Key> key(byte[] bytes, int start, int end) {
    try {
      // A key ends at a blank, which lies within the padding at the latest.
      V1Key key = V1Key.read(bytes, start, end + 1);
      return key.end() == end ? Optional.of(new CarefulLine.Key(key.table(), key.tags())) : Optional.empty();
    } catch (BadLine e) {
      return Optional.empty();
    }
  }

  @Override
  public Optional<String> fieldName(byte[] bytes, int start, int end) {
    return end == start ? Optional.empty() : Optional.of(V1Names.unescape(bytes, start, end, V1Names.NAME));
  }

  @Override
  public int escapeEnd(byte[] bytes, int at) {
    return bytes[at + 1] == ' ' ? at + 2 : at + 1;
  }
}
