package millrace.server;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.Supplier;
import millrace.catalog.CatalogState;
import millrace.catalog.Database;
import millrace.catalog.RetentionPolicy;
import millrace.catalog.Table;
import millrace.catalog.Token;
import millrace.columns.Column;
import millrace.columns.ColumnType;
import millrace.plugins.SystemTables;
import millrace.sql.Relation;
import millrace.sql.RowsRelation;
import millrace.sql.SqlColumn;
import millrace.sql.SqlType;

/// The rows of schema `system`, gathered when a query asks. Source: specification 9 and, for the engine, 6.
final class SystemRelations {
  private static final String INTERNAL = "_internal";
  private static final long NANOS_PER_MILLI = 1_000_000;
  private static final int SHOWN_DIGEST = 9;

  private final Supplier<CatalogState> catalog;
  private final SystemTables engine;
  private final String nodeId;
  private final boolean withTokens;

  /// @param withTokens whether the server asks for tokens; their digests are hidden otherwise
  SystemRelations(Supplier<CatalogState> catalog, SystemTables engine, String nodeId, boolean withTokens) {
    this.catalog = catalog;
    this.engine = engine;
    this.nodeId = nodeId;
    this.withTokens = withTokens;
  }

  /// The system tables of one database.
  millrace.sql.SystemTables of(String database) {
    Map<String, Supplier<Relation>> tables = new TreeMap<>();
    tables.put("processing_engine_triggers", () -> triggers(database));
    tables.put("processing_engine_trigger_arguments", () -> triggerArguments(database));
    tables.put("processing_engine_trigger_status", () -> triggerStatus(database));
    tables.put("processing_engine_logs", () -> logs(database));
    tables.put("processing_engine_runs", () -> runs(database));
    if (database.equals(INTERNAL)) {
      tables.put("databases", this::databases);
      tables.put("tables", this::tables);
      tables.put("tokens", this::tokens);
      tables.put("nodes", this::nodes);
      tables.put("plugin_files", this::pluginFiles);
    } else {
      tables.put("influxdb_schema", () -> schema(database));
    }
    return new Named(tables);
  }

  private record Named(Map<String, Supplier<Relation>> tables) implements millrace.sql.SystemTables {
    @Override
    public Optional<Relation> find(String table) {
      return Optional.ofNullable(tables.get(table)).map(Supplier::get);
    }

    @Override
    public List<String> names() {
      return List.copyOf(tables.keySet());
    }
  }

  private Relation schema(String name) {
    List<List<Object>> rows = new ArrayList<>();
    catalog.get().database(name).flatMap(database -> database.policy("")).stream()
        .flatMap(policy -> policy.tables().stream())
        .filter(table -> table.deletion().isEmpty())
        .forEach(table -> {
          List<List<Object>> own = new ArrayList<>();
          own.add(row(table.name(), "time", "time"));
          table.columns().forEach(column -> own.add(row(table.name(), column.name(), word(column.type()))));
          own.sort(Comparator.comparing(columns -> (String) columns.get(1)));
          rows.addAll(own);
        });
    return relation(rows, text("measurement"), text("key"), text("data_type"));
  }

  private static String word(ColumnType type) {
    return switch (type) {
      case TAG -> "tag";
      case FLOAT -> "float";
      case INTEGER -> "integer";
      case UNSIGNED -> "uinteger";
      case STRING -> "string";
      case BOOLEAN -> "boolean";
    };
  }

  private Relation databases() {
    List<List<Object>> rows = new ArrayList<>();
    for (Database database : catalog.get().databases()) {
      Optional<Long> retention = database.policy("")
          .filter(policy -> policy.durationNanos() != 0)
          .map(policy -> Math.max(0, policy.durationNanos()));
      rows.add(row(
          database.name(), retention.orElse(null), database.isDeleted(),
          hardDeletion(database.deletion().map(millrace.catalog.Deletion::hardDeleteNanos))));
    }
    return relation(rows, text("database_name"), unsigned("retention_period_ns"), truth("deleted"), time("hard_deletion_time"));
  }

  private Relation tables() {
    List<List<Object>> rows = new ArrayList<>();
    for (Database database : catalog.get().databases()) {
      for (RetentionPolicy policy : database.policies()) {
        boolean isDefault = policy.name().equals(database.defaultPolicy());
        String owner = isDefault ? database.name() : database.name() + "/" + policy.name();
        policy.tables().forEach(table -> rows.add(table(owner, table)));
      }
    }
    return relation(rows, text("database_name"), text("table_name"), unsigned("column_count"), text("series_key_columns"),
        unsigned("last_cache_count"), unsigned("distinct_cache_count"), truth("deleted"), time("hard_deletion_time"));
  }

  private static List<Object> table(String owner, Table table) {
    String key = String.join(", ", table.tags().stream().map(Column::name).toList());
    return row(owner, table.name(), table.columns().size() + 1L, key, 0L, 0L, table.deletion().isPresent(),
        hardDeletion(table.deletion().map(millrace.catalog.Deletion::hardDeleteNanos)));
  }

  private static Long hardDeletion(Optional<OptionalLong> at) {
    return at.isPresent() && at.get().isPresent() ? (Long) at.get().getAsLong() : null;
  }

  private Relation tokens() {
    List<List<Object>> rows = new ArrayList<>();
    for (Token token : catalog.get().tokens()) {
      List<Object> row = new ArrayList<>(Arrays.asList(token.id(), token.name()));
      if (withTokens) {
        row.add(token.sha512Hex().substring(0, SHOWN_DIGEST));
      }
      Long expiry = token.expiryMillis().isPresent() ? (Long) (token.expiryMillis().getAsLong() * NANOS_PER_MILLI) : null;
      row.addAll(Arrays.asList(token.createdMillis() * NANOS_PER_MILLI,
          token.description().isEmpty() ? null : token.description(), null, null, null, expiry, "*:*:*"));
      rows.add(row);
    }
    List<SqlColumn> columns = new ArrayList<>(List.of(unsigned("token_id"), text("name")));
    if (withTokens) {
      columns.add(text("hash"));
    }
    columns.addAll(List.of(time("created_at"), text("description"), unsigned("created_by_token_id"), time("updated_at"),
        unsigned("updated_by_token_id"), time("expiry"), text("permissions")));
    return new RowsRelation(columns, rows);
  }

  private Relation nodes() {
    List<List<Object>> rows = List.of(row(
        nodeId, 0L, catalog.get().uuid(), "[core]", (long) Runtime.getRuntime().availableProcessors(), "running"));
    return relation(rows, text("node_id"), unsigned("node_catalog_id"), text("instance_id"), text("mode"),
        unsigned("core_count"), text("state"));
  }

  private Relation triggers(String database) {
    List<List<Object>> rows = new ArrayList<>();
    engine.triggers(database).forEach(t -> rows.add(
        row(t.trigger(), t.pluginFile(), t.specification(), t.disabled(), t.errorBehavior())));
    return relation(rows, text("trigger_name"), text("plugin_filename"), text("trigger_specification"), truth("disabled"),
        text("error_behavior"));
  }

  private Relation triggerArguments(String database) {
    List<List<Object>> rows = new ArrayList<>();
    engine.triggerArguments(database).forEach(a -> rows.add(row(a.trigger(), a.key(), a.value())));
    return relation(rows, text("trigger_name"), text("argument_key"), text("argument_value"));
  }

  private Relation triggerStatus(String database) {
    List<List<Object>> rows = new ArrayList<>();
    engine.triggerStatus(database).forEach(t -> rows.add(row(
        t.database(), t.trigger(), t.state(), t.reason(), t.runAsynchronous(), (long) t.queued(), (long) t.running(),
        t.runs(), t.failures(), t.droppedFlushes(), orNull(t.lastStartNanos()), orNull(t.lastDurationNanos()),
        t.lastError(), orNull(t.nextNanos()), t.pluginDigest())));
    return relation(rows, text("database"), text("trigger_name"), text("state"), text("reason"), truth("run_async"),
        number("queued"), number("running"), number("runs"), number("failures"), number("dropped_flushes"),
        time("last_start"), number("last_duration_ns"), text("last_error"), time("next_instant"), text("plugin_digest"));
  }

  private Relation logs(String database) {
    List<List<Object>> rows = new ArrayList<>();
    engine.logs(database).forEach(l -> rows.add(row(l.eventNanos(), l.trigger(), l.level().name(), l.text())));
    return relation(rows, time("event_time"), text("trigger_name"), text("log_level"), text("log_text"));
  }

  private Relation runs(String database) {
    return RunTable.of(engine.runs(database));
  }

  private Relation pluginFiles() {
    List<List<Object>> rows = new ArrayList<>();
    engine.pluginFiles().forEach(f -> rows.add(
        row(f.pluginName(), f.fileName(), f.filePath(), f.sizeBytes(), f.lastModifiedMillis())));
    return relation(rows, text("plugin_name"), text("file_name"), text("file_path"), number("size_bytes"),
        number("last_modified"));
  }

  static Object orNull(OptionalLong value) {
    return value.isPresent() ? (Object) value.getAsLong() : null;
  }

  static List<Object> row(Object... cells) {
    return Arrays.asList(cells);
  }

  static Relation relation(List<List<Object>> rows, SqlColumn... columns) {
    return new RowsRelation(List.of(columns), rows);
  }

  static SqlColumn text(String name) {
    return new SqlColumn(name, SqlType.UTF8);
  }

  static SqlColumn number(String name) {
    return new SqlColumn(name, SqlType.INT64);
  }

  static SqlColumn unsigned(String name) {
    return new SqlColumn(name, SqlType.UINT64);
  }

  static SqlColumn truth(String name) {
    return new SqlColumn(name, SqlType.BOOLEAN);
  }

  static SqlColumn time(String name) {
    return new SqlColumn(name, SqlType.TIMESTAMP);
  }
}
