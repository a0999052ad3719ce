package millrace.plugins;

/// White space as Unicode defines it (property `White_Space`), which is neither what [String#trim] nor what
/// [String#strip] removes.
final class WhiteSpace {
  private WhiteSpace() {}

  static boolean is(char c) {
    return c >= '\t' && c <= '\r'
        || c == ' '
        || c == '\u0085'
        || c == '\u00a0'
        || c == '\u1680'
        || c >= '\u2000' && c <= '\u200a'
        || c == '\u2028'
        || c == '\u2029'
        || c == '\u202f'
        || c == '\u205f'
        || c == '\u3000';
  }

  static String trim(String text) {
    int start = 0;
    int end = text.length();
    while (start < end && is(text.charAt(start))) {
      start++;
    }
    while (end > start && is(text.charAt(end - 1))) {
      end--;
    }
    return text.substring(start, end);
  }
}
