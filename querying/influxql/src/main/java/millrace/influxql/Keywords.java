package millrace.influxql;

/// The words that are no identifiers unless quoted, in any case.
final class Keywords {
  /// Open addressing; a power of two several times the number of words, so that most look-ups end at once.
  private static final TokenKind[] TABLE = new TokenKind[512];

  private static final int LONGEST = TokenKind.SUBSCRIPTIONS.text().length();

  static {
    for (TokenKind kind : TokenKind.values()) {
      if (kind.isWord()) {
        int slot = hash(kind.text()) & (TABLE.length - 1);
        while (TABLE[slot] != null) {
          slot = (slot + 1) & (TABLE.length - 1);
        }
        TABLE[slot] = kind;
      }
    }
  }

  private Keywords() {}

  /// The keyword a word is, else `IDENTIFIER`.
  static TokenKind find(String word) {
    if (word.isEmpty() || word.length() > LONGEST) {
      return TokenKind.IDENTIFIER;
    }
    int slot = hash(word) & (TABLE.length - 1);
    while (TABLE[slot] != null) {
      if (TABLE[slot].text().equalsIgnoreCase(word)) {
        return TABLE[slot];
      }
      slot = (slot + 1) & (TABLE.length - 1);
    }
    return TokenKind.IDENTIFIER;
  }

  /// A hash that ignores the case of ASCII letters.
  private static int hash(String word) {
    int hash = 0;
    for (int i = 0; i < word.length(); i++) {
      hash = hash * 31 + (word.charAt(i) | 0x20);
    }
    return hash ^ (hash >>> 9);
  }
}
