package millrace.influxql;

/// What a statement reads from. Empty database and policy mean the request's and the database's default.
public sealed interface Source {
  /// One measurement by name: `db.rp.name`.
  record Measurement(String database, String policy, String name) implements Source {
    public Measurement(String name) {
      this("", "", name);
    }

    @Override
    public String toString() {
      return InfluxQlPrinter.print(this);
    }
  }

  /// All measurements of a policy whose name contains a match: `db.rp./pattern/`.
  ///
  /// @param pattern valid RE2, unanchored
  record Pattern(String database, String policy, String pattern) implements Source {
    @Override
    public String toString() {
      return InfluxQlPrinter.print(this);
    }
  }

  /// The rows of another SELECT.
  record Subquery(SelectStatement statement) implements Source {
    @Override
    public String toString() {
      return InfluxQlPrinter.print(this);
    }
  }
}
