package millrace.influxql;

import java.util.Optional;

/// The tokens of a text, with bound parameters replaced by their values, and the small steps every clause is
/// made of. The last three tokens can be given back.
///
/// Giving back and peeking follow rules that show in messages: [#peekCharacter] looks at the text itself, past
/// all tokens given back, so a comment where a source may stand can hide what follows it.
final class TokenStream {
  private static final int SLOTS = 4;
  private static final int MASK = SLOTS - 1;

  private final Scanner scanner;
  private final Parameters parameters;
  private final Dialect dialect;
  private final Token[] tokens = new Token[SLOTS];
  private int newest;
  private int unread;

  TokenStream(String text, Parameters parameters, Dialect dialect) {
    this.scanner = new Scanner(text);
    this.parameters = parameters;
    this.dialect = dialect;
    tokens[0] = new Token(TokenKind.EOF, 0, 0, "");
    tokens[1] = tokens[0];
    tokens[2] = tokens[0];
    tokens[3] = tokens[0];
  }

  /// Whether what 1.x refuses may be read.
  boolean isExtended() {
    return dialect == Dialect.EXTENDED;
  }

  /// Takes a word that is no keyword, if it is next and the dialect is extended.
  boolean takeExtension(String word) {
    Token token = peek();
    boolean present = isExtended() && token.is(TokenKind.IDENTIFIER) && token.text().equalsIgnoreCase(word);
    if (present) {
      next();
    }
    return present;
  }

  /// The next token, white space and comments included.
  Token scan() {
    return bind(unread > 0 ? reread() : remember(scanner.scan()));
  }

  /// The next token that is neither white space nor a comment.
  Token next() {
    Token token = scan();
    while (token.is(TokenKind.WHITESPACE) || token.is(TokenKind.COMMENT)) {
      token = scan();
    }
    return token;
  }

  /// The next token, read as a regular expression unless it was given back.
  Token scanRegex() {
    return bind(unread > 0 ? reread() : remember(scanner.scanRegex()));
  }

  /// Makes the last delivered token the next one.
  void unscan() {
    unread++;
  }

  int peekCharacter() {
    return scanner.peekCharacter();
  }

  /// The token delivered last.
  Token current() {
    return tokens[(newest - unread) & MASK];
  }

  /// The next token that counts, without taking it.
  Token peek() {
    Token token = next();
    unscan();
    return token;
  }

  /// Takes one token of white space if there is one.
  void skipSpace() {
    if (!scan().is(TokenKind.WHITESPACE)) {
      unscan();
    }
  }

  /// Takes the next token that counts if it is of a kind.
  boolean take(TokenKind kind) {
    if (next().is(kind)) {
      return true;
    }
    unscan();
    return false;
  }

  /// Takes tokens of these kinds, in this order.
  ///
  /// @throws ParseException at the first that differs
  void expect(TokenKind... kinds) {
    for (TokenKind kind : kinds) {
      Token token = next();
      if (!token.is(kind)) {
        throw unexpected(token, kind.text());
      }
    }
  }

  /// Takes a token of a kind with nothing before it, not even a blank.
  void expectAtOnce(TokenKind kind) {
    Token token = scan();
    if (!token.is(kind)) {
      throw unexpected(token, kind.text());
    }
  }

  String identifier() {
    return expectText(TokenKind.IDENTIFIER, "identifier");
  }

  String string() {
    return expectText(TokenKind.STRING, "string");
  }

  /// A duration or INF, which is 0.
  long duration() {
    Token token = next();
    return token.is(TokenKind.INF) ? 0 : duration(token);
  }

  /// A duration, but not INF.
  long finiteDuration() {
    return duration(next());
  }

  private static long duration(Token token) {
    if (!token.is(TokenKind.DURATION_VALUE)) {
      throw unexpected(token, "duration");
    }
    try {
      return Durations.parse(token.text());
    } catch (IllegalArgumentException e) {
      throw refused(e.getMessage(), token);
    }
  }

  /// An integer of 64 bits without sign.
  long unsigned() {
    Token token = next();
    if (!token.is(TokenKind.INTEGER)) {
      throw unexpected(token, "integer");
    }
    try {
      return Long.parseUnsignedLong(token.text());
    } catch (NumberFormatException e) {
      throw refused("strconv.ParseUint: parsing \"" + token.text() + "\": value out of range", token);
    }
  }

  /// An identifier that has the meaning of a keyword only here.
  boolean takeWord(String word) {
    Token token = next();
    if (token.is(TokenKind.IDENTIFIER) && token.text().equalsIgnoreCase(word)) {
      return true;
    }
    unscan();
    return false;
  }

  private String expectText(TokenKind kind, String name) {
    Token token = next();
    if (!token.is(kind)) {
      throw unexpected(token, name);
    }
    return token.text();
  }

  /// The refusal of a token where others are allowed.
  static ParseException unexpected(Token found, String... expected) {
    return refused("found " + found.shown() + ", expected " + String.join(", ", expected), found);
  }

  /// A refusal that ends with the place of a token.
  static ParseException refused(String message, Token at) {
    Position position = at.position();
    return new ParseException(message + " at " + position, position);
  }

  /// A refusal that prints no place; the exception still carries the last token's.
  ParseException refusedUnplaced(String message) {
    return new ParseException(message, current().position());
  }

  private Token reread() {
    unread--;
    return current();
  }

  private Token remember(Token token) {
    newest = (newest + 1) & MASK;
    tokens[newest] = token;
    return token;
  }

  private Token bind(Token token) {
    if (!token.is(TokenKind.BOUND_PARAMETER)) {
      return token;
    }
    Optional<Parameter> value = parameters.find(token.text().substring(1));
    return value.isEmpty() ? token : bound(token, value.get());
  }

  private static Token bound(Token token, Parameter value) {
    return switch (value) {
      case Parameter.Name(String name) -> replaced(token, TokenKind.IDENTIFIER, name);
      case Parameter.Pattern(String pattern) -> replaced(token, TokenKind.REGEX, pattern);
      case Parameter.Text(String text) -> replaced(token, TokenKind.STRING, text);
      case Parameter.Float(double number) -> replaced(token, TokenKind.NUMBER, Literals.decimal(number));
      case Parameter.Integer(long number) -> replaced(token, TokenKind.INTEGER, Long.toString(number));
      case Parameter.Bool(boolean truth) -> replaced(token, truth ? TokenKind.TRUE : TokenKind.FALSE, "");
      case Parameter.Duration(long nanos) -> replaced(token, TokenKind.DURATION_VALUE, Durations.format(nanos));
      case Parameter.WrittenDuration(String text) -> replaced(token, TokenKind.DURATION_VALUE, text);
      case Parameter.Unusable(String message) -> replaced(token, TokenKind.BOUND_PARAMETER, message);
    };
  }

  private static Token replaced(Token token, TokenKind kind, String text) {
    return new Token(kind, token.line(), token.character(), text);
  }
}
