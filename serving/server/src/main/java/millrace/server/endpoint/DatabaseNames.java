package millrace.server.endpoint;

import millrace.server.http.HttpFault;

/// The rules for names of databases on the v3 endpoints. Source: specification 2.4.
final class DatabaseNames {
  private static final int MOST_CHARACTERS = 511;

  private DatabaseNames() {}

  /// Returns normally when `name` may name a database, `db` or `db/rp`.
  static void check(String name) {
    if (name.isEmpty()) {
      throw HttpFault.json(400, "db name cannot be empty");
    }
    if (name.length() > MOST_CHARACTERS) {
      throw HttpFault.json(400, "db name too long: max " + MOST_CHARACTERS);
    }
    if (!isLetterOrDigit(name.charAt(0))) {
      throw HttpFault.json(400, "db name did not start with a number or letter");
    }
    int slash = name.indexOf('/');
    boolean twoParts = slash >= 0;
    if (twoParts && (slash == name.length() - 1 || name.indexOf('/', slash + 1) >= 0)) {
      throw HttpFault.json(400,
          "db name with invalid retention policy, if providing a retention policy name, must be of form '<db_name>/<rp_name>'");
    }
    boolean clean = name.chars().allMatch(c -> isLetterOrDigit((char) c) || c == '_' || c == '-' || c == '/');
    if (!clean) {
      throw HttpFault.json(400,
          "invalid character in database or rp name: must be ASCII, containing only letters, numbers, underscores, or hyphens");
    }
  }

  private static boolean isLetterOrDigit(char c) {
    return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9';
  }
}
