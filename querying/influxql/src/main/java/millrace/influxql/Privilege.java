package millrace.influxql;

/// What a user may do with a database.
public enum Privilege {
  NONE("NO PRIVILEGES"),
  READ("READ"),
  WRITE("WRITE"),
  ALL("ALL PRIVILEGES");

  private final String text;

  Privilege(String text) {
    this.text = text;
  }

  /// As statements and SHOW GRANTS write it.
  public String text() {
    return text;
  }
}
