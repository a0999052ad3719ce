package millrace.sql.duck;

import static java.lang.foreign.ValueLayout.ADDRESS;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import millrace.base.ErrorCode;
import millrace.base.MillraceException;

/// The table function `millrace_scan(number)`: DuckDB calls back into Java for columns, then for rows.
///
/// DuckDB holds plain words for us between the calls: the relation's number as bind data, a scan's number as init data.
/// Both lie in maps here; DuckDB calls a destructor when it lets go of a scan, so a query that ends early closes its
/// scans as well. An exception must never cross into C, so every callback hands failures to DuckDB as error texts; the
/// query then fails with them.
///
/// Threads: callbacks come on DuckDB's own threads; one scan is used by one of them at a time.
final class DuckTableFunction {
  static final String NAME = "millrace_scan";

  private final DuckApi api;
  private final DuckRelations relations;
  private final Arena arena;
  private final Map<Long, OpenScan> scans = new ConcurrentHashMap<>();
  private final AtomicLong nextScan = new AtomicLong(1);
  private final MemorySegment closeScan;

  private record OpenScan(DuckScan scan, int columns) {}

  DuckTableFunction(DuckApi api, DuckRelations relations, Arena arena) {
    this.api = api;
    this.relations = relations;
    this.arena = arena;
    this.closeScan = upcall("close", FunctionDescriptor.ofVoid(ADDRESS), MemorySegment.class);
  }

  void registerOn(MemorySegment connection) {
    MemorySegment bind = upcall("bind", FunctionDescriptor.ofVoid(ADDRESS), MemorySegment.class);
    MemorySegment init = upcall("init", FunctionDescriptor.ofVoid(ADDRESS), MemorySegment.class);
    MemorySegment run =
        upcall("run", FunctionDescriptor.ofVoid(ADDRESS, ADDRESS), MemorySegment.class, MemorySegment.class);
    try (Arena local = Arena.ofConfined()) {
      MemorySegment function = (MemorySegment) api.createTableFunction.invokeExact();
      MemorySegment bigint = (MemorySegment) api.createLogicalType.invokeExact(DuckKind.BIGINT.number());
      api.tableFunctionName.invokeExact(function, local.allocateFrom(NAME));
      api.tableFunctionParameter.invokeExact(function, bigint);
      api.tableFunctionBind.invokeExact(function, bind);
      api.tableFunctionInit.invokeExact(function, init);
      api.tableFunctionRun.invokeExact(function, run);
      api.tableFunctionProjection.invokeExact(function, true);
      int state = (int) api.registerTableFunction.invokeExact(connection, function);
      destroyType(local, bigint);
      MemorySegment holder = local.allocate(ADDRESS);
      holder.set(ADDRESS, 0, function);
      api.destroyTableFunction.invokeExact(holder);
      if (state != DuckApi.SUCCESS) {
        throw new MillraceException(ErrorCode.INTERNAL, "registering " + NAME + " with the SQL engine failed");
      }
    } catch (Throwable e) {
      throw DuckFailure.of("registering " + NAME, e);
    }
  }

  /// Called by DuckDB once per use in a query: which columns there are.
  void bind(MemorySegment info) {
    try (Arena local = Arena.ofConfined()) {
      try {
        MemorySegment value = (MemorySegment) api.bindParameter.invokeExact(info, 0L);
        long number = (long) api.getInt64.invokeExact(value);
        MemorySegment holder = local.allocate(ADDRESS);
        holder.set(ADDRESS, 0, value);
        api.destroyValue.invokeExact(holder);
        DuckRelation relation = relations.relation(number);
        for (DuckRelation.Column column : relation.columns()) {
          MemorySegment type = newType(local, column.type());
          api.bindColumn.invokeExact(info, local.allocateFrom(column.name()), type);
          destroyType(local, type);
        }
        if (relation.estimatedRows() >= 0) {
          api.bindCardinality.invokeExact(info, relation.estimatedRows(), false);
        }
        api.bindSetData.invokeExact(info, MemorySegment.ofAddress(number), MemorySegment.NULL);
      } catch (Throwable e) {
        api.bindError.invokeExact(info, local.allocateFrom(message(e)));
      }
    } catch (Throwable e) {
      unreported(e);
    }
  }

  /// Called once per scan: which of the columns are wanted.
  void init(MemorySegment info) {
    try (Arena local = Arena.ofConfined()) {
      try {
        long number = ((MemorySegment) api.initGetBindData.invokeExact(info)).address();
        int[] projection = new int[(int) (long) api.initColumnCount.invokeExact(info)];
        DuckRelation relation = relations.relation(number);
        int known = relation.columns().size();
        for (int i = 0; i < projection.length; i++) {
          long index = (long) api.initColumnIndex.invokeExact(info, (long) i);
          // Beyond the columns lies the row id, asked for by count(*): any column will do, nobody looks at it.
          projection[i] = index < 0 || index >= known ? ROW_ID : (int) index;
        }
        long scan = nextScan.getAndIncrement();
        scans.put(scan, new OpenScan(relation.scan(projection), projection.length));
        api.initSetData.invokeExact(info, MemorySegment.ofAddress(scan), closeScan);
        api.initThreads.invokeExact(info, 1L);
      } catch (Throwable e) {
        api.initError.invokeExact(info, local.allocateFrom(message(e)));
      }
    } catch (Throwable e) {
      unreported(e);
    }
  }

  /// A column of the projection that stands for "some row": its values are never read.
  static final int ROW_ID = -1;

  /// Called until a chunk stays empty.
  void run(MemorySegment info, MemorySegment output) {
    try (Arena local = Arena.ofConfined()) {
      try {
        OpenScan open = scans.get(((MemorySegment) api.functionInitData.invokeExact(info)).address());
        DuckChunk chunk = new DuckChunk(api, output, open.columns(), local);
        api.setChunkSize.invokeExact(output, (long) open.scan().fill(chunk));
      } catch (Throwable e) {
        api.setChunkSize.invokeExact(output, 0L);
        api.functionError.invokeExact(info, local.allocateFrom(message(e)));
      }
    } catch (Throwable e) {
      unreported(e);
    }
  }

  /// Called when DuckDB lets go of a scan.
  void close(MemorySegment scanNumber) {
    try {
      OpenScan open = scans.remove(scanNumber.address());
      if (open != null) {
        open.scan().close();
      }
    } catch (RuntimeException | Error e) {
      unreported(e);
    }
  }

  private MemorySegment upcall(String method, FunctionDescriptor shape, Class<?>... parameters) {
    try {
      MethodHandle handle = MethodHandles.lookup()
          .findVirtual(DuckTableFunction.class, method, MethodType.methodType(void.class, parameters))
          .bindTo(this);
      return Linker.nativeLinker().upcallStub(handle, shape, arena);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  private MemorySegment newType(Arena local, DuckType type) throws Throwable {
    if (type.kind() != DuckKind.LIST) {
      return (MemorySegment) api.createLogicalType.invokeExact(type.kind().number());
    }
    MemorySegment element = newType(local, type.children().getFirst());
    MemorySegment list = (MemorySegment) api.createListType.invokeExact(element);
    destroyType(local, element);
    return list;
  }

  private void destroyType(Arena local, MemorySegment type) throws Throwable {
    MemorySegment holder = local.allocate(ADDRESS);
    holder.set(ADDRESS, 0, type);
    api.destroyLogicalType.invokeExact(holder);
  }

  static String message(Throwable e) {
    return e.getMessage() == null ? e.toString() : e.getMessage();
  }

  /// The one failure that cannot be told to the query: telling it failed. Letting it pass would end the process.
  static void unreported(Throwable e) {
    org.slf4j.LoggerFactory.getLogger(DuckTableFunction.class).error("SQL engine callback failed", e);
  }
}
