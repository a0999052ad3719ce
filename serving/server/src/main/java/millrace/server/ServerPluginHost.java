package millrace.server;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import millrace.base.Clock;
import millrace.base.ErrorCode;
import millrace.base.MillraceException;
import millrace.base.TimeSpan;
import millrace.catalog.Catalog;
import millrace.catalog.DatabaseCommand.CreateDatabase;
import millrace.catalog.DatabaseName;
import millrace.catalog.PolicySettings;
import millrace.catalog.RetentionPolicy;
import millrace.catalog.TableCommand.EnsureTables;
import millrace.catalog.TableCommand.NewColumn;
import millrace.catalog.TableCommand.TableNeed;
import millrace.columns.ColumnType;
import millrace.columns.WriteBatch;
import millrace.influxql.Parameter;
import millrace.influxql.Parameters;
import millrace.ingest.Dialect;
import millrace.ingest.FieldTypes;
import millrace.ingest.LineError;
import millrace.ingest.LineProtocol;
import millrace.ingest.Precision;
import millrace.ingest.ReadOutcome;
import millrace.ingest.ReadRequest;
import millrace.ingest.SchemaLimits;
import millrace.objectstore.MemoryObjectStore;
import millrace.plugins.PluginHost;
import millrace.plugins.worker.PluginQuery;
import millrace.plugins.worker.ResultRows;
import millrace.query.Cancellation;
import millrace.query.QueryExecutor;
import millrace.query.QueryLimits;
import millrace.query.QueryOptions;
import millrace.server.write.WritePath;
import millrace.sql.SqlEngine;
import millrace.sql.SqlRequest;

/// Leads what plugins do into the paths clients take.
final class ServerPluginHost implements PluginHost {
  private static final String SCRATCH = "scratch";

  private final Catalog catalog;
  private final WritePath writes;
  private final SqlEngine sql;
  private final QueryExecutor influxql;
  private final QueryLimits limits;
  private final Clock clock;

  ServerPluginHost(
      Catalog catalog, WritePath writes, SqlEngine sql, QueryExecutor influxql, QueryLimits limits, Clock clock) {
    this.catalog = catalog;
    this.writes = writes;
    this.sql = sql;
    this.influxql = influxql;
    this.limits = limits;
    this.clock = clock;
  }

  @Override
  public ResultRows query(PluginQuery query) {
    try {
      return switch (query.language()) {
        case SQL -> new SqlRows(sql.query(
            new SqlRequest(query.database(), query.text(), new HashMap<>(query.parameters()), clock.nowNanos())));
        case INFLUXQL -> influxQl(query);
      };
    } catch (MillraceException failure) {
      boolean noDatabase = failure.code() == ErrorCode.NOT_FOUND;
      throw noDatabase
          ? failure
          : new MillraceException(failure.code(), "error while planning query: " + failure.getMessage(), failure);
    }
  }

  private ResultRows influxQl(PluginQuery query) {
    DatabaseName target = DatabaseName.parse(query.database());
    if (catalog.state().policy(target).isEmpty()) {
      throw new MillraceException(ErrorCode.NOT_FOUND, "database not found: " + query.database());
    }
    QueryOptions options = new QueryOptions(
        target.database(), target.policy(), clock.nowNanos(), true, new Cancellation(), limits);
    return new InfluxQlRows(influxql, ReadingStatement.of(query.text(), parameters(query)), options);
  }

  private static Parameters parameters(PluginQuery query) {
    Map<String, Parameter> texts = new HashMap<>();
    query.parameters().forEach((name, value) -> texts.put(name, new Parameter.Text(value)));
    return Parameters.of(texts);
  }

  @Override
  public void write(String database, String lines, boolean noSync) {
    byte[] body = lines.getBytes(StandardCharsets.UTF_8);
    switch (writes.write(request(database), body, body.length, noSync)) {
      case ReadOutcome.Accepted _, ReadOutcome.PartlyRejected _, ReadOutcome.Empty _ -> {}
      case ReadOutcome.Rejected rejected -> throw refusal(rejected.errors().getFirst());
    }
  }

  @Override
  public WriteBatch parse(String database, String lines) {
    byte[] body = lines.getBytes(StandardCharsets.UTF_8);
    return switch (scratch(Optional.empty()).read(request(SCRATCH), body, body.length)) {
      case ReadOutcome.Accepted accepted -> accepted.batch();
      case ReadOutcome.PartlyRejected partly -> partly.batch();
      case ReadOutcome.Empty _ -> new WriteBatch(0, 0, database, List.of());
      case ReadOutcome.Rejected rejected -> throw refusal(rejected.errors().getFirst());
    };
  }

  @Override
  public List<String> check(String database, String lines) {
    Optional<RetentionPolicy> known = catalog.state().policy(DatabaseName.parse(database));
    byte[] body = lines.getBytes(StandardCharsets.UTF_8);
    try {
      return switch (scratch(known).read(request(SCRATCH), body, body.length)) {
        case ReadOutcome.Accepted _, ReadOutcome.PartlyRejected _, ReadOutcome.Empty _ -> List.of();
        case ReadOutcome.Rejected rejected -> rejected.errors().stream()
            .map(error -> "line protocol parse error on write to db " + database + ": " + error.message())
            .toList();
      };
    } catch (MillraceException failure) {
      return List.of("Failed to validate output lines to db " + database + ": " + failure.getMessage());
    }
  }

  private static ReadRequest request(String database) {
    return new ReadRequest(DatabaseName.parse(database), Dialect.V3, Precision.NANOSECOND, false);
  }

  private static MillraceException refusal(LineError error) {
    return new MillraceException(ErrorCode.BAD_LINE, error.message());
  }

  /// Line protocol against a copy of one policy's schema, so that reading changes nothing real.
  private LineProtocol scratch(Optional<RetentionPolicy> schema) {
    Catalog copy = Catalog.open(new MemoryObjectStore(), SCRATCH);
    copy.apply(new CreateDatabase(SCRATCH, PolicySettings.autogen(0)));
    List<TableNeed> needs = new ArrayList<>();
    schema.ifPresent(policy -> policy.tables().stream()
        .filter(table -> table.deletion().isEmpty())
        .forEach(table -> needs.add(new TableNeed(table.name(), table.columns().stream()
            .map(column -> new NewColumn(column.name(), column.type()))
            .collect(Collectors.toList())))));
    if (!needs.isEmpty()) {
      copy.apply(new EnsureTables(SCRATCH, "", needs));
    }
    return new LineProtocol(copy, NoTypes.INSTANCE, SchemaLimits.DEFAULT, clock);
  }

  /// Shards without rows.
  private enum NoTypes implements FieldTypes {
    INSTANCE;

    @Override
    public TimeSpan shardOf(RetentionPolicy policy, long timeNanos) {
      return TimeSpan.ALL;
    }

    @Override
    public Optional<ColumnType> typeIn(RetentionPolicy policy, long tableId, long timeNanos, String field) {
      return Optional.empty();
    }
  }
}
