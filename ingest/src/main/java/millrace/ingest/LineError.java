package millrace.ingest;

/// One refused line.
///
/// @param lineNumber physical line of the body it begins on, from 1 on
/// @param message why, in the words of the dialect; for V1 syntax errors the line is quoted within
/// @param originalLine the line, cut to at most 1024 bytes
public record LineError(int lineNumber, Kind kind, String message, String originalLine) {
  /// What is wrong, where answers differ by it.
  public enum Kind {
    /// The line does not parse, or its timestamp is out of range.
    SYNTAX,
    /// The line parses and clashes with the schema.
    SCHEMA,
    /// The line would pass a limit of [SchemaLimits].
    LIMIT,
    /// V1 only: new fields of one body clash with each other, which costs every point of that shard.
    CLASH,
    /// V1 only: the point is older than its policy keeps rows.
    EXPIRED
  }
}
