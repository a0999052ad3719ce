package millrace.influxql;

import java.util.List;
import java.util.Optional;

/// A statement that lists names. An empty database means the request's.
public sealed interface ShowStatement extends Statement {
  record ShowDatabases() implements ShowStatement {}

  record ShowPolicies(String database) implements ShowStatement {}

  /// SHOW MEASUREMENTS.
  ///
  /// @param scope has no sources
  /// @param place which policies, and whether of all databases
  /// @param match WITH MEASUREMENT
  record ShowMeasurements(Scope scope, Place place, Optional<NameMatch> match, List<SortField> order, Paging paging)
      implements ShowStatement {
    /// Where SHOW MEASUREMENTS looks: `ON db`, `ON db.rp`, `ON db.*`, `ON *.*`.
    public enum Place {
      /// All policies of the database, named without them.
      DATABASE,
      /// The policy `policy` of the database.
      POLICY,
      /// Each policy of the database.
      ALL_POLICIES,
      /// Each policy of each database.
      ALL_DATABASES
    }

    public ShowMeasurements {
      order = List.copyOf(order);
    }
  }

  record ShowSeries(Scope scope, List<SortField> order, Paging paging) implements ShowStatement {
    public ShowSeries {
      order = List.copyOf(order);
    }
  }

  /// SHOW TAG KEYS.
  ///
  /// @param match WITH KEY
  record ShowTagKeys(Scope scope, Optional<NameMatch> match, List<SortField> order, Paging paging)
      implements ShowStatement {
    public ShowTagKeys {
      order = List.copyOf(order);
    }
  }

  /// SHOW TAG VALUES.
  ///
  /// @param match WITH KEY
  record ShowTagValues(Scope scope, NameMatch match, List<SortField> order, Paging paging) implements ShowStatement {
    public ShowTagValues {
      order = List.copyOf(order);
    }
  }

  /// SHOW FIELD KEYS. The scope has no condition.
  record ShowFieldKeys(Scope scope, List<SortField> order, Paging paging) implements ShowStatement {
    public ShowFieldKeys {
      order = List.copyOf(order);
    }
  }

  /// SHOW ... CARDINALITY.
  ///
  /// @param exact whether EXACT is written
  /// @param match WITH KEY, present exactly for tag values
  record ShowCardinality(
      Subject subject,
      boolean exact,
      Scope scope,
      Optional<NameMatch> match,
      List<Expression> dimensions,
      Paging paging)
      implements ShowStatement {
    /// What is counted.
    public enum Subject {
      SERIES,
      MEASUREMENT,
      TAG_KEY,
      TAG_VALUES,
      FIELD_KEY;

      /// As the statement names it.
      public String text() {
        return name().replace('_', ' ');
      }
    }

    public ShowCardinality {
      dimensions = List.copyOf(dimensions);
    }
  }

  record ShowShards() implements ShowStatement {}

  record ShowShardGroups() implements ShowStatement {}

  record ShowUsers() implements ShowStatement {}

  record ShowGrants(String user) implements ShowStatement {}

  record ShowQueries() implements ShowStatement {}

  record ShowSubscriptions() implements ShowStatement {}

  record ShowContinuousQueries() implements ShowStatement {}

  /// SHOW STATS.
  ///
  /// @param module empty for all
  record ShowStats(String module) implements ShowStatement {}

  /// SHOW DIAGNOSTICS.
  ///
  /// @param module empty for all
  record ShowDiagnostics(String module) implements ShowStatement {}

  /// What of a database a statement looks at.
  ///
  /// @param database empty for the request's
  /// @param policy empty unless written after ON
  /// @param sources empty for all measurements
  record Scope(String database, String policy, List<Source> sources, Optional<Expression> condition) {
    public Scope {
      sources = List.copyOf(sources);
    }
  }
}
