package millrace.influxql;

import java.util.Optional;

/// The kinds of tokens. The text is what messages print when a token carries none of its own.
enum TokenKind {
  ILLEGAL("ILLEGAL"),
  EOF("EOF"),
  WHITESPACE("WS"),
  COMMENT("COMMENT"),

  IDENTIFIER("IDENT"),
  BOUND_PARAMETER("BOUNDPARAM"),
  NUMBER("NUMBER"),
  INTEGER("INTEGER"),
  DURATION_VALUE("DURATIONVAL"),
  STRING("STRING"),
  BAD_STRING("BADSTRING"),
  BAD_ESCAPE("BADESCAPE"),
  TRUE("true"),
  FALSE("false"),
  REGEX("REGEX"),
  BAD_REGEX("BADREGEX"),

  ADD(Operator.ADD),
  SUB(Operator.SUB),
  MUL(Operator.MUL),
  DIV(Operator.DIV),
  MOD(Operator.MOD),
  BITWISE_AND(Operator.BITWISE_AND),
  BITWISE_OR(Operator.BITWISE_OR),
  BITWISE_XOR(Operator.BITWISE_XOR),
  AND(Operator.AND),
  OR(Operator.OR),
  EQ(Operator.EQ),
  NEQ(Operator.NEQ),
  EQ_REGEX(Operator.EQ_REGEX),
  NEQ_REGEX(Operator.NEQ_REGEX),
  LT(Operator.LT),
  LTE(Operator.LTE),
  GT(Operator.GT),
  GTE(Operator.GTE),

  OPEN_PAREN("("),
  CLOSE_PAREN(")"),
  COMMA(","),
  COLON(":"),
  DOUBLE_COLON("::"),
  SEMICOLON(";"),
  DOT("."),

  ALL,
  ALTER,
  ANALYZE,
  ANY,
  AS,
  ASC,
  BEGIN,
  BY,
  CARDINALITY,
  CONTINUOUS,
  CREATE,
  DATABASE,
  DATABASES,
  DEFAULT,
  DELETE,
  DESC,
  DESTINATIONS,
  DIAGNOSTICS,
  DISTINCT,
  DROP,
  DURATION,
  END,
  EVERY,
  EXACT,
  EXPLAIN,
  FIELD,
  FOR,
  FROM,
  GRANT,
  GRANTS,
  GROUP,
  GROUPS,
  IN,
  INF,
  INSERT,
  INTO,
  KEY,
  KEYS,
  KILL,
  LIMIT,
  MEASUREMENT,
  MEASUREMENTS,
  NAME,
  OFFSET,
  ON,
  ORDER,
  PASSWORD,
  POLICIES,
  POLICY,
  PRIVILEGES,
  QUERIES,
  QUERY,
  READ,
  REPLICATION,
  RESAMPLE,
  RETENTION,
  REVOKE,
  SELECT,
  SERIES,
  SET,
  SHARD,
  SHARDS,
  SHOW,
  SLIMIT,
  SOFFSET,
  STATS,
  SUBSCRIPTION,
  SUBSCRIPTIONS,
  TAG,
  TO,
  USER,
  USERS,
  VALUES,
  WHERE,
  WITH,
  WRITE;

  private final String text;
  private final Optional<Operator> operator;

  /// A keyword, printed in upper case.
  TokenKind() {
    this.text = name();
    this.operator = Optional.empty();
  }

  TokenKind(String text) {
    this.text = text;
    this.operator = Optional.empty();
  }

  TokenKind(Operator operator) {
    this.text = operator.text();
    this.operator = Optional.of(operator);
  }

  String text() {
    return text;
  }

  Optional<Operator> operator() {
    return operator;
  }

  /// Whether this is a word that cannot be a bare identifier.
  boolean isWord() {
    return this == AND || this == OR || this == TRUE || this == FALSE || ordinal() >= ALL.ordinal();
  }
}
