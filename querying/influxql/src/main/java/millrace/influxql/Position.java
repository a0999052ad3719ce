package millrace.influxql;

/// A place in a query text, both counted from 1, as messages print it.
///
/// @param character code points from the line's start; `\r\n` counts as one
public record Position(int line, int character) {
  public static final Position START = new Position(1, 1);

  /// As messages end: `line 1, char 8`.
  @Override
  public String toString() {
    return "line " + line + ", char " + character;
  }
}
