package millrace.base;

/// The stable name of what went wrong. HTTP and Flight map these in one table each.
public enum ErrorCode {
  /// The request is malformed or asks for something meaningless.
  INVALID_ARGUMENT,
  /// A line of line protocol was refused.
  BAD_LINE,
  /// A query text does not parse.
  PARSE_ERROR,
  /// A query parses but cannot be planned or run as asked.
  BAD_QUERY,
  /// No such database, table, trigger, token, or other named thing.
  NOT_FOUND,
  /// The thing exists already.
  ALREADY_EXISTS,
  /// The thing's present state does not allow this.
  CONFLICT,
  /// A type differs from the one the column has.
  TYPE_CONFLICT,
  /// A configured limit would be passed.
  LIMIT_EXCEEDED,
  /// No or an unknown token.
  UNAUTHENTICATED,
  /// The token does not allow this.
  FORBIDDEN,
  /// The store cannot take or give data now; safe to try again.
  STORE_UNAVAILABLE,
  /// Stored bytes fail their checksum or shape.
  CORRUPT,
  /// The work was cancelled or ran out of time.
  CANCELLED,
  /// A plugin failed.
  PLUGIN_FAILED,
  /// The server is stopping.
  SHUTTING_DOWN,
  /// Our own mistake.
  INTERNAL
}
