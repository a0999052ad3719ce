package millrace.query.catalog;

import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import millrace.base.TimeSpan;
import millrace.catalog.Catalog;
import millrace.catalog.Database;
import millrace.catalog.RetentionPolicy;
import millrace.catalog.Table;
import millrace.catalog.TableCommand;
import millrace.columns.Column;
import millrace.columns.SeriesKey;
import millrace.columns.TableSource;
import millrace.influxql.DeletionStatement;
import millrace.influxql.DeletionStatement.Delete;
import millrace.influxql.DeletionStatement.DropMeasurement;
import millrace.influxql.DeletionStatement.DropSeries;
import millrace.influxql.DeletionStatement.DropShard;
import millrace.influxql.Expression;
import millrace.influxql.Source;
import millrace.query.QueryException;
import millrace.query.QueryOptions;

/// Runs DELETE, DROP SERIES, DROP MEASUREMENT and DROP SHARD, over all policies of the request's database.
///
/// Which series a condition means is settled once, before anything is removed. A statement that means all rows of a
/// table drops the table, so that a later write may give its columns other types.
final class Deletions {
  private final Catalog catalog;
  private final TableSource tables;
  private final DataDeletion deletion;
  private final ShardDirectory shards;

  Deletions(Catalog catalog, TableSource tables, DataDeletion deletion, ShardDirectory shards) {
    this.catalog = catalog;
    this.tables = tables;
    this.deletion = deletion;
    this.shards = shards;
  }

  void run(DeletionStatement statement, QueryOptions options) {
    switch (statement) {
      case Delete(List<Source> sources, Optional<Expression> condition) ->
        delete(sources, ShowClause.of(condition, options), options);
      case DropSeries(List<Source> sources, Optional<Expression> condition) ->
        delete(sources, ShowClause.of(condition, options).untimed("DROP SERIES"), options);
      case DropMeasurement(String name) ->
        delete(
            List.of(new Source.Measurement(name)),
            new ShowClause(Optional.empty(), TimeSpan.ALL, false),
            options);
      case DropShard(long id) -> deletion.dropShard(id);
    }
  }

  private void delete(List<Source> sources, ShowClause clause, QueryOptions options) {
    Database database = new Scopes(catalog.state(), options).named(options.database());
    Map<String, List<Table>> measurements = Scopes.tablesOfAllPolicies(database, sources);
    measurements.values().stream().flatMap(List::stream).forEach(table -> refuseFields(database, table, clause));
    for (List<Table> all : measurements.values()) {
      for (Table table : all) {
        if (clause.rest().isPresent()) {
          deleteSeries(table, clause);
        } else if (clause.isTimed()) {
          deletion.deleteRows(table.id(), clause.span());
        } else {
          drop(database, table);
        }
      }
    }
  }

  private void deleteSeries(Table table, ShowClause clause) {
    TagCondition condition = TagCondition.of(clause.rest());
    Set<SeriesKey> keys = new HashSet<>();
    try (LiveSeries live = LiveSeries.open(tables, table, clause.span())) {
      NameListings.matching(live, table.name(), condition).forEach(series -> keys.add(live.key(series)));
    }
    if (!keys.isEmpty()) {
      deletion.deleteRows(table.id(), keys, clause.span());
    }
  }

  private void drop(Database database, Table table) {
    for (RetentionPolicy policy : database.policies()) {
      if (policy.table(table.name()).filter(table::equals).isPresent()) {
        catalog.apply(new TableCommand.DropTable(database.name(), policy.name(), table.name()));
      }
    }
    deletion.dropTable(table.id());
  }

  /// Rows are never chosen by the values of fields. The message names the first shard there is.
  private void refuseFields(Database database, Table table, ShowClause clause) {
    Collection<String> tags = table.tags().stream().map(Column::name).toList();
    for (String name : TagCondition.names(clause.rest())) {
      boolean isField =
          table.fields().stream().anyMatch(field -> field.name().equals(name));
      if (isField && !tags.contains(name)) {
        throw new QueryException(
            "shard " + firstShard(database) + ": fields not supported in WHERE clause during deletion");
      }
    }
  }

  private long firstShard(Database database) {
    return database.policies().stream()
        .flatMap(policy -> shards.shards(policy.id()).stream())
        .mapToLong(ShardDirectory.ShardEntry::id)
        .min()
        .orElse(0);
  }
}
