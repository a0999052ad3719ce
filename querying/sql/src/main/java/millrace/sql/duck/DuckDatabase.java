package millrace.sql.duck;

import static java.lang.foreign.ValueLayout.ADDRESS;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.List;
import millrace.base.ErrorCode;
import millrace.base.MillraceException;

/// One DuckDB instance in memory, locked down: no files, no network, no extensions, no settings. It stores nothing; its
/// tables are what [DuckTableFunction] reads from Java.
public final class DuckDatabase implements AutoCloseable {
  private final DuckApi api;
  private final Arena arena = Arena.ofShared();
  private final MemorySegment handle;
  private final DuckTableFunction tableFunction;
  private boolean closed;

  /// Opens an instance.
  ///
  /// @param cacheFolder where the native library is unpacked once
  /// @param relations finds what a table function's argument stands for
  /// @param functions in Java that queries can call
  /// @param setUp statements run before the configuration is locked, such as macros
  public DuckDatabase(Path cacheFolder, DuckRelations relations, List<DuckFunction> functions, List<String> setUp) {
    this.api = new DuckApi(DuckLibrary.open(cacheFolder));
    this.handle = arena.allocate(ADDRESS);
    try {
      int state = (int) api.open.invokeExact(MemorySegment.NULL, handle);
      if (state != DuckApi.SUCCESS) {
        throw new MillraceException(ErrorCode.INTERNAL, "opening the SQL engine failed");
      }
    } catch (Throwable e) {
      throw DuckFailure.of("opening the SQL engine", e);
    }
    this.tableFunction = new DuckTableFunction(api, relations, arena);
    try (DuckConnection connection = connect()) {
      tableFunction.registerOn(connection.handle());
      new DuckFunctions(api, functions, arena).registerOn(connection.handle());
      setUp.forEach(connection::execute);
    }
  }

  /// A new connection; cheap (0.1 ms), for one thread at a time.
  public DuckConnection connect() {
    return new DuckConnection(api, handle.get(ADDRESS, 0));
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      try {
        api.close.invokeExact(handle);
      } catch (Throwable e) {
        throw DuckFailure.of("closing the SQL engine", e);
      }
      arena.close();
    }
  }
}
