package millrace.sql.duck;

import static java.lang.foreign.ValueLayout.ADDRESS;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Map;
import millrace.base.ErrorCode;
import millrace.base.MillraceException;

/// A connection: runs one statement at a time.
///
/// Threads: one at a time, but [#interrupt()] may come from any.
public final class DuckConnection implements AutoCloseable {
  private final DuckApi api;
  /// Not of a shared arena: closing such a one stops every thread for a moment.
  private final MemorySegment holder = Arena.ofAuto().allocate(ADDRESS);
  private boolean closed;

  DuckConnection(DuckApi api, MemorySegment database) {
    this.api = api;
    try {
      int state = (int) api.connect.invokeExact(database, holder);
      if (state != DuckApi.SUCCESS) {
        throw new MillraceException(ErrorCode.INTERNAL, "connecting to the SQL engine failed");
      }
    } catch (Throwable e) {
      throw DuckFailure.of("connecting to the SQL engine", e);
    }
  }

  MemorySegment handle() {
    return holder.get(ADDRESS, 0);
  }

  /// Runs statements whose results nobody wants.
  ///
  /// @throws MillraceException with code BAD_QUERY and DuckDB's own text
  public void execute(String sql) {
    try (Arena local = Arena.ofConfined()) {
      MemorySegment result = local.allocate(DuckApi.RESULT);
      int state = (int) api.query.invokeExact(handle(), local.allocateFrom(sql), result);
      String error = state == DuckApi.SUCCESS ? "" : DuckApi.text((MemorySegment) api.resultError.invokeExact(result));
      api.destroyResult.invokeExact(result);
      if (state != DuckApi.SUCCESS) {
        throw new MillraceException(ErrorCode.BAD_QUERY, error);
      }
    } catch (Throwable e) {
      throw DuckFailure.of("running a statement", e);
    }
  }

  /// Runs one statement and streams its result.
  ///
  /// @param parameters values of `$name` parameters: Boolean, Long, Double, String or [#NULL]; positional ones are
  ///     named `1`, `2`, …
  /// @throws MillraceException with code BAD_QUERY when it does not bind or a parameter has no value
  public DuckResult query(String sql, Map<String, Object> parameters) {
    PreparedStatement statement = new PreparedStatement(api, handle(), sql);
    try {
      statement.bind(parameters);
      return new DuckResult(api, statement);
    } catch (RuntimeException | Error e) {
      statement.close();
      throw e;
    }
  }

  /// What the parameters of a statement have to be where they stand, by name, without running it; those that may be
  /// anything are missing.
  ///
  /// @throws MillraceException with code BAD_QUERY when it does not bind
  public Map<String, DuckKind> parameterTypes(String sql) {
    try (PreparedStatement statement = new PreparedStatement(api, handle(), sql)) {
      return statement.parameterTypes();
    }
  }

  /// The first column of the first row as text, for one-value helper queries.
  public String queryText(String sql, List<String> parameters) {
    Map<String, Object> named = new java.util.HashMap<>();
    for (int i = 0; i < parameters.size(); i++) {
      named.put(Integer.toString(i + 1), parameters.get(i));
    }
    try (DuckResult result = query(sql, named)) {
      DuckBatch batch = result.next().orElseThrow(() -> new MillraceException(ErrorCode.INTERNAL, "no row: " + sql));
      return ((Cells.Texts) batch.cells(0)).text(0);
    }
  }

  /// A parameter value that is NULL.
  public static final Object NULL = new Object();

  /// Stops the running statement; it then fails with an error. Does nothing once the connection is closed.
  public synchronized void interrupt() {
    if (closed) {
      return;
    }
    try {
      api.interrupt.invokeExact(handle());
    } catch (Throwable e) {
      throw DuckFailure.of("interrupting a statement", e);
    }
  }

  @Override
  public synchronized void close() {
    if (!closed) {
      closed = true;
      try {
        api.disconnect.invokeExact(holder);
      } catch (Throwable e) {
        throw DuckFailure.of("closing a connection", e);
      }
    }
  }
}
