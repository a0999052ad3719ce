package millrace.server.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import millrace.base.Clock;
import millrace.catalog.Catalog;
import millrace.catalog.DatabaseCommand;
import millrace.catalog.DatabaseName;
import millrace.catalog.PolicySettings;
import millrace.catalog.RetentionPolicy;
import millrace.catalog.TableCommand;
import millrace.catalog.TokenCommand;
import millrace.columns.ColumnType;
import millrace.objectstore.MemoryObjectStore;
import millrace.plugins.DeadLetter;
import millrace.plugins.LogRow;
import millrace.plugins.ReplayReport;
import millrace.plugins.RunCause;
import millrace.plugins.RunRow;
import millrace.plugins.SystemTables;
import millrace.plugins.worker.LogLevel;
import millrace.sql.DatabaseRelations;
import millrace.sql.SqlBatch;
import millrace.sql.SqlColumn;
import millrace.sql.SqlEngine;
import millrace.sql.SqlRequest;
import millrace.sql.SqlResult;
import millrace.sql.SqlType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class SystemRelationsTest {
  private static final long T0 = 1_700_000_000_000_000_000L;
  private static final long DAY = 86_400_000_000_000L;

  private static long now = T0;
  private static QueryLog log;
  private static SqlEngine sql;

  @BeforeAll
  static void open() {
    Clock clock = () -> now;
    Catalog catalog = Catalog.open(new MemoryObjectStore(), "node/catalog");
    catalog.apply(new DatabaseCommand.CreateDatabase("shop", new PolicySettings("autogen", 30 * DAY, DAY, 1)));
    catalog.apply(new DatabaseCommand.CreateDatabase("other", new PolicySettings("autogen", 0, DAY, 1)));
    catalog.apply(new TableCommand.EnsureTables("shop", "", List.of(new TableCommand.TableNeed(
        "home",
        List.of(
            new TableCommand.NewColumn("room", ColumnType.TAG), new TableCommand.NewColumn("floor", ColumnType.TAG),
            new TableCommand.NewColumn("temp", ColumnType.FLOAT), new TableCommand.NewColumn("co", ColumnType.INTEGER),
            new TableCommand.NewColumn("on", ColumnType.BOOLEAN), new TableCommand.NewColumn("n", ColumnType.UNSIGNED),
            new TableCommand.NewColumn("note", ColumnType.STRING))))));
    catalog.apply(new TokenCommand.CreateToken("_admin", "0123456789abcdef", "", 1_700_000_000_123L, OptionalLong.empty()));
    log = new QueryLog(3, clock);
    RetentionPolicy policy = catalog.state().policy(DatabaseName.parse("shop")).orElseThrow();
    long table = policy.table("home").orElseThrow().id();
    StoredFiles files = id -> id == policy.id()
        ? List.of(new StoredFiles.StoredFile(table, "node/dbs/1.parquet", 100, 7, T0, T0 + 1)) : List.of();
    NodeFacts node = new NodeFacts("node", 0, "instance", 2, T0, "{}");
    SystemRelations system =
        new SystemRelations(catalog, new OneTrigger(), log, files, node, new SystemRelations.Shown(true, 600));
    sql = new SqlEngine(
        Path.of(System.getProperty("java.io.tmpdir"), "millrace-native"),
        name -> new DatabaseRelations(
            catalog.state().policy(DatabaseName.parse(name)), id -> {
              throw new IllegalStateException("no user table is read here");
            }, system.of(name), new NoCaches(), now));
  }

  @AfterAll
  static void close() {
    sql.close();
  }

  @Test
  void schemaHasOneRowPerColumnInTheSevenWords() {
    assertThat(run("shop", "SELECT * FROM system.influxdb_schema")).containsExactly(
        "measurement,key,data_type", "home,co,integer", "home,floor,tag", "home,n,uinteger", "home,note,string",
        "home,on,boolean", "home,room,tag", "home,temp,float", "home,time,time");
  }

  @Test
  void retentionIsShownWhereThereIsOne() {
    assertThat(run("_internal", "SELECT retention_period_ns FROM system.databases WHERE database_name='shop'"))
        .containsExactly("retention_period_ns", "2592000000000000");
    assertThat(run("_internal", "SELECT retention_period_ns FROM system.databases WHERE database_name='other'"))
        .containsExactly("retention_period_ns", "null");
  }

  @Test
  void tablesAreCountedWithTimeAndShowTheirSeriesKey() {
    assertThat(run("_internal", "SELECT * FROM system.tables")).containsExactly(
        "database_name,table_name,column_count,series_key_columns,last_cache_count,distinct_cache_count,deleted,hard_deletion_time",
        "shop,home,8,room, floor,0,0,false,null");
  }

  @Test
  void tokensShowTheStartOfTheirDigest() {
    assertThat(run("_internal", "SELECT * FROM system.tokens")).containsExactly(
        "token_id,name,hash,created_at,description,created_by_token_id,updated_at,updated_by_token_id,expiry,permissions",
        "0,_admin,012345678,1700000000123000000,null,null,null,null,null,*:*:*");
  }

  @Test
  void nodesHaveAListOfModes() {
    assertThat(run("_internal", "SELECT node_id, mode, state FROM system.nodes"))
        .containsExactly("node_id,mode,state", "node,[core],running");
    assertThat(run("_internal", "SELECT * FROM system.generation_durations")).containsExactly("level,duration_seconds", "1,600");
  }

  @Test
  void parquetFilesAreThoseOfTheDatabase() {
    assertThat(run("shop", "SELECT * FROM system.parquet_files")).containsExactly(
        "table_name,path,size_bytes,row_count,min_time,max_time", "home,node/dbs/1.parquet,100,7," + T0 + "," + (T0 + 1));
    assertThat(run("shop", "SELECT * FROM system.parquet_files WHERE table_name = 'nothing'")).hasSize(1);
    assertThat(run("other", "SELECT * FROM system.parquet_files")).hasSize(1);
  }

  @Test
  void tablesOfTheServerAreInTheInternalDatabaseOnly() {
    assertThatThrownBy(() -> run("shop", "SELECT * FROM system.tokens"))
        .hasMessage("Error during planning: table 'public.system.tokens' not found");
    assertThatThrownBy(() -> run("_internal", "SELECT * FROM tokens"))
        .hasMessage("Error during planning: table 'public.iox.tokens' not found");
  }

  @Test
  void cachesHaveTheirColumnsAndNoRows() {
    assertThat(run("shop", "SELECT * FROM system.last_caches")).containsExactly(
        "table,name,key_column_ids,key_column_names,value_column_ids,value_column_names,count,ttl");
    assertThat(run("shop", "SELECT * FROM system.distinct_caches"))
        .containsExactly("table,name,column_ids,column_names,max_cardinality,max_age_seconds");
  }

  @Test
  void triggersTheirArgumentsLogsAndRunsAreShown() {
    assertThat(run("shop", "SELECT * FROM system.processing_engine_triggers")).containsExactly(
        "trigger_name,plugin_filename,trigger_specification,disabled,error_behavior,state,reason,run_async,delivery,node_spec",
        "tick,tick.py,{},false,log,running,,false,newest,all");
    assertThat(run("shop", "SELECT * FROM system.processing_engine_trigger_arguments"))
        .containsExactly("trigger_name,argument_key,argument_value", "tick,k,v");
    assertThat(run("shop", "SELECT * FROM system.processing_engine_logs"))
        .containsExactly("event_time,trigger_name,log_level,log_text", T0 + ",tick,INFO,hello");
    assertThat(run("shop", "SELECT trigger_name, duration, outcome, error FROM system.processing_engine_runs"))
        .containsExactly("trigger_name,duration,outcome,error", "tick,PT0.0025S,success,null");
    assertThat(run("shop", "SELECT cause, peak_memory_bytes FROM system.processing_engine_runs"))
        .containsExactly("cause,peak_memory_bytes", "manual,9000000");
    assertThat(run("shop", "SELECT id, state, rows_in, failures, end_time FROM system.processing_engine_replays"))
        .containsExactly("id,state,rows_in,failures,end_time", "3,running,7,1,null");
    assertThat(run("shop", "SELECT id, trigger_name, rows_in, tables, attempts, error FROM system.processing_engine_dead_letters"))
        .containsExactly("id,trigger_name,rows_in,tables,attempts,error", "7,tick,3,[a, b],5,ValueError: boom");
    assertThat(run("shop", "SELECT state, last_duration FROM system.processing_engine_trigger_status"))
        .containsExactly("state,last_duration", "running,PT1.5S");
    assertThat(run("_internal", "SELECT * FROM system.plugin_files"))
        .containsExactly("plugin_name,file_name,file_path,size_bytes,last_modified", "tick,tick.py,/p/tick.py,12,5");
  }

  @Test
  void durationsAreAddedAndComparedAsSuch() {
    assertThat(run("shop", "SELECT max(duration) AS d FROM system.processing_engine_runs WHERE duration > INTERVAL '1 millisecond'"))
        .containsExactly("d", "PT0.0025S");
    try (SqlResult result = sql.query(new SqlRequest("shop", "SELECT r.* FROM (SELECT duration FROM system.processing_engine_runs) r", Map.of(), now))) {
      assertThat(result.columns()).containsExactly(new SqlColumn("duration", SqlType.DURATION));
    }
  }

  @Test
  void queriesAreShownWithTheirPhasesToTheirOwnDatabase() {
    now = T0;
    LoggedQuery running = log.begin("shop", "sql", "SELECT 1", Optional.of("trace"));
    LoggedQuery ended = log.begin("shop/week", "influxql", "SELECT 2", Optional.empty());
    LoggedQuery foreign = log.begin("other", "sql", "SELECT 3", Optional.empty());
    now += 1_000_000;
    ended.reach(QueryPhase.PHYSICALLY_PLANNED);
    now += 1_000_000;
    ended.reach(QueryPhase.EXECUTION_PERMIT);
    now += 3_000_000;
    ended.reach(QueryPhase.SUCCESS);
    ended.close();
    foreign.fail(true);
    assertThat(run("shop", "SELECT phase, query_type, query_text, plan_duration, permit_duration, execute_duration,"
            + " end2end_duration, success, running, cancelled, trace_id FROM system.queries")).containsExactly(
        "phase,query_type,query_text,plan_duration,permit_duration,execute_duration,end2end_duration,success,running,cancelled,trace_id",
        "received,sql,SELECT 1,null,null,null,null,false,true,false,trace",
        "success,influxql,SELECT 2,PT0.001S,PT0.001S,PT0.003S,PT0.005S,true,false,false,null");
    assertThat(run("_internal", "SELECT phase, cancelled FROM system.queries WHERE query_text = 'SELECT 3'"))
        .containsExactly("phase,cancelled", "cancel,true");
    running.close();
    log.begin("shop", "sql", "SELECT 4", Optional.empty());
    assertThat(run("_internal", "SELECT query_text FROM system.queries"))
        .containsExactly("query_text", "SELECT 2", "SELECT 3", "SELECT 4");
  }

  @Test
  void timesOfLogsAnswerToTheNameOfLaterReleases() {
    String logs = " FROM system.processing_engine_logs";
    assertThat(run("shop", "SELECT time" + logs)).containsExactly("time", "" + T0);
    assertThat(run("shop", "SELECT l.time, log_text" + logs + " AS l WHERE time > '2020-01-01' ORDER BY time DESC"))
        .containsExactly("time,log_text", T0 + ",hello");
    assertThat(run("shop", "SELECT max(time) AS newest" + logs)).containsExactly("newest", "" + T0);
    assertThat(run("shop", "SELECT trigger_name AS time" + logs + " ORDER BY time")).containsExactly("time", "tick");
    assertThat(run("shop", "SELECT time FROM (SELECT event_time AS time" + logs + ") AS x")).containsExactly("time", "" + T0);
    assertThatThrownBy(() -> run("shop", "SELECT time FROM system.processing_engine_triggers"))
        .hasMessageContaining("time");
  }

  private static List<String> run(String database, String text) {
    List<String> lines = new ArrayList<>();
    try (SqlResult result = sql.query(new SqlRequest(database, text, Map.of(), now))) {
      lines.add(String.join(",", result.columns().stream().map(SqlColumn::name).toList()));
      for (Optional<SqlBatch> batch = result.next(); batch.isPresent(); batch = result.next()) {
        for (int row = 0; row < batch.get().rows(); row++) {
          List<String> cells = new ArrayList<>();
          for (int column = 0; column < result.columns().size(); column++) {
            cells.add(String.valueOf(batch.get().value(column, row)));
          }
          lines.add(String.join(",", cells));
        }
      }
    }
    return lines;
  }

  /// An engine with one trigger in every database.
  private static final class OneTrigger implements SystemTables {
    @Override
    public List<TriggerRow> triggers(String database) {
      return List.of(new TriggerRow("tick", "tick.py", "{}", false, "log", "running", "", false, "newest", "all"));
    }

    @Override
    public List<TriggerArgumentRow> triggerArguments(String database) {
      return List.of(new TriggerArgumentRow("tick", "k", "v"));
    }

    @Override
    public List<TriggerStatusRow> triggerStatus(String database) {
      return List.of(new TriggerStatusRow(
          database, "tick", "running", "", false, 0, 0, 1, 0, 0, OptionalLong.of(T0),
          OptionalLong.of(Duration.ofMillis(1500).toNanos()), "", OptionalLong.empty(), "", "tick.py", "every:10s", "log", "newest", "all"));
    }

    @Override
    public List<LogRow> logs(String database) {
      return List.of(new LogRow(T0, "tick", LogLevel.INFO, "hello"));
    }

    @Override
    public List<RunRow> runs(String database) {
      return List.of(new RunRow(
          1, database, "tick", "Schedule", T0, T0, T0 + 2_500_000, 1, 0, 0, RunRow.Outcome.SUCCESS, "", "", RunCause.MANUAL, 9_000_000));
    }

    @Override
    public List<DeadLetter> deadLetters(String database) {
      return List.of(new DeadLetter(
          7, T0, 1, database, 2, "tick", "WalRows", 0, 3, List.of("a", "b"), 5, "ValueError: boom", 100));
    }

    @Override
    public List<ReplayReport> replays(String database) {
      return List.of(new ReplayReport(
          3, 1, database, 2, "tick", false, ReplayReport.State.RUNNING, 0, 100, 50, 7, 2, 1, 5, "", T0,
          OptionalLong.empty(), Map.of(), List.of()));
    }

    @Override
    public List<PluginFileRow> pluginFiles() {
      return List.of(new PluginFileRow("tick", "tick.py", "/p/tick.py", 12, 5));
    }
  }

  /// Caches are tested with a server.
  private static final class NoCaches implements millrace.sql.CacheTables {
    @Override
    public millrace.sql.Relation last(millrace.catalog.Table table, millrace.catalog.LastCache cache) {
      throw new IllegalStateException("no caches here");
    }

    @Override
    public millrace.sql.Relation distinct(millrace.catalog.Table table, millrace.catalog.DistinctCache cache) {
      throw new IllegalStateException("no caches here");
    }
  }
}
