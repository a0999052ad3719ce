package millrace.catalog;

import static millrace.base.Checks.require;

/// A database as v3 clients spell it: `db`, its default policy, or `db/rp`.
///
/// @param policy empty for the default one
public record DatabaseName(String database, String policy) {
  public DatabaseName {
    require(database.indexOf('/') < 0, "database name contains a slash: %s", database);
  }

  /// Takes a v3 spelling apart at its first slash.
  public static DatabaseName parse(String text) {
    int slash = text.indexOf('/');
    return slash < 0
        ? new DatabaseName(text, "")
        : new DatabaseName(text.substring(0, slash), text.substring(slash + 1));
  }

  @Override
  public String toString() {
    return policy.isEmpty() ? database : database + "/" + policy;
  }
}
