package millrace.ingest;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import millrace.ingest.CarefulLine.Tag;

/// Table name and tags of a v1 line.
///
/// @param length bytes of the key as written
/// @param end where the blank stands that ends it
record V1Key(String table, List<Tag> tags, int length, int end) {
  static V1Key read(byte[] bytes, int start, int lineEnd) throws BadLine {
    int nameEnd = tableEnd(bytes, start, lineEnd);
    List<Tag> tags = new ArrayList<>();
    int at = nameEnd;
    while (bytes[at] == ',') {
      at = readTag(bytes, at + 1, lineEnd, tags);
    }
    refuseDuplicates(tags);
    if (at - start > V1Grammar.LONGEST_KEY) {
      throw new BadLine("max key length exceeded: " + (at - start) + " > " + V1Grammar.LONGEST_KEY);
    }
    return new V1Key(V1Names.unescape(bytes, start, nameEnd, V1Names.NAME), tags, at - start, at);
  }

  private static int tableEnd(byte[] bytes, int start, int lineEnd) throws BadLine {
    if (start >= lineEnd || bytes[start] == ',') {
      throw new BadLine("missing measurement");
    }
    for (int i = start + 1; i < lineEnd; i++) {
      if ((bytes[i] == ',' || bytes[i] == ' ') && bytes[i - 1] != '\\') {
        return i;
      }
    }
    throw new BadLine("missing fields");
  }

  /// Adds the tag at `start`.
  ///
  /// @return where the comma or blank behind it stands
  private static int readTag(byte[] bytes, int start, int lineEnd, List<Tag> tags) throws BadLine {
    int equals = keyEnd(bytes, start, lineEnd);
    int valueEnd = valueEnd(bytes, equals + 1, lineEnd);
    tags.add(
        new Tag(
            V1Names.unescape(bytes, start, equals, V1Names.TAG),
            V1Names.unescape(bytes, equals + 1, valueEnd, V1Names.TAG)));
    return valueEnd;
  }

  private static int keyEnd(byte[] bytes, int start, int lineEnd) throws BadLine {
    if (start >= lineEnd || bytes[start] == ' ' || bytes[start] == ',' || bytes[start] == '=') {
      throw new BadLine("missing tag key");
    }
    for (int i = start + 1; i < lineEnd; i++) {
      boolean escaped = bytes[i - 1] == '\\';
      if (bytes[i] == '=' && !escaped) {
        return i;
      }
      if ((bytes[i] == ' ' || bytes[i] == ',') && !escaped) {
        break;
      }
    }
    throw new BadLine("missing tag value");
  }

  private static int valueEnd(byte[] bytes, int start, int lineEnd) throws BadLine {
    if (start >= lineEnd || bytes[start] == ',' || bytes[start] == ' ') {
      throw new BadLine("missing tag value");
    }
    for (int i = start + 1; i < lineEnd; i++) {
      if (bytes[i - 1] == '\\') {
        continue;
      }
      if (bytes[i] == '=') {
        throw new BadLine("invalid tag format");
      }
      if (bytes[i] == ',' || bytes[i] == ' ') {
        return i;
      }
    }
    throw new BadLine("missing fields");
  }

  private static void refuseDuplicates(List<Tag> tags) throws BadLine {
    Set<String> keys = new HashSet<>();
    for (Tag tag : tags) {
      if (!keys.add(tag.key())) {
        throw new BadLine("duplicate tags");
      }
    }
  }
}
