package millrace.server.system;

import static millrace.server.system.Rows.row;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import millrace.catalog.Catalog;
import millrace.catalog.CatalogState;
import millrace.catalog.DatabaseName;
import millrace.catalog.RetentionPolicy;
import millrace.sql.Relation;
import millrace.sql.RowsRelation;
import millrace.sql.SystemTables;

/// The system tables of each database. Rows are gathered when a query opens a table, as they are then.
/// Source: specification of the server 9.1 and 9.2, of the processing engine 6.
///
/// Threads: any.
public final class SystemRelations {
  /// The database that has the tables about the server as a whole.
  public static final String INTERNAL = "_internal";

  private final Catalog catalog;
  private final millrace.plugins.SystemTables engine;
  private final QueryLog queries;
  private final StoredFiles files;
  private final NodeFacts node;
  private final Shown shown;

  /// What the server's settings say about these tables.
  ///
  /// @param tokenHashes false when the server runs without authentication
  /// @param firstFileSeconds time span of the first files
  public record Shown(boolean tokenHashes, long firstFileSeconds) {}

  public SystemRelations(
      Catalog catalog, millrace.plugins.SystemTables engine, QueryLog queries, StoredFiles files, NodeFacts node,
      Shown shown) {
    this.catalog = catalog;
    this.engine = engine;
    this.queries = queries;
    this.files = files;
    this.node = node;
    this.shown = shown;
  }

  /// The tables a query on a database sees.
  ///
  /// @param name `db`, `db/rp` or `_internal`
  public SystemTables of(String name) {
    CatalogState state = catalog.state();
    String database = DatabaseName.parse(name).database();
    Optional<RetentionPolicy> policy = state.policy(DatabaseName.parse(name));
    Map<String, RowsRelation> tables = new TreeMap<>();
    boolean isInternal = database.equals(INTERNAL);
    tables.put("queries", isInternal ? QueryTable.ofAll(queries) : QueryTable.of(database, queries));
    tables.put("last_caches", CacheDefinitions.last(policy));
    tables.put("distinct_caches", CacheDefinitions.distinct(policy));
    tables.put("parquet_files", parquetFiles(policy));
    tables.put("influxdb_schema", CatalogTables.schema(policy.orElse(nothing())));
    PluginTables.addTo(tables, engine, database);
    if (isInternal) {
      tables.put("tokens", CatalogTables.tokens(state, shown.tokenHashes()));
      tables.put("databases", CatalogTables.databases(state));
      tables.put("tables", CatalogTables.tables(state));
      tables.put("nodes", nodes());
      tables.put("generation_durations", generations());
      tables.put("plugin_files", PluginTables.files(engine));
    }
    return new Named(tables);
  }

  private record Named(Map<String, RowsRelation> tables) implements SystemTables {
    @Override
    public Optional<Relation> find(String table) {
      return Optional.ofNullable(tables.get(table));
    }

    @Override
    public List<String> names() {
      return List.copyOf(tables.keySet());
    }
  }

  private static RetentionPolicy nothing() {
    return new RetentionPolicy(0, "", 0, 1, 1, Map.of());
  }

  private RowsRelation parquetFiles(Optional<RetentionPolicy> policy) {
    return new RowsRelation(
        List.of(
            Rows.text("table_name"), Rows.text("path"), Rows.unsigned("size_bytes"), Rows.unsigned("row_count"),
            Rows.signed("min_time"), Rows.signed("max_time")),
        () -> {
          List<List<Object>> rows = new ArrayList<>();
          policy.ifPresent(found -> addFiles(found, rows));
          return rows;
        });
  }

  /// The files of tables that are not deleted.
  private void addFiles(RetentionPolicy policy, List<List<Object>> rows) {
    Map<Long, String> names = new HashMap<>();
    policy.tables().stream().filter(t -> t.deletion().isEmpty()).forEach(t -> names.put(t.id(), t.name()));
    for (StoredFiles.StoredFile file : files.of(policy.id())) {
      if (names.containsKey(file.tableId())) {
        rows.add(row(
            names.get(file.tableId()), file.path(), file.sizeBytes(), file.rowCount(), file.minTimeNanos(),
            file.maxTimeNanos()));
      }
    }
  }

  private RowsRelation nodes() {
    return new RowsRelation(
        List.of(
            Rows.text("node_id"), Rows.unsigned("node_catalog_id"), Rows.text("instance_id"), Rows.texts("mode"),
            Rows.unsigned("core_count"), Rows.text("state"), Rows.instant("updated_at"), Rows.text("cli_params")),
        List.of(row(
            node.nodeId(), node.catalogId(), node.instanceId(), List.of("core"), (long) node.cores(), "running",
            node.updatedNanos() / 1_000_000 * 1_000_000, node.settingsJson())));
  }

  private RowsRelation generations() {
    return new RowsRelation(
        List.of(Rows.unsigned("level"), Rows.unsigned("duration_seconds")),
        List.of(row(1L, shown.firstFileSeconds())));
  }
}
