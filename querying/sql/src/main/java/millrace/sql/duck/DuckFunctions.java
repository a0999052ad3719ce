package millrace.sql.duck;

import static java.lang.foreign.ValueLayout.ADDRESS;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.math.BigInteger;
import java.util.List;
import millrace.base.ErrorCode;
import millrace.base.MillraceException;

/// Registers [DuckFunction]s with an instance and runs them, a chunk of rows at a time. DuckDB keeps a function's number
/// for us. As in [DuckTableFunction] no exception may cross into C.
final class DuckFunctions {
  private final DuckApi api;
  private final List<DuckFunction> functions;
  private final Arena arena;

  DuckFunctions(DuckApi api, List<DuckFunction> functions, Arena arena) {
    this.api = api;
    this.functions = List.copyOf(functions);
    this.arena = arena;
  }

  void registerOn(MemorySegment connection) {
    MemorySegment run = upcall();
    for (int number = 0; number < functions.size(); number++) {
      try {
        register(connection, functions.get(number), number, run);
      } catch (Throwable e) {
        throw DuckFailure.of("registering function " + functions.get(number).name(), e);
      }
    }
  }

  private void register(MemorySegment connection, DuckFunction function, long number, MemorySegment run)
      throws Throwable {
    try (Arena local = Arena.ofConfined()) {
      MemorySegment handle = (MemorySegment) api.createScalarFunction.invokeExact();
      api.scalarFunctionName.invokeExact(handle, local.allocateFrom(function.name()));
      for (DuckKind parameter : function.parameters()) {
        MemorySegment type = (MemorySegment) api.createLogicalType.invokeExact(parameter.number());
        api.scalarFunctionParameter.invokeExact(handle, type);
        destroy(local, type, false);
      }
      MemorySegment result = (MemorySegment) api.createLogicalType.invokeExact(function.result().number());
      api.scalarFunctionResult.invokeExact(handle, result);
      destroy(local, result, false);
      api.scalarFunctionExtra.invokeExact(handle, MemorySegment.ofAddress(number), MemorySegment.NULL);
      api.scalarFunctionRun.invokeExact(handle, run);
      int state = (int) api.registerScalarFunction.invokeExact(connection, handle);
      destroy(local, handle, true);
      if (state != DuckApi.SUCCESS) {
        throw new MillraceException(ErrorCode.INTERNAL, "the SQL engine refused function " + function.name());
      }
    }
  }

  private void destroy(Arena local, MemorySegment handle, boolean isFunction) throws Throwable {
    MemorySegment holder = local.allocate(ADDRESS);
    holder.set(ADDRESS, 0, handle);
    if (isFunction) {
      api.destroyScalarFunction.invokeExact(holder);
    } else {
      api.destroyLogicalType.invokeExact(holder);
    }
  }

  /// Called by DuckDB with flat vectors.
  void run(MemorySegment info, MemorySegment input, MemorySegment output) {
    try (Arena local = Arena.ofConfined()) {
      try {
        long number = ((MemorySegment) api.scalarFunctionGetExtra.invokeExact(info)).address();
        DuckFunction function = functions.get((int) number);
        int rows = (int) (long) api.chunkSize.invokeExact(input);
        List<DuckType> types = function.parameters().stream().map(DuckType::of).toList();
        Object[][] columns = new Object[types.size()][];
        for (int i = 0; i < columns.length; i++) {
          columns[i] = ObjectCells.read(api, (MemorySegment) api.chunkVector.invokeExact(input, (long) i), rows, types.get(i));
        }
        compute(function, columns, rows, new DuckChunk(api, output, local));
      } catch (Throwable e) {
        api.scalarFunctionError.invokeExact(info, local.allocateFrom(DuckTableFunction.message(e)));
      }
    } catch (Throwable e) {
      DuckTableFunction.unreported(e);
    }
  }

  private static void compute(DuckFunction function, Object[][] columns, int rows, DuckChunk output) {
    Object[] arguments = new Object[function.parameters().size()];
    for (int row = 0; row < rows; row++) {
      boolean isNull = false;
      for (int i = 0; i < arguments.length; i++) {
        arguments[i] = columns[i][row];
        isNull |= arguments[i] == null;
      }
      Object value = isNull ? null : function.body().apply(arguments);
      if (value != null && function.result() == DuckKind.HUGEINT) {
        output.setHuge(0, row, (BigInteger) value);
      } else {
        output.set(0, row, value);
      }
    }
  }

  private MemorySegment upcall() {
    try {
      MethodType shape =
          MethodType.methodType(void.class, MemorySegment.class, MemorySegment.class, MemorySegment.class);
      return Linker.nativeLinker().upcallStub(
          MethodHandles.lookup().findVirtual(DuckFunctions.class, "run", shape).bindTo(this),
          FunctionDescriptor.ofVoid(ADDRESS, ADDRESS, ADDRESS), arena);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }
}
