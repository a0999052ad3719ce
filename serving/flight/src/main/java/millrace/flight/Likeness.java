package millrace.flight;

/// SQL's `LIKE` patterns, which filters on names are: `%` stands for any characters, `_` for one.
final class Likeness {
  private Likeness() {}

  /// Whether all of `text` matches. Takes time proportional to the product of the lengths at worst.
  static boolean matches(String pattern, String text) {
    int p = 0;
    int t = 0;
    int lastStar = -1;
    int retry = 0;
    while (t < text.length()) {
      if (p < pattern.length() && pattern.charAt(p) == '%') {
        lastStar = p++;
        retry = t;
      } else if (p < pattern.length() && (pattern.charAt(p) == '_' || pattern.charAt(p) == text.charAt(t))) {
        p++;
        t++;
      } else if (lastStar >= 0) {
        p = lastStar + 1;
        t = ++retry;
      } else {
        return false;
      }
    }
    while (p < pattern.length() && pattern.charAt(p) == '%') {
      p++;
    }
    return p == pattern.length();
  }
}
