package millrace.sql.duck;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import millrace.base.ErrorCode;
import millrace.base.MillraceException;

/// A statement DuckDB has parsed and bound, with its parameters.
final class PreparedStatement implements AutoCloseable {
  private final DuckApi api;
  /// Not of a shared arena: closing such a one stops every thread for a moment.
  private final MemorySegment holder = Arena.ofAuto().allocate(ADDRESS);
  private boolean closed;

  PreparedStatement(DuckApi api, MemorySegment connection, String sql) {
    this.api = api;
    String error = "";
    try (Arena local = Arena.ofConfined()) {
      int state = (int) api.prepare.invokeExact(connection, local.allocateFrom(sql), holder);
      if (state != DuckApi.SUCCESS) {
        error = DuckApi.text((MemorySegment) api.prepareError.invokeExact(handle()));
        close();
        throw new MillraceException(ErrorCode.BAD_QUERY, error);
      }
    } catch (Throwable e) {
      throw DuckFailure.of("preparing a statement", e);
    }
  }

  MemorySegment handle() {
    return holder.get(ADDRESS, 0);
  }

  /// What each parameter has to be where it stands, by name; one that may be anything is missing.
  Map<String, DuckKind> parameterTypes() {
    Map<String, DuckKind> types = new HashMap<>();
    try {
      long count = (long) api.nparams.invokeExact(handle());
      for (long index = 1; index <= count; index++) {
        String name = api.takeText((MemorySegment) api.parameterName.invokeExact(handle(), index));
        int number = (int) api.parameterType.invokeExact(handle(), index);
        DuckKind.find(number).ifPresent(kind -> types.put(name, kind));
      }
    } catch (Throwable e) {
      throw DuckFailure.of("describing parameters", e);
    }
    return types;
  }

  void bind(Map<String, Object> parameters) {
    try {
      long count = (long) api.nparams.invokeExact(handle());
      for (long index = 1; index <= count; index++) {
        String name = api.takeText((MemorySegment) api.parameterName.invokeExact(handle(), index));
        Object value = parameters.get(name);
        if (value == null) {
          throw new MillraceException(ErrorCode.BAD_QUERY, "Error during planning: No value found for placeholder with name $" + name);
        }
        bind(index, name, value);
      }
    } catch (Throwable e) {
      throw DuckFailure.of("binding parameters", e);
    }
  }

  private void bind(long index, String name, Object value) throws Throwable {
    int state = switch (value) {
      case Boolean flag -> (int) api.bindBoolean.invokeExact(handle(), index, (boolean) flag);
      case Long number -> (int) api.bindInt64.invokeExact(handle(), index, (long) number);
      case BigInteger number -> (int) api.bindUint64.invokeExact(handle(), index, number.longValue());
      case Double number -> (int) api.bindDouble.invokeExact(handle(), index, (double) number);
      case String text -> bindText(index, text);
      case Object o when o == DuckConnection.NULL -> (int) api.bindNull.invokeExact(handle(), index);
      default -> throw new IllegalArgumentException("parameter $" + name + " has type " + value.getClass());
    };
    if (state != DuckApi.SUCCESS) {
      throw new MillraceException(ErrorCode.BAD_QUERY, "parameter $" + name + " does not fit where it stands");
    }
  }

  private int bindText(long index, String text) throws Throwable {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    try (Arena local = Arena.ofConfined()) {
      MemorySegment copy = local.allocate(Math.max(1, utf8.length));
      MemorySegment.copy(utf8, 0, copy, JAVA_BYTE, 0, utf8.length);
      return (int) api.bindVarcharLength.invokeExact(handle(), index, copy, (long) utf8.length);
    }
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      try {
        api.destroyPrepare.invokeExact(holder);
      } catch (Throwable e) {
        throw DuckFailure.of("closing a statement", e);
      }
    }
  }
}
