package millrace.query.batch;

/// Compares strings as their UTF-8 bytes compare, which is the order of code points and not always that of
/// [String#compareTo].
public final class Utf8Order {
  private Utf8Order() {}

  /// Negative, zero or positive as `a` is before, equal to or after `b`.
  public static int compare(String a, String b) {
    int common = Math.min(a.length(), b.length());
    for (int i = 0; i < common; i++) {
      char x = a.charAt(i);
      char y = b.charAt(i);
      if (x != y) {
        return weight(x) - weight(y);
      }
    }
    return a.length() - b.length();
  }

  /// Surrogates stand for code points above all other characters.
  private static int weight(char c) {
    return Character.isSurrogate(c) ? c + 0x10000 : c;
  }
}
