package millrace.influxql;

/// A statement about users and what they may do.
public sealed interface AccessStatement extends Statement {
  /// CREATE USER.
  ///
  /// @param admin WITH ALL PRIVILEGES
  record CreateUser(String name, String password, boolean admin) implements AccessStatement {
    /// Leaves the password out.
    @Override
    public String toString() {
      return InfluxQlPrinter.print(this);
    }
  }

  record DropUser(String name) implements AccessStatement {}

  record SetPassword(String user, String password) implements AccessStatement {
    /// Leaves the password out.
    @Override
    public String toString() {
      return InfluxQlPrinter.print(this);
    }
  }

  record Grant(Privilege privilege, String database, String user) implements AccessStatement {}

  /// GRANT ALL TO: makes an administrator.
  record GrantAdmin(String user) implements AccessStatement {}

  record Revoke(Privilege privilege, String database, String user) implements AccessStatement {}

  /// REVOKE ALL FROM: ends being an administrator.
  record RevokeAdmin(String user) implements AccessStatement {}
}
