package millrace.query.catalog;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import millrace.base.Clock;
import millrace.base.MillraceException;
import millrace.base.TimeSpan;
import millrace.catalog.Catalog;
import millrace.catalog.TableCommand;
import millrace.catalog.TableCommand.NewColumn;
import millrace.catalog.TableCommand.TableNeed;
import millrace.columns.ColumnType;
import millrace.columns.SeriesKey;
import millrace.influxql.Dialect;
import millrace.influxql.InfluxQlParser;
import millrace.influxql.Parameters;
import millrace.objectstore.MemoryObjectStore;
import millrace.query.Cancellation;
import millrace.query.QueryExecutor;
import millrace.query.QueryLimits;
import millrace.query.QueryOptions;
import millrace.query.catalog.ServerDiagnostics.Module;
import millrace.query.catalog.ShardDirectory.ShardEntry;

/// A server's worth of catalog and tables in memory, asked in text and answering in text.
final class Statements {
  final Catalog catalog = Catalog.open(new MemoryObjectStore(), "c");
  final SeriesTables tables = new SeriesTables();
  final RunningQueries queries = new RunningQueries();
  final Clock clock = () -> 5_000_000_000L;

  private final CatalogExecutor executor = new CatalogExecutor(
      catalog,
      tables,
      tables,
      policyId -> List.of(new ShardEntry(7, new TimeSpan(0, 3_600_000_000_000L))),
      queries,
      new FixedDiagnostics(),
      clock);

  /// Writes one row to the default policy.
  ///
  /// @param tags such as `host=a,dc=x`, canonical
  void write(String database, String table, String tags, String field, long timeNanos) {
    write(database, "", table, tags, field, timeNanos);
  }

  void write(String database, String policy, String table, String tags, String field, long timeNanos) {
    SeriesKey key = tags.isEmpty() ? SeriesKey.EMPTY : SeriesKey.ofCanonical(tags.getBytes(StandardCharsets.UTF_8));
    List<NewColumn> columns = new ArrayList<>();
    key.tags().keySet().forEach(tag -> columns.add(new NewColumn(tag, ColumnType.TAG)));
    columns.add(new NewColumn(field, ColumnType.FLOAT));
    catalog.apply(new TableCommand.EnsureTables(database, policy, List.of(new TableNeed(table, columns))));
    long id = catalog.state()
        .requireDatabase(database)
        .requirePolicy(policy)
        .table(table)
        .orElseThrow()
        .id();
    tables.write(id, key, field, timeNanos);
  }

  /// The answer to a statement, or `error: ` and the message.
  String ask(String database, String text) {
    return ask(options(database, false), text);
  }

  /// The answer to a statement of the extended dialect.
  String askExtended(String database, String text) {
    return answer(options(database, false), text, Dialect.EXTENDED).toString();
  }

  /// The answer to a statement that came with GET.
  String get(String database, String text) {
    return ask(options(database, true), text);
  }

  /// An executor that notes its requests.
  QueryExecutor noted() {
    return queries.noting(
        (statements, options, sink) -> statements.forEach(s -> executor.execute(s, options, sink)), clock);
  }

  static QueryOptions options(String database, boolean readOnly) {
    return new QueryOptions(database, "", 1_000, readOnly, new Cancellation(), QueryLimits.NONE);
  }

  /// Whether the answer to a statement is cut for clients that ask for chunks.
  boolean isChunked(String database, String text) {
    return answer(options(database, false), text).isChunked();
  }

  private String ask(QueryOptions options, String text) {
    return answer(options, text).toString();
  }

  private AnswerText answer(QueryOptions options, String text) {
    return answer(options, text, Dialect.V1);
  }

  private AnswerText answer(QueryOptions options, String text, Dialect dialect) {
    AnswerText answer = new AnswerText();
    try {
      InfluxQlParser.parse(text, Parameters.NONE, dialect).statements().forEach(s -> executor.execute(s, options, answer));
    } catch (MillraceException failure) {
      answer.failed(failure.code(), failure.getMessage());
    }
    return answer;
  }

  private static final class FixedDiagnostics implements ServerDiagnostics {
    @Override
    public List<Module> statistics() {
      return List.of(
          new Module("runtime", Collections.emptySortedMap(), new TreeMap<>(Map.of("b", 2L, "a", 1L))),
          new Module("write", new TreeMap<>(Map.of("db", "d")), new TreeMap<>(Map.of("n", 3L))));
    }

    @Override
    public List<Module> diagnostics() {
      return List.of(new Module("build", Collections.emptySortedMap(), new TreeMap<>(Map.of("Version", "x"))));
    }
  }
}
