package millrace.objectstore;

import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import millrace.base.ErrorCode;
import millrace.base.MillraceException;

/// What may name an object, and how names are ordered.
final class ObjectNames {
  /// Ascending by UTF-8 bytes, which is the order of code points and not that of `String`.
  static final Comparator<String> ORDER = ObjectNames::compare;

  /// Parts that begin so are a store's own; nobody outside can name them.
  static final String RESERVED_PREFIX = ".millrace-";

  private static final int LONGEST_PART_BYTES = 255;

  private ObjectNames() {}

  /// Refuses names that could leave the store or mean two things.
  ///
  /// @return the name
  static String check(String name) {
    for (String part : name.split("/", -1)) {
      String fault = fault(part);
      if (!fault.isEmpty()) {
        throw new MillraceException(ErrorCode.INVALID_ARGUMENT, "object name \"" + name + "\" has " + fault);
      }
    }
    return name;
  }

  /// As [#check] for the beginning of names: its last part may be cut anywhere.
  static String checkPrefix(String prefix) {
    int folderEnd = prefix.lastIndexOf('/');
    if (folderEnd >= 0) {
      check(prefix.substring(0, folderEnd));
    }
    return prefix;
  }

  private static String fault(String part) {
    if (part.isEmpty()) {
      return "an empty part";
    }
    if (part.equals(".") || part.equals("..")) {
      return "a part \"" + part + "\"";
    }
    if (part.startsWith(RESERVED_PREFIX)) {
      return "a part that begins with " + RESERVED_PREFIX;
    }
    if (part.chars().anyMatch(c -> c < ' ' || c == '\\')) {
      return "a control character or a backslash";
    }
    return part.getBytes(StandardCharsets.UTF_8).length > LONGEST_PART_BYTES ? "a part of over 255 bytes" : "";
  }

  private static int compare(String a, String b) {
    int shorter = Math.min(a.length(), b.length());
    for (int i = 0; i < shorter; i++) {
      if (a.charAt(i) != b.charAt(i)) {
        return Integer.compare(codePointAround(a, i), codePointAround(b, i));
      }
    }
    return Integer.compare(a.length(), b.length());
  }

  /// The code point that holds the char at `i`: where only low surrogates differ, the common high one counts too.
  private static int codePointAround(String text, int i) {
    boolean second = i > 0 && Character.isSurrogatePair(text.charAt(i - 1), text.charAt(i));
    return text.codePointAt(second ? i - 1 : i);
  }
}
