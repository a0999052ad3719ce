package millrace.influxql;

/// Reads code points with their positions and can go back over the last three.
///
/// Positions are part of the messages clients know, so the details count: `\r` and `\r\n` arrive as one `\n`;
/// the end of the text arrives as [#END], again and again, the first time at the text's length and from then on
/// one character later; going back delivers a character again at its first position. A NUL in the text is the
/// end, too.
final class CharacterReader {
  /// Delivered at the end of the text.
  static final int END = 0;

  private static final int SLOTS = 4;
  private static final int MASK = SLOTS - 1;

  private final String text;
  private int next;
  private int line;
  private int character;
  private boolean endSeen;

  private final int[] codePoints = new int[SLOTS];
  private final int[] lines = new int[SLOTS];
  private final int[] characters = new int[SLOTS];
  private int newest;
  private int unread;

  CharacterReader(String text) {
    this.text = text;
  }

  int read() {
    if (unread > 0) {
      unread--;
      return current();
    }
    int codePoint = decode();
    newest = (newest + 1) & MASK;
    codePoints[newest] = codePoint;
    lines[newest] = line;
    characters[newest] = character;
    if (codePoint == '\n') {
      line++;
      character = 0;
    } else if (!endSeen) {
      character++;
    }
    if (codePoint == END) {
      endSeen = true;
    }
    return codePoint;
  }

  /// Makes the last delivered code point the next one.
  void unread() {
    unread++;
  }

  /// The next code point. At the end this counts as reading it; elsewhere it changes nothing.
  int peek() {
    int codePoint = read();
    if (codePoint != END) {
      unread();
    }
    return codePoint;
  }

  /// The code point delivered last.
  int current() {
    return codePoints[slot()];
  }

  int currentLine() {
    return lines[slot()];
  }

  int currentCharacter() {
    return characters[slot()];
  }

  private int slot() {
    return (newest - unread) & MASK;
  }

  private int decode() {
    if (next >= text.length()) {
      return END;
    }
    char first = text.charAt(next++);
    if (first == '\r') {
      if (next < text.length() && text.charAt(next) == '\n') {
        next++;
      }
      return '\n';
    }
    if (!Character.isSurrogate(first)) {
      return first;
    }
    if (Character.isHighSurrogate(first) && next < text.length() && Character.isLowSurrogate(text.charAt(next))) {
      return Character.toCodePoint(first, text.charAt(next++));
    }
    return 0xFFFD;
  }
}
