package millrace.influxql;

import java.util.List;
import java.util.function.UnaryOperator;

/// What a statement reads from. Empty database and policy mean the request's and the database's default.
public sealed interface Source {
  /// Rows of several sources that have their time and some tags in common. The only source of its SELECT; only in
  /// [Dialect#EXTENDED].
  ///
  /// @param sides two or more, of different names
  /// @param tags what sides have in common beside the time
  record Join(Kind kind, List<Side> sides, List<String> tags) implements Source {
    public Join {
      sides = List.copyOf(sides);
      tags = List.copyOf(tags);
    }

    /// The same join of sources made of its own.
    public Join withSources(UnaryOperator<Source> change) {
      return new Join(
          kind, sides.stream().map(side -> new Side(change.apply(side.source), side.alias)).toList(), tags);
    }

    /// Which rows have to be there.
    public enum Kind {
      INNER("JOIN"),
      LEFT("LEFT JOIN"),
      FULL("FULL JOIN");

      private final String text;

      Kind(String text) {
        this.text = text;
      }

      /// How it is written.
      public String text() {
        return text;
      }
    }

    /// One of the sources.
    ///
    /// @param source a measurement or a subquery
    /// @param alias what its columns are named by, never empty
    public record Side(Source source, String alias) {
      /// Whether the alias has to be written: it is not the measurement's name.
      boolean isNamed() {
        return !(source instanceof Measurement measurement && measurement.name().equals(alias));
      }
    }

    @Override
    public String toString() {
      return InfluxQlPrinter.print(this);
    }
  }

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
