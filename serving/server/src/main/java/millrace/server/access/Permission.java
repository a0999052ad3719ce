package millrace.server.access;

/// What a request needs to be allowed.
public sealed interface Permission {
  /// To read a database.
  ///
  /// @param database empty where neither statement nor request names one; then only who may do everything has it
  record Read(String database) implements Permission {}

  /// To write to a database, or delete from it.
  ///
  /// @param database as with [Read]
  record Write(String database) implements Permission {}

  /// To change the server: databases, users, and what else is no database's own.
  record Administer() implements Permission {}
}
