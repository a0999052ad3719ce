package millrace.influxql;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// A statement that changes what the catalog holds: databases, policies, continuous queries, subscriptions.
public sealed interface SchemaStatement extends Statement {
  /// CREATE DATABASE.
  ///
  /// @param policy the options of its default policy, present when WITH is written
  record CreateDatabase(String name, Optional<RetentionOptions> policy) implements SchemaStatement {}

  record DropDatabase(String name) implements SchemaStatement {}

  /// CREATE RETENTION POLICY. Duration and replication are always present.
  ///
  /// @param makeDefault DEFAULT
  record CreatePolicy(String name, String database, RetentionOptions options, boolean makeDefault)
      implements SchemaStatement {}

  /// ALTER RETENTION POLICY. What is not present stays as it is.
  record AlterPolicy(String name, String database, RetentionOptions options, boolean makeDefault)
      implements SchemaStatement {}

  record DropPolicy(String name, String database) implements SchemaStatement {}

  /// CREATE CONTINUOUS QUERY.
  ///
  /// @param select has INTO, and GROUP BY time if it has a call
  /// @param everyNanos RESAMPLE EVERY
  /// @param forNanos RESAMPLE FOR
  record CreateContinuousQuery(
      String name, String database, OptionalLong everyNanos, OptionalLong forNanos, SelectStatement select)
      implements SchemaStatement {}

  record DropContinuousQuery(String name, String database) implements SchemaStatement {}

  /// CREATE SUBSCRIPTION.
  ///
  /// @param toAll whether every destination gets every write, else one of them
  /// @param destinations addresses, at least one
  record CreateSubscription(String name, String database, String policy, boolean toAll, List<String> destinations)
      implements SchemaStatement {
    public CreateSubscription {
      destinations = List.copyOf(destinations);
    }
  }

  record DropSubscription(String name, String database, String policy) implements SchemaStatement {}
}
