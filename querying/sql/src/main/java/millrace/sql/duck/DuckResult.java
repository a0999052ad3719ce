package millrace.sql.duck;

import static java.lang.foreign.ValueLayout.ADDRESS;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import millrace.base.ErrorCode;
import millrace.base.MillraceException;

/// A running statement's rows, streamed chunk by chunk; closing it early ends the statement.
///
/// Threads: one at a time.
public final class DuckResult implements AutoCloseable {
  /// A result column.
  public record Column(String name, DuckType type) {}

  private final DuckApi api;
  private final PreparedStatement statement;
  /// Not of a shared arena: closing such a one stops every thread for a moment.
  private final MemorySegment result = Arena.ofAuto().allocate(DuckApi.RESULT);
  private final List<Column> columns;
  private final CellReader[] readers;
  private boolean closed;

  DuckResult(DuckApi api, PreparedStatement statement) {
    this.api = api;
    this.statement = statement;
    try {
      int state = (int) api.executeStreaming.invokeExact(statement.handle(), result);
      if (state != DuckApi.SUCCESS) {
        String error = error();
        release();
        throw new MillraceException(ErrorCode.BAD_QUERY, error);
      }
      columns = readColumns();
      readers = columns.stream().map(column -> new CellReader(api, column.type())).toArray(CellReader[]::new);
    } catch (Throwable e) {
      throw DuckFailure.of("running a query", e);
    }
  }

  public List<Column> columns() {
    return columns;
  }

  /// The next rows, valid until the next call; empty at the end.
  ///
  /// @throws MillraceException with code BAD_QUERY when the statement fails on the way
  public Optional<DuckBatch> next() {
    try {
      MemorySegment chunk = (MemorySegment) api.fetchChunk.invokeExact(result);
      if (chunk.address() == 0) {
        String error = error();
        if (!error.isEmpty()) {
          throw new MillraceException(ErrorCode.BAD_QUERY, error);
        }
        return Optional.empty();
      }
      try {
        int rows = (int) (long) api.chunkSize.invokeExact(chunk);
        return rows == 0 ? Optional.empty() : Optional.of(DuckBatch.read(api, chunk, rows, readers));
      } finally {
        try (Arena local = Arena.ofConfined()) {
          MemorySegment holder = local.allocate(ADDRESS);
          holder.set(ADDRESS, 0, chunk);
          api.destroyChunk.invokeExact(holder);
        }
      }
    } catch (Throwable e) {
      throw DuckFailure.of("reading a query's result", e);
    }
  }

  @Override
  public void close() {
    if (!closed) {
      try {
        release();
      } catch (Throwable e) {
        throw DuckFailure.of("closing a result", e);
      }
    }
  }

  private void release() throws Throwable {
    closed = true;
    api.destroyResult.invokeExact(result);
    statement.close();
  }

  private String error() throws Throwable {
    return DuckApi.text((MemorySegment) api.resultError.invokeExact(result));
  }

  private List<Column> readColumns() throws Throwable {
    long count = (long) api.columnCount.invokeExact(result);
    List<Column> read = new ArrayList<>();
    for (long i = 0; i < count; i++) {
      String name = DuckApi.text((MemorySegment) api.columnName.invokeExact(result, i));
      read.add(new Column(name, takeType((MemorySegment) api.columnLogicalType.invokeExact(result, i))));
    }
    return List.copyOf(read);
  }

  /// Reads a logical type and destroys it.
  private DuckType takeType(MemorySegment type) throws Throwable {
    try (Arena local = Arena.ofConfined()) {
      DuckKind kind = DuckKind.of((int) api.typeId.invokeExact(type));
      int scale = kind == DuckKind.DECIMAL ? (byte) api.decimalScale.invokeExact(type) : 0;
      List<DuckType> children = new ArrayList<>();
      List<String> names = new ArrayList<>();
      switch (kind) {
        case STRUCT -> {
          long count = (long) api.structChildCount.invokeExact(type);
          for (long i = 0; i < count; i++) {
            names.add(api.takeText((MemorySegment) api.structChildName.invokeExact(type, i)));
            children.add(takeType((MemorySegment) api.structChildType.invokeExact(type, i)));
          }
        }
        case MAP -> children.add(new DuckType(
            DuckKind.STRUCT, 0,
            List.of(
                takeType((MemorySegment) api.mapKeyType.invokeExact(type)),
                takeType((MemorySegment) api.mapValueType.invokeExact(type))),
            List.of("key", "value")));
        case LIST -> children.add(takeType((MemorySegment) api.listChildType.invokeExact(type)));
        case DECIMAL -> children.add(DuckType.of(DuckKind.of((int) api.decimalInternalType.invokeExact(type))));
        default -> {}
      }
      MemorySegment holder = local.allocate(ADDRESS);
      holder.set(ADDRESS, 0, type);
      api.destroyLogicalType.invokeExact(holder);
      return new DuckType(kind, scale, children, names);
    }
  }
}
