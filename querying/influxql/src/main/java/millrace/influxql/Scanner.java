package millrace.influxql;

/// Splits a query text into tokens. Regular expressions are scanned only when asked for, because `/` divides, too.
///
/// A token's position is its first character's, but strings, regular expressions and quotes that never end take
/// that of the character before their opening delimiter, and a bad escape that of the character after the
/// backslash. Clients see these positions in messages.
final class Scanner {
  private static final int MICRO = 'µ';

  private final CharacterReader reader;
  private final StringBuilder buffer = new StringBuilder();
  private int line;
  private int character;

  Scanner(String text) {
    this.reader = new CharacterReader(text);
  }

  /// The next character of the text, see [CharacterReader#peek].
  int peekCharacter() {
    return reader.peek();
  }

  /// Reads the next token; white space and comments are tokens, too. At the end `EOF`, for ever.
  Token scan() {
    int first = reader.read();
    mark();
    if (isSpace(first)) {
      return whitespace(first);
    }
    if (isIdentifierStart(first) || first == '"') {
      reader.unread();
      return identifier(true);
    }
    if (isDigit(first)) {
      return number(first);
    }
    return switch (first) {
      case CharacterReader.END -> token(TokenKind.EOF);
      case '\'' -> string();
      case '$' -> boundParameter();
      case '.' -> dotOrNumber();
      case '+' -> token(TokenKind.ADD);
      case '-' -> minusOrComment();
      case '*' -> token(TokenKind.MUL);
      case '/' -> slashOrComment();
      case '%' -> token(TokenKind.MOD);
      case '&' -> token(TokenKind.BITWISE_AND);
      case '|' -> token(TokenKind.BITWISE_OR);
      case '^' -> token(TokenKind.BITWISE_XOR);
      case '=' -> token(nextIs('~') ? TokenKind.EQ_REGEX : TokenKind.EQ);
      case '!' -> bang();
      case '>' -> token(nextIs('=') ? TokenKind.GTE : TokenKind.GT);
      case '<' -> less();
      case '(' -> token(TokenKind.OPEN_PAREN);
      case ')' -> token(TokenKind.CLOSE_PAREN);
      case ',' -> token(TokenKind.COMMA);
      case ';' -> token(TokenKind.SEMICOLON);
      case ':' -> token(nextIs(':') ? TokenKind.DOUBLE_COLON : TokenKind.COLON);
      default -> token(TokenKind.ILLEGAL, Character.toString(first));
    };
  }

  /// Reads a regular expression between slashes. Only `\/` is an escape here; the pattern keeps all others.
  Token scanRegex() {
    mark();
    if (reader.read() != '/') {
      return token(TokenKind.BAD_REGEX);
    }
    buffer.setLength(0);
    while (true) {
      int next = reader.read();
      switch (next) {
        case '/' -> {
          return token(TokenKind.REGEX, buffer.toString());
        }
        case '\n', CharacterReader.END -> {
          return token(TokenKind.BAD_REGEX);
        }
        case '\\' -> {
          int escaped = reader.read();
          if (escaped == '/') {
            buffer.append('/');
          } else if (escaped == CharacterReader.END) {
            return token(TokenKind.BAD_REGEX);
          } else {
            reader.unread();
            buffer.append('\\');
          }
        }
        default -> buffer.appendCodePoint(next);
      }
    }
  }

  static boolean isIdentifierStart(int c) {
    return isLetter(c) || c == '_';
  }

  static boolean isIdentifierPart(int c) {
    return isIdentifierStart(c) || isDigit(c);
  }

  static boolean isSpace(int c) {
    return c == ' ' || c == '\t' || c == '\n';
  }

  private static boolean isLetter(int c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  }

  private static boolean isDigit(int c) {
    return c >= '0' && c <= '9';
  }

  private Token whitespace(int first) {
    buffer.setLength(0);
    buffer.append((char) first);
    int next = reader.read();
    while (isSpace(next)) {
      buffer.append((char) next);
      next = reader.read();
    }
    if (next != CharacterReader.END) {
      reader.unread();
    }
    boolean blank = buffer.length() == 1 && first == ' ';
    return token(TokenKind.WHITESPACE, blank ? " " : buffer.toString());
  }

  /// A bare or quoted identifier. A quote directly after a bare word starts over: `ab"cd"` is `cd`.
  private Token identifier(boolean keywords) {
    reader.read();
    mark();
    reader.unread();
    buffer.setLength(0);
    while (true) {
      int next = reader.read();
      if (next == CharacterReader.END) {
        break;
      }
      if (next == '"') {
        return quotedIdentifier();
      }
      if (!isIdentifierPart(next)) {
        reader.unread();
        break;
      }
      next = bareWord(next);
      if (next != CharacterReader.END) {
        reader.unread();
      }
    }
    String word = buffer.toString();
    TokenKind kind = keywords ? Keywords.find(word) : TokenKind.IDENTIFIER;
    return kind == TokenKind.IDENTIFIER ? token(kind, word) : token(kind);
  }

  /// Collects identifier characters; returns the one after them.
  private int bareWord(int first) {
    int next = first;
    while (isIdentifierPart(next)) {
      buffer.append((char) next);
      next = reader.read();
    }
    return next;
  }

  private Token quotedIdentifier() {
    int startLine = line;
    int startCharacter = character;
    Token quoted = string();
    return quoted.is(TokenKind.STRING)
        ? new Token(TokenKind.IDENTIFIER, startLine, startCharacter, quoted.text())
        : quoted;
  }

  /// What is between quotes; the opening quote has just been read.
  private Token string() {
    int quote = reader.current();
    reader.unread();
    mark();
    reader.read();
    buffer.setLength(0);
    while (true) {
      int next = reader.read();
      if (next == quote) {
        return token(TokenKind.STRING, buffer.toString());
      }
      switch (next) {
        case '\n', CharacterReader.END -> {
          return token(TokenKind.BAD_STRING, buffer.toString());
        }
        case '\\' -> {
          int escaped = reader.read();
          switch (escaped) {
            case 'n' -> buffer.append('\n');
            case '\\', '"', '\'' -> buffer.append((char) escaped);
            default -> {
              mark();
              return token(TokenKind.BAD_ESCAPE, "\\" + Character.toString(escaped));
            }
          }
        }
        default -> buffer.appendCodePoint(next);
      }
    }
  }

  private Token boundParameter() {
    int startLine = line;
    int startCharacter = character;
    Token name = identifier(false);
    TokenKind kind = name.is(TokenKind.IDENTIFIER) ? TokenKind.BOUND_PARAMETER : name.kind();
    return new Token(kind, startLine, startCharacter, "$" + name.text());
  }

  private Token dotOrNumber() {
    boolean fraction = isDigit(reader.read());
    reader.unread();
    if (!fraction) {
      return token(TokenKind.DOT);
    }
    buffer.setLength(0);
    buffer.append('.');
    digits();
    return token(TokenKind.NUMBER, buffer.toString());
  }

  private Token number(int first) {
    buffer.setLength(0);
    buffer.append((char) first);
    digits();
    int next = reader.read();
    if (next == '.') {
      if (isDigit(reader.read())) {
        buffer.append('.').append((char) reader.current());
        digits();
      } else {
        reader.unread();
      }
      return token(TokenKind.NUMBER, buffer.toString());
    }
    if (!isLetter(next) && next != MICRO) {
      reader.unread();
      return token(TokenKind.INTEGER, buffer.toString());
    }
    while (isLetter(next) || isDigit(next) || next == MICRO) {
      buffer.append((char) next);
      next = reader.read();
    }
    reader.unread();
    return token(TokenKind.DURATION_VALUE, buffer.toString());
  }

  private void digits() {
    int next = reader.read();
    while (isDigit(next)) {
      buffer.append((char) next);
      next = reader.read();
    }
    reader.unread();
  }

  private Token minusOrComment() {
    if (!nextIs('-')) {
      return token(TokenKind.SUB);
    }
    int next = reader.read();
    while (next != '\n' && next != CharacterReader.END) {
      next = reader.read();
    }
    return token(TokenKind.COMMENT);
  }

  private Token slashOrComment() {
    if (!nextIs('*')) {
      return token(TokenKind.DIV);
    }
    int next = reader.read();
    while (next != CharacterReader.END) {
      boolean star = next == '*';
      next = reader.read();
      if (star && next == '/') {
        return token(TokenKind.COMMENT);
      }
    }
    return token(TokenKind.ILLEGAL);
  }

  private Token bang() {
    if (nextIs('=')) {
      return token(TokenKind.NEQ);
    }
    if (nextIs('~')) {
      return token(TokenKind.NEQ_REGEX);
    }
    return token(TokenKind.ILLEGAL, "!");
  }

  private Token less() {
    if (nextIs('=')) {
      return token(TokenKind.LTE);
    }
    return token(nextIs('>') ? TokenKind.NEQ : TokenKind.LT);
  }

  /// Takes the next character if it is the one asked for.
  private boolean nextIs(int expected) {
    if (reader.read() == expected) {
      return true;
    }
    reader.unread();
    return false;
  }

  /// Remembers the place of the last delivered character as the token's.
  private void mark() {
    line = reader.currentLine();
    character = reader.currentCharacter();
  }

  private Token token(TokenKind kind) {
    return token(kind, "");
  }

  private Token token(TokenKind kind, String text) {
    return new Token(kind, line, character, text);
  }
}
