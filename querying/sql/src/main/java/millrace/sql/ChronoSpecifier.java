package millrace.sql;

import java.util.Map;

/// One specifier of a time format: `%d`, `%-d`, `%:z`, `%.3f`.
///
/// @param letter what it stands for
/// @param length characters of the format it takes
/// @param padding what fills a number up: [#USUAL], [#NO_PADDING], a blank or `0`
/// @param hasPoint whether a fraction comes with its point
/// @param width digits of a fraction; 0 for as many as there are
/// @param colons in an offset
record ChronoSpecifier(char letter, int length, char padding, boolean hasPoint, int width, int colons) {
  static final char USUAL = '?';
  static final char NO_PADDING = '-';

  /// Specifiers that stand for several.
  private static final Map<String, String> COMPOSED = Map.ofEntries(
      Map.entry("%D", "%m/%d/%y"), Map.entry("%x", "%m/%d/%y"), Map.entry("%F", "%Y-%m-%d"), Map.entry("%v", "%e-%b-%Y"),
      Map.entry("%R", "%H:%M"), Map.entry("%T", "%H:%M:%S"), Map.entry("%X", "%H:%M:%S"), Map.entry("%r", "%I:%M:%S %p"),
      Map.entry("%c", "%a %b %e %H:%M:%S %Y"), Map.entry("%+", "%Y-%m-%dT%H:%M:%S%.f%:z"), Map.entry("%t", "\t"),
      Map.entry("%n", "\n"));

  /// A format with simple specifiers only; `%%` becomes a specifier of its own.
  static String expanded(String format) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < format.length(); i++) {
      String pair = format.substring(i, Math.min(format.length(), i + 2));
      if (pair.charAt(0) == '%' && pair.length() == 2) {
        text.append(COMPOSED.getOrDefault(pair, pair));
        i++;
      } else {
        text.append(pair.charAt(0));
      }
    }
    return text.toString();
  }

  /// The specifier that starts at a `%`.
  ///
  /// @throws millrace.base.MillraceException when the format ends within it
  static ChronoSpecifier at(String format, int start) {
    int at = start + 1;
    char padding = USUAL;
    boolean hasPoint = false;
    int width = 0;
    int colons = 0;
    for (; at < format.length(); at++) {
      char c = format.charAt(at);
      if (c == '-' || c == '_' || c == '0') {
        padding = c == '_' ? ' ' : c;
      } else if (c == '.') {
        hasPoint = true;
      } else if (c == '3' || c == '6' || c == '9') {
        width = c - '0';
      } else if (c == ':') {
        colons++;
      } else if (c != '#') {
        return new ChronoSpecifier(c, at + 1 - start, padding, hasPoint, width, colons);
      }
    }
    throw SqlFailure.execution("format '" + format + "' ends within a specifier");
  }
}
