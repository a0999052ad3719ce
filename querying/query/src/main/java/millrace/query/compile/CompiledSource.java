package millrace.query.compile;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import millrace.influxql.Source;

/// What a compiled SELECT reads from; names of database and policy are filled in.
public sealed interface CompiledSource {
  /// One measurement.
  record Table(Source.Measurement measurement) implements CompiledSource {}

  /// All measurements that match.
  record Tables(Source.Pattern pattern) implements CompiledSource {}

  /// The rows of several SELECTs that have their time and some tags in common.
  ///
  /// @param tags what they have in common beside the time
  record Joined(Source.Join.Kind kind, List<Side> sides, List<String> tags) implements CompiledSource {
    public Joined {
      sides = List.copyOf(sides);
      tags = List.copyOf(tags);
    }

    /// The side a name of the outer statement belongs to, and what it is called there.
    Optional<Found> find(String name) {
      return sides.stream()
          .filter(side -> name.startsWith(side.alias + "."))
          .max(Comparator.comparingInt(side -> side.alias.length()))
          .map(side -> new Found(side, name.substring(side.alias.length() + 1)));
    }

    record Found(Side side, String column) {}
  }

  /// A side of a join.
  ///
  /// @param alias what its columns are named by
  /// @param isTable whether it is a measurement, of which only the columns are read that are asked for
  record Side(String alias, CompiledSelect select, boolean isTable) {
    /// What the outer statement calls a column.
    public String columnName(String column) {
      return alias + "." + column;
    }
  }

  /// The rows of another SELECT.
  record Rows(CompiledSelect select) implements CompiledSource {}
}
