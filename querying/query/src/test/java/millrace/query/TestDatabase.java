package millrace.query;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.function.LongUnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import millrace.catalog.Catalog;
import millrace.catalog.DatabaseCommand;
import millrace.catalog.PolicySettings;
import millrace.catalog.TableCommand;
import millrace.columns.ColumnType;
import millrace.columns.SeriesKey;
import millrace.influxql.Dialect;
import millrace.influxql.InfluxQlParser;
import millrace.influxql.Parameters;
import millrace.objectstore.MemoryObjectStore;
import millrace.query.PointWriter.Point;
import millrace.query.executor.StatementExecutor;

/// A database `db` in memory that takes line-like literals and answers queries as text.
public final class TestDatabase {
  /// What `now()` is.
  public static final long NOW = 100_000_000_000L;

  private static final Pattern LINE = Pattern.compile("([^ ,]+)((?:,[^ ]+=[^ ]*)?) ((?:[^ \"]|\"[^\"]*\")+) (-?\\d+)");
  private static final Pattern FIELD = Pattern.compile("([^=,]+)=(\"[^\"]*\"|[^,]+)");

  private final Catalog catalog = Catalog.open(new MemoryObjectStore(), "node/catalog");
  private final MemoryTables tables;
  private final LongUnaryOperator shardStart;
  private final StatementExecutor executor;

  /// @param batchSize points a cursor gives at a time
  /// @param shardNanos length of a shard
  public TestDatabase(int batchSize, long shardNanos) {
    this(batchSize, shardNanos, EngineOptions.unlimited());
  }

  /// @param engine what its queries share
  public TestDatabase(int batchSize, long shardNanos, EngineOptions engine) {
    this.tables = new MemoryTables(batchSize);
    this.shardStart = time -> Math.floorDiv(time, shardNanos) * shardNanos;
    this.executor =
        new StatementExecutor(
            catalog::state,
            tables,
            (database, policy, points) -> points.forEach(this::write),
            (statement, options, sink) -> {
              throw new QueryException("not a select: " + statement);
            },
            engine);
    catalog.apply(new DatabaseCommand.CreateDatabase("db", PolicySettings.autogen(0)));
  }

  /// The catalog that knows `db`.
  public Catalog catalog() {
    return catalog;
  }

  /// Runs SELECT and EXPLAIN.
  public QueryExecutor executor() {
    return executor;
  }

  /// Writes lines such as `cpu,host=a value=1.5,count=2i,text="x",on=true 10000000000`.
  public void write(String lines) {
    lines.lines().filter(line -> !line.isBlank()).forEach(this::writeLine);
  }

  private void writeLine(String line) {
    Matcher matcher = LINE.matcher(line.strip());
    if (!matcher.matches()) {
      throw new IllegalArgumentException("not a line: " + line);
    }
    TreeMap<String, String> tags = new TreeMap<>();
    if (!matcher.group(2).isEmpty()) {
      for (String tag : matcher.group(2).substring(1).split(",")) {
        tags.put(tag.substring(0, tag.indexOf('=')), tag.substring(tag.indexOf('=') + 1));
      }
    }
    TreeMap<String, Object> fields = new TreeMap<>();
    Matcher field = FIELD.matcher(matcher.group(3));
    while (field.find()) {
      fields.put(field.group(1), value(field.group(2)));
    }
    write(new Point(matcher.group(1), tags, fields, Long.parseLong(matcher.group(4))));
  }

  private static Object value(String text) {
    if (text.startsWith("\"")) {
      return text.substring(1, text.length() - 1);
    }
    if (text.equals("true") || text.equals("false")) {
      return Boolean.valueOf(text);
    }
    return text.endsWith("i") ? (Object) Long.valueOf(text.substring(0, text.length() - 1)) : Double.valueOf(text);
  }

  /// Writes one point.
  public void write(Point point) {
    List<TableCommand.NewColumn> columns = new ArrayList<>();
    point.tags().keySet().forEach(tag -> columns.add(new TableCommand.NewColumn(tag, ColumnType.TAG)));
    point.fields().forEach((name, value) -> columns.add(new TableCommand.NewColumn(name, typeOf(value))));
    catalog.apply(
        new TableCommand.EnsureTables(
            "db", "", List.of(new TableCommand.TableNeed(point.measurement(), columns))));
    long table =
        catalog.state().requireDatabase("db").requirePolicy("").table(point.measurement()).orElseThrow().id();
    SeriesKey key = SeriesKey.of(point.tags());
    point
        .fields()
        .forEach(
            (name, value) ->
                tables.set(table, shardStart, key, point.timeNanos(), name, typeOf(value), value));
  }

  private static ColumnType typeOf(Object value) {
    return switch (value) {
      case Double d -> ColumnType.FLOAT;
      case Long l -> ColumnType.INTEGER;
      case Boolean b -> ColumnType.BOOLEAN;
      default -> ColumnType.STRING;
    };
  }

  /// The answer to a query as text: for each series a head such as `cpu{host=a} time mean` and a line per row.
  public String query(String text) {
    return query(text, Compatibility.EXTENDED);
  }

  /// The same, for a statement that is read in a certain way.
  public String query(String text, Compatibility compatibility) {
    return query(text, QueryOptions.of("db", NOW).with(compatibility));
  }

  public String query(String text, QueryOptions options) {
    TextSink sink = new TextSink();
    executor.execute(InfluxQlParser.parse(text, Parameters.NONE, Dialect.EXTENDED).statements(), options, sink);
    return sink.text();
  }
}
