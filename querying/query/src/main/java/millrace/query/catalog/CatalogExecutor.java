package millrace.query.catalog;

import millrace.base.Clock;
import millrace.catalog.Catalog;
import millrace.catalog.CatalogState;
import millrace.columns.ObservedTables;
import millrace.columns.TableSource;
import millrace.influxql.AccessStatement;
import millrace.influxql.DeletionStatement;
import millrace.influxql.ExplainStatement;
import millrace.influxql.InfluxQlPrinter;
import millrace.influxql.KillQuery;
import millrace.influxql.SchemaStatement;
import millrace.influxql.SelectStatement;
import millrace.influxql.ShowStatement;
import millrace.influxql.ShowStatement.ShowCardinality;
import millrace.influxql.ShowStatement.ShowContinuousQueries;
import millrace.influxql.ShowStatement.ShowDatabases;
import millrace.influxql.ShowStatement.ShowDiagnostics;
import millrace.influxql.ShowStatement.ShowFieldKeys;
import millrace.influxql.ShowStatement.ShowGrants;
import millrace.influxql.ShowStatement.ShowMeasurements;
import millrace.influxql.ShowStatement.ShowPolicies;
import millrace.influxql.ShowStatement.ShowQueries;
import millrace.influxql.ShowStatement.ShowSeries;
import millrace.influxql.ShowStatement.ShowShardGroups;
import millrace.influxql.ShowStatement.ShowShards;
import millrace.influxql.ShowStatement.ShowStats;
import millrace.influxql.ShowStatement.ShowSubscriptions;
import millrace.influxql.ShowStatement.ShowTagKeys;
import millrace.influxql.ShowStatement.ShowTagValues;
import millrace.influxql.ShowStatement.ShowUsers;
import millrace.influxql.Statement;
import millrace.query.CatalogStatements;
import millrace.query.PartialAnswer;
import millrace.query.QueryOptions;
import millrace.query.ResultSink;

/// Runs every statement that is neither SELECT nor EXPLAIN.
///
/// A statement looks at one state of the catalog from beginning to end, or makes one change to it. Answers follow
/// InfluxDB 1.6 in shape, order and message.
///
/// Threads: any.
public final class CatalogExecutor implements CatalogStatements {
  private final Catalog catalog;
  private final TableSource tables;
  private final ShardDirectory shards;
  private final RunningQueries queries;
  private final ServerDiagnostics diagnostics;
  private final Clock clock;
  private final SchemaChanges schema;
  private final AccessChanges access;
  private final Deletions deletions;

  public CatalogExecutor(
      Catalog catalog,
      TableSource tables,
      DataDeletion deletion,
      ShardDirectory shards,
      RunningQueries queries,
      ServerDiagnostics diagnostics,
      Clock clock) {
    this.catalog = catalog;
    this.tables = tables;
    this.shards = shards;
    this.queries = queries;
    this.diagnostics = diagnostics;
    this.clock = clock;
    this.schema = new SchemaChanges(catalog, deletion);
    this.access = new AccessChanges(catalog, PasswordSalts.random());
    this.deletions = new Deletions(catalog, tables, deletion, shards);
  }

  @Override
  public void execute(Statement statement, QueryOptions options, ResultSink sink) {
    switch (statement) {
      case ShowStatement show -> show(show, options, sink);
      case SchemaStatement change -> schema.run(change, options);
      case AccessStatement change -> access.run(change);
      case DeletionStatement deletion -> deletions.run(deletion, options);
      case KillQuery(long id, String _) -> queries.kill(id);
      case SelectStatement _, ExplainStatement _ ->
        throw new IllegalArgumentException("not a statement about the catalog: " + statement);
    }
    if (options.readOnly() && changesNames(statement)) {
      sink.message(
          "warning",
          "deprecated use of '" + InfluxQlPrinter.print(statement)
              + "' in a read only context, please use a POST request instead");
    }
  }

  /// Statements that GET requests should not bring. DELETE and KILL QUERY are not among them.
  private static boolean changesNames(Statement statement) {
    return switch (statement) {
      case SchemaStatement _, AccessStatement _ -> true;
      case DeletionStatement deletion -> !(deletion instanceof DeletionStatement.Delete);
      case ShowStatement _, KillQuery _, SelectStatement _, ExplainStatement _ -> false;
    };
  }

  private void show(ShowStatement show, QueryOptions options, ResultSink sink) {
    CatalogState state = catalog.state();
    CatalogListings listings = new CatalogListings(state, options, sink);
    ObservedTables observed = new ObservedTables(tables);
    NameListings names = new NameListings(state, observed, options, sink);
    switch (show) {
      case ShowDatabases() -> listings.databases();
      case ShowPolicies(String database) -> listings.policies(database);
      case ShowUsers() -> listings.users();
      case ShowGrants(String user) -> listings.grants(user);
      case ShowContinuousQueries() -> listings.continuousQueries();
      case ShowSubscriptions() -> listings.subscriptions();
      case ShowShards() -> listings.shards(shards);
      case ShowShardGroups() -> listings.shardGroups(shards);
      case ShowQueries() -> queries.list(sink, clock);
      case ShowStats(String module) -> ModuleListing.statistics(diagnostics, module, sink);
      case ShowDiagnostics(String module) -> ModuleListing.diagnostics(diagnostics, module, sink);
      case ShowMeasurements statement ->
        new MeasurementListing(state, observed, options, sink).measurements(statement);
      case ShowSeries statement -> names.series(statement);
      case ShowTagKeys statement -> names.tagKeys(statement);
      case ShowTagValues statement -> names.tagValues(statement);
      case ShowFieldKeys statement -> names.fieldKeys(statement);
      case ShowCardinality statement -> new Cardinalities(state, observed, options, sink).count(statement);
    }
    PartialAnswer.tell(observed, sink);
  }
}
