package millrace.influxql;

import java.util.List;
import java.util.Optional;

/// A statement that removes rows.
public sealed interface DeletionStatement extends Statement {
  /// DELETE: rows by tags and time, over all policies unless a source names one. At least one of the two is given.
  ///
  /// @param sources measurements or patterns, never with a database
  record Delete(List<Source> sources, Optional<Expression> condition) implements DeletionStatement {
    public Delete {
      sources = List.copyOf(sources);
    }
  }

  /// DROP SERIES: whole series by tags. At least one of the two is given.
  ///
  /// @param sources measurements or patterns, never with a database or policy
  record DropSeries(List<Source> sources, Optional<Expression> condition) implements DeletionStatement {
    public DropSeries {
      sources = List.copyOf(sources);
    }
  }

  /// DROP MEASUREMENT, in all policies.
  record DropMeasurement(String name) implements DeletionStatement {}

  /// DROP SHARD.
  ///
  /// @param id unsigned in 64 bits
  record DropShard(long id) implements DeletionStatement {}
}
