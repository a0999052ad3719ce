package millrace.objectstore;

import millrace.base.ErrorCode;
import millrace.base.MillraceException;

/// What may name an object. Printable ASCII only: every file system and bucket keeps it as it is, whatever the locale,
/// and the order of `String` is that of the bytes.
final class ObjectNames {
  /// Parts that begin so are a store's own; nobody outside can name them.
  static final String RESERVED_PREFIX = ".millrace-";

  private static final int LONGEST_PART = 255;

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
    if (part.chars().anyMatch(c -> c < ' ' || c > '~' || c == '\\')) {
      return "a backslash or a character that is not printable ASCII";
    }
    return part.length() > LONGEST_PART ? "a part of over 255 characters" : "";
  }
}
