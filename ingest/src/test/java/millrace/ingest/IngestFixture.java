package millrace.ingest;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import millrace.base.TimeSpan;
import millrace.catalog.Catalog;
import millrace.catalog.DatabaseCommand;
import millrace.catalog.DatabaseName;
import millrace.catalog.PolicySettings;
import millrace.catalog.RetentionPolicy;
import millrace.catalog.Table;
import millrace.columns.ColumnType;
import millrace.columns.FieldRows;
import millrace.columns.TableRows;
import millrace.columns.WriteBatch;
import millrace.objectstore.MemoryObjectStore;

/// A catalog with the database `db`, a store that remembers nothing but types, and a clock that stands.
final class IngestFixture {
  static final long NOW = 1_700_000_000_123_456_789L;
  static final DatabaseName DB = DatabaseName.parse("db");

  final Catalog catalog = Catalog.open(new MemoryObjectStore(), "catalog");
  final RememberedTypes types = new RememberedTypes();
  final LineProtocol lines;

  IngestFixture() {
    this(SchemaLimits.DEFAULT);
  }

  IngestFixture(SchemaLimits limits) {
    lines = new LineProtocol(catalog, types, limits, () -> NOW);
    catalog.apply(new DatabaseCommand.CreateDatabase("db", PolicySettings.autogen(0)));
  }

  ReadOutcome v3(String body) {
    return read(ReadRequest.v3(DB), body);
  }

  /// A v3 write with times in nanoseconds.
  ReadOutcome v3Nanos(String body) {
    return read(new ReadRequest(DB, Dialect.V3, Precision.NANOSECOND, true), body);
  }

  ReadOutcome v1(String body) {
    return read(ReadRequest.v1(DB, Precision.NANOSECOND), body);
  }

  ReadOutcome read(ReadRequest request, String body) {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    ReadOutcome outcome = lines.read(request, bytes, bytes.length);
    switch (outcome) {
      case ReadOutcome.Accepted accepted -> types.apply(accepted.batch());
      case ReadOutcome.PartlyRejected partly -> types.apply(partly.batch());
      case ReadOutcome.Rejected _, ReadOutcome.Empty _ -> {}
    }
    return outcome;
  }

  Optional<Table> table(String name) {
    return catalog.state().requireDatabase("db").requirePolicy("").table(name);
  }

  /// The columns of a table as `name:TYPE`, in the catalog's order.
  List<String> columns(String table) {
    return table(table).stream()
        .flatMap(found -> found.columns().stream())
        .map(column -> column.name() + ":" + column.type())
        .toList();
  }

  /// The errors of an outcome as `line: message`.
  static List<String> errors(ReadOutcome outcome) {
    List<LineError> errors =
        switch (outcome) {
          case ReadOutcome.Accepted _, ReadOutcome.Empty _ -> List.of();
          case ReadOutcome.PartlyRejected partly -> partly.errors();
          case ReadOutcome.Rejected rejected -> rejected.errors();
        };
    return errors.stream().map(error -> error.lineNumber() + ": " + error.message()).toList();
  }

  /// The rows of an outcome, see [BatchText].
  static List<String> rows(ReadOutcome outcome) {
    return switch (outcome) {
      case ReadOutcome.Accepted accepted -> BatchText.rows(accepted.batch());
      case ReadOutcome.PartlyRejected partly -> BatchText.rows(partly.batch());
      case ReadOutcome.Rejected _, ReadOutcome.Empty _ -> List.of();
    };
  }

  /// Weekly shards, and the type of each field that was written to one.
  static final class RememberedTypes implements FieldTypes {
    private static final long WEEK = 7 * 24 * 3_600_000_000_000L;

    private final Map<String, ColumnType> types = new HashMap<>();

    /// Where the shard after that of the epoch begins.
    static long shardNanos() {
      return WEEK;
    }

    @Override
    public TimeSpan shardOf(RetentionPolicy policy, long timeNanos) {
      long start = Math.floorDiv(timeNanos, WEEK) * WEEK;
      return start > Long.MAX_VALUE - WEEK ? new TimeSpan(start, Long.MAX_VALUE) : new TimeSpan(start, start + WEEK);
    }

    @Override
    public Optional<ColumnType> typeIn(RetentionPolicy policy, long tableId, long timeNanos, String field) {
      return Optional.ofNullable(types.get(key(tableId, timeNanos, field)));
    }

    private void apply(WriteBatch batch) {
      for (TableRows rows : batch.tables()) {
        for (FieldRows field : rows.fields()) {
          for (int row = 0; row < rows.rowCount(); row++) {
            if (field.isPresent(row)) {
              types.putIfAbsent(key(rows.tableId(), rows.timesNanos()[row], field.name()), field.type());
            }
          }
        }
      }
    }

    private static String key(long tableId, long timeNanos, String field) {
      return tableId + "/" + Math.floorDiv(timeNanos, WEEK) + "/" + field;
    }
  }
}
