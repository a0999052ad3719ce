package millrace.ingest;

import java.util.Optional;

/// The whole grammar of a dialect, read at leisure: it serves lines that the fast pass gives up, decides what is wrong
/// with them, and reads keys and names that are met for the first time.
sealed interface LineGrammar permits V1Grammar, V3Grammar {
  static LineGrammar of(Dialect dialect) {
    return switch (dialect) {
      case V1 -> new V1Grammar();
      case V3 -> new V3Grammar();
    };
  }

  /// Takes apart the line from `start`, where its first character is, to `end`, before its newline.
  CarefulLine line(byte[] bytes, int start, int end) throws BadLine;

  /// Takes apart a table name and tags that fill `start` to `end`; empty where they are not plainly right.
  Optional<CarefulLine.Key> key(byte[] bytes, int start, int end);

  /// A field's name from its raw text; empty where it is not plainly right.
  Optional<String> fieldName(byte[] bytes, int start, int end);

  /// Where an escape that begins at `at`, within a key, ends.
  int escapeEnd(byte[] bytes, int at);
}
