package millrace.sql;

import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import millrace.base.MillraceException;
import millrace.sql.duck.Cells;
import millrace.sql.duck.DuckBatch;
import millrace.sql.duck.DuckConnection;
import millrace.sql.duck.DuckKind;
import millrace.sql.duck.DuckResult;
import millrace.sql.duck.DuckType;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A query DuckDB is running, its types and times put into ours.
final class RunningQuery implements SqlResult {
  private static final Logger LOG = LoggerFactory.getLogger(RunningQuery.class);

  private final DuckConnection connection;
  private final Runnable interruption;
  private final DuckResult result;
  private final List<String> fields;
  private final Supplier<List<String>> damage;
  private final Runnable whenClosed;
  private final List<SqlColumn> columns;
  private boolean closed;

  /// @param fields the columns the query could have named, for error texts
  /// @param damage what tables have left out so far
  /// @param lineage what is known of columns beyond DuckDB's types, by name
  RunningQuery(
      DuckConnection connection, Runnable interruption, DuckResult result, Map<String, SqlColumn> lineage,
      List<String> fields, Supplier<List<String>> damage, Runnable whenClosed) {
    this.interruption = interruption;
    this.damage = damage;
    this.connection = connection;
    this.result = result;
    this.fields = List.copyOf(fields);
    this.whenClosed = whenClosed;
    this.columns = result.columns().stream()
        .map(column -> {
          String name = CaseNames.withoutMark(column.name());
          return column(name, column.type(), Optional.ofNullable(lineage.get(name)));
        })
        .toList();
  }

  private static SqlColumn column(String name, DuckType type, Optional<SqlColumn> origin) {
    SqlColumn plain = typed(name, type, origin);
    return plain.stored(origin.isPresent() && origin.get().stored() && origin.get().type() == plain.type());
  }

  private static SqlColumn typed(String name, DuckType type, Optional<SqlColumn> origin) {
    List<SqlColumn> children = new ArrayList<>();
    boolean isNested = type.kind() == DuckKind.LIST || type.kind() == DuckKind.STRUCT;
    if (type.kind() == DuckKind.MAP) {
      SqlColumn pair = column("entries", type.children().getFirst(), Optional.empty());
      SqlColumn key = new SqlColumn("key", SqlType.UTF8);
      return new SqlColumn(name, SqlType.MAP, List.of(key, pair.children().getLast()), Optional.empty());
    }
    for (int i = 0; isNested && i < type.children().size(); i++) {
      String child = type.kind() == DuckKind.LIST ? "item" : type.childNames().get(i);
      children.add(column(child, type.children().get(i), Optional.empty()));
    }
    return switch (type.kind()) {
      case LIST -> new SqlColumn(name, SqlType.LIST, children, Optional.empty());
      case STRUCT -> new SqlColumn(name, SqlType.STRUCT, children, Optional.empty());
      case VARCHAR -> new SqlColumn(name, isOf(origin, SqlType.TAG) ? SqlType.TAG : SqlType.UTF8);
      case INTEGER -> new SqlColumn(name, isOf(origin, SqlType.INT32) ? SqlType.INT32 : SqlType.INT64);
      case HUGEINT -> new SqlColumn(name, isOf(origin, SqlType.UINT64) ? SqlType.UINT64 : SqlType.INT64);
      case INTERVAL -> new SqlColumn(name, isOf(origin, SqlType.DURATION) ? SqlType.DURATION : SqlType.INTERVAL);
      case TIMESTAMP, TIMESTAMP_S, TIMESTAMP_MS, TIMESTAMP_NS, TIMESTAMP_TZ ->
        new SqlColumn(name, SqlType.TIMESTAMP, List.of(), origin.flatMap(SqlColumn::zone));
      default -> new SqlColumn(name, type(type.kind()));
    };
  }

  private static boolean isOf(Optional<SqlColumn> origin, SqlType type) {
    return origin.isPresent() && origin.get().type() == type;
  }

  @Override
  public List<SqlColumn> columns() {
    return columns;
  }

  @Override
  public Optional<SqlBatch> next() {
    try {
      return result.next().map(Converted::new);
    } catch (MillraceException e) {
      throw SqlErrors.translated(e, fields);
    }
  }

  @Override
  public List<String> damage() {
    return damage.get();
  }

  @Override
  public void cancel() {
    interruption.run();
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      result.close();
      connection.close();
      whenClosed.run();
      damage.get().forEach(missing -> LOG.warn("answer of a SQL query is partial: {}", missing));
    }
  }

  private final class Converted implements SqlBatch {
    private final DuckBatch batch;

    Converted(DuckBatch batch) {
      this.batch = batch;
    }

    @Override
    public int rows() {
      return batch.rows();
    }

    @Override
    public Object value(int column, int row) {
      Cells cells = batch.cells(column);
      if (cells.isNull(row)) {
        return null;
      }
      return switch (cells) {
        case Cells.Longs(long[] values, boolean[] _) -> whole(values[row], columns.get(column).type());
        case Cells.Doubles(double[] values, boolean[] _) -> values[row];
        case Cells.Booleans(boolean[] values, boolean[] _) -> values[row];
        case Cells.Texts texts -> texts.text(row);
        case Cells.Objects(Object[] values) -> object(values[row], column);
      };
    }

    @Override
    public Cells cells(int column) {
      return batch.cells(column) instanceof Cells.Objects ? SqlBatch.super.cells(column) : batch.cells(column);
    }

    private Object object(Object value, int column) {
      if (columns.get(column).type() == SqlType.DURATION) {
        DuckBatch.Interval interval = (DuckBatch.Interval) value;
        return Duration.ofDays(interval.months() * 30L + interval.days()).plus(interval.time());
      }
      return converted(value, result.columns().get(column).type());
    }
  }

  private static Object whole(long value, SqlType type) {
    return value >= 0 || type != SqlType.UINT64 ? (Object) value : new BigInteger(Long.toUnsignedString(value));
  }

  /// Values of columns that are objects, and those in lists and structs, where a timestamp has to say that it is one.
  private static Object converted(Object value, DuckType type) {
    return switch (type.kind()) {
      case TIMESTAMP, TIMESTAMP_TZ -> time(value, 1_000L);
      case TIMESTAMP_S -> time(value, 1_000_000_000L);
      case TIMESTAMP_MS -> time(value, 1_000_000L);
      case TIMESTAMP_NS -> time(value, 1L);
      case TIME -> (Long) value * 1_000L;
      case STRUCT -> struct((Map<?, ?>) value, type);
      case MAP -> map((List<?>) value, type.children().getFirst());
      case LIST -> list((List<?>) value, type.children().getFirst());
      default -> value;
    };
  }

  private static Object time(Object value, long unitNanos) {
    return new SqlBatch.Timestamp(Cells.inNanos((Long) value, unitNanos));
  }

  private static Map<String, Object> struct(Map<?, ?> value, DuckType type) {
    Map<String, Object> converted = new LinkedHashMap<>();
    int child = 0;
    for (Map.Entry<?, ?> entry : value.entrySet()) {
      DuckType childType = type.children().get(child++);
      converted.put((String) entry.getKey(), entry.getValue() == null ? null : converted(entry.getValue(), childType));
    }
    return converted;
  }

  /// What is no text as a key is spelled as one.
  private static Map<String, Object> map(List<?> pairs, DuckType pair) {
    Map<String, Object> converted = new LinkedHashMap<>();
    for (Object each : pairs) {
      Map<String, Object> entry = struct((Map<?, ?>) each, pair);
      Object key = entry.get("key");
      converted.put(key instanceof SqlBatch.Timestamp time ? Timestamps.text(time.nanos()) : String.valueOf(key), entry.get("value"));
    }
    return converted;
  }

  private static List<Object> list(List<?> value, DuckType element) {
    List<Object> converted = new ArrayList<>(value.size());
    value.forEach(item -> converted.add(item == null ? null : converted(item, element)));
    return converted;
  }

  static SqlType type(DuckKind kind) {
    return switch (kind) {
      case BOOLEAN -> SqlType.BOOLEAN;
      case TINYINT, SMALLINT, INTEGER, BIGINT, UTINYINT, USMALLINT, UINTEGER, HUGEINT -> SqlType.INT64;
      case UBIGINT, UHUGEINT -> SqlType.UINT64;
      case FLOAT, DOUBLE, DECIMAL -> SqlType.FLOAT64;
      case TIMESTAMP, TIMESTAMP_S, TIMESTAMP_MS, TIMESTAMP_NS, TIMESTAMP_TZ -> SqlType.TIMESTAMP;
      case DATE -> SqlType.DATE;
      case TIME -> SqlType.TIME;
      case INTERVAL -> SqlType.INTERVAL;
      case VARCHAR, ENUM -> SqlType.UTF8;
      case BLOB -> SqlType.BINARY;
      case LIST -> SqlType.LIST;
      case STRUCT -> SqlType.STRUCT;
      case MAP -> SqlType.MAP;
      case SQLNULL -> SqlType.NULL;
    };
  }
}
