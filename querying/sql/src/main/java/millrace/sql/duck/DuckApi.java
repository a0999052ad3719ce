package millrace.sql.duck;

import static java.lang.foreign.FunctionDescriptor.of;
import static java.lang.foreign.FunctionDescriptor.ofVoid;
import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BOOLEAN;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;

/// The functions of DuckDB's C API that we call, one handle each, named as there (`duckdb_` left out).
/// Source: `duckdb.h` of DuckDB 2.0, the part declared stable since 1.0.
final class DuckApi {
  /// `duckdb_result`: six words, opaque to us.
  static final MemoryLayout RESULT =
      MemoryLayout.structLayout(JAVA_LONG, JAVA_LONG, JAVA_LONG, ADDRESS, ADDRESS, ADDRESS);

  static final int SUCCESS = 0;

  private final SymbolLookup library;

  final MethodHandle open;
  final MethodHandle close;
  final MethodHandle connect;
  final MethodHandle disconnect;
  final MethodHandle interrupt;
  final MethodHandle query;
  final MethodHandle prepare;
  final MethodHandle prepareError;
  final MethodHandle destroyPrepare;
  final MethodHandle nparams;
  final MethodHandle parameterName;
  final MethodHandle parameterType;
  final MethodHandle bindBoolean;
  final MethodHandle bindInt64;
  final MethodHandle bindUint64;
  final MethodHandle bindDouble;
  final MethodHandle bindVarcharLength;
  final MethodHandle bindNull;
  final MethodHandle executeStreaming;
  final MethodHandle resultError;
  final MethodHandle destroyResult;
  final MethodHandle columnCount;
  final MethodHandle columnName;
  final MethodHandle columnLogicalType;
  final MethodHandle fetchChunk;
  final MethodHandle destroyChunk;
  final MethodHandle chunkSize;
  final MethodHandle setChunkSize;
  final MethodHandle chunkVector;
  final MethodHandle vectorData;
  final MethodHandle vectorValidity;
  final MethodHandle ensureValidity;
  final MethodHandle assignString;
  final MethodHandle structChild;
  final MethodHandle listChild;
  final MethodHandle createLogicalType;
  final MethodHandle createListType;
  final MethodHandle listReserve;
  final MethodHandle listSize;
  final MethodHandle listSetSize;
  final MethodHandle destroyLogicalType;
  final MethodHandle typeId;
  final MethodHandle decimalScale;
  final MethodHandle decimalInternalType;
  final MethodHandle enumInternalType;
  final MethodHandle enumValue;
  final MethodHandle structChildCount;
  final MethodHandle structChildName;
  final MethodHandle structChildType;
  final MethodHandle listChildType;
  final MethodHandle mapKeyType;
  final MethodHandle mapValueType;
  final MethodHandle free;
  final MethodHandle createScalarFunction;
  final MethodHandle destroyScalarFunction;
  final MethodHandle scalarFunctionName;
  final MethodHandle scalarFunctionParameter;
  final MethodHandle scalarFunctionResult;
  final MethodHandle scalarFunctionExtra;
  final MethodHandle scalarFunctionRun;
  final MethodHandle scalarFunctionGetExtra;
  final MethodHandle scalarFunctionError;
  final MethodHandle registerScalarFunction;
  final MethodHandle createTableFunction;
  final MethodHandle destroyTableFunction;
  final MethodHandle tableFunctionName;
  final MethodHandle tableFunctionParameter;
  final MethodHandle tableFunctionBind;
  final MethodHandle tableFunctionInit;
  final MethodHandle tableFunctionRun;
  final MethodHandle tableFunctionProjection;
  final MethodHandle registerTableFunction;
  final MethodHandle bindParameter;
  final MethodHandle bindColumn;
  final MethodHandle bindError;
  final MethodHandle bindSetData;
  final MethodHandle bindCardinality;
  final MethodHandle getInt64;
  final MethodHandle destroyValue;
  final MethodHandle initColumnCount;
  final MethodHandle initColumnIndex;
  final MethodHandle initGetBindData;
  final MethodHandle initSetData;
  final MethodHandle initError;
  final MethodHandle initThreads;
  final MethodHandle functionInitData;
  final MethodHandle functionError;

  DuckApi(SymbolLookup library) {
    this.library = library;
    open = call("duckdb_open", of(JAVA_INT, ADDRESS, ADDRESS));
    close = call("duckdb_close", ofVoid(ADDRESS));
    connect = call("duckdb_connect", of(JAVA_INT, ADDRESS, ADDRESS));
    disconnect = call("duckdb_disconnect", ofVoid(ADDRESS));
    interrupt = call("duckdb_interrupt", ofVoid(ADDRESS));
    query = call("duckdb_query", of(JAVA_INT, ADDRESS, ADDRESS, ADDRESS));
    prepare = call("duckdb_prepare", of(JAVA_INT, ADDRESS, ADDRESS, ADDRESS));
    prepareError = call("duckdb_prepare_error", of(ADDRESS, ADDRESS));
    destroyPrepare = call("duckdb_destroy_prepare", ofVoid(ADDRESS));
    nparams = call("duckdb_nparams", of(JAVA_LONG, ADDRESS));
    parameterName = call("duckdb_parameter_name", of(ADDRESS, ADDRESS, JAVA_LONG));
    parameterType = call("duckdb_param_type", of(JAVA_INT, ADDRESS, JAVA_LONG));
    bindBoolean = call("duckdb_bind_boolean", of(JAVA_INT, ADDRESS, JAVA_LONG, JAVA_BOOLEAN));
    bindInt64 = call("duckdb_bind_int64", of(JAVA_INT, ADDRESS, JAVA_LONG, JAVA_LONG));
    bindUint64 = call("duckdb_bind_uint64", of(JAVA_INT, ADDRESS, JAVA_LONG, JAVA_LONG));
    bindDouble = call("duckdb_bind_double", of(JAVA_INT, ADDRESS, JAVA_LONG, JAVA_DOUBLE));
    bindVarcharLength = call("duckdb_bind_varchar_length", of(JAVA_INT, ADDRESS, JAVA_LONG, ADDRESS, JAVA_LONG));
    bindNull = call("duckdb_bind_null", of(JAVA_INT, ADDRESS, JAVA_LONG));
    executeStreaming = call("duckdb_execute_prepared_streaming", of(JAVA_INT, ADDRESS, ADDRESS));
    resultError = call("duckdb_result_error", of(ADDRESS, ADDRESS));
    destroyResult = call("duckdb_destroy_result", ofVoid(ADDRESS));
    columnCount = call("duckdb_column_count", of(JAVA_LONG, ADDRESS));
    columnName = call("duckdb_column_name", of(ADDRESS, ADDRESS, JAVA_LONG));
    columnLogicalType = call("duckdb_column_logical_type", of(ADDRESS, ADDRESS, JAVA_LONG));
    fetchChunk = call("duckdb_fetch_chunk", of(ADDRESS, RESULT));
    destroyChunk = call("duckdb_destroy_data_chunk", ofVoid(ADDRESS));
    chunkSize = quick("duckdb_data_chunk_get_size", of(JAVA_LONG, ADDRESS));
    setChunkSize = quick("duckdb_data_chunk_set_size", ofVoid(ADDRESS, JAVA_LONG));
    chunkVector = quick("duckdb_data_chunk_get_vector", of(ADDRESS, ADDRESS, JAVA_LONG));
    vectorData = quick("duckdb_vector_get_data", of(ADDRESS, ADDRESS));
    vectorValidity = quick("duckdb_vector_get_validity", of(ADDRESS, ADDRESS));
    ensureValidity = call("duckdb_vector_ensure_validity_writable", ofVoid(ADDRESS));
    assignString =
        call("duckdb_unsafe_vector_assign_string_element_len", ofVoid(ADDRESS, JAVA_LONG, ADDRESS, JAVA_LONG));
    structChild = call("duckdb_struct_vector_get_child", of(ADDRESS, ADDRESS, JAVA_LONG));
    listChild = call("duckdb_list_vector_get_child", of(ADDRESS, ADDRESS));
    createLogicalType = call("duckdb_create_logical_type", of(ADDRESS, JAVA_INT));
    createListType = call("duckdb_create_list_type", of(ADDRESS, ADDRESS));
    listReserve = call("duckdb_list_vector_reserve", of(JAVA_INT, ADDRESS, JAVA_LONG));
    listSize = call("duckdb_list_vector_get_size", of(JAVA_LONG, ADDRESS));
    listSetSize = call("duckdb_list_vector_set_size", of(JAVA_INT, ADDRESS, JAVA_LONG));
    destroyLogicalType = call("duckdb_destroy_logical_type", ofVoid(ADDRESS));
    typeId = call("duckdb_get_type_id", of(JAVA_INT, ADDRESS));
    decimalScale = call("duckdb_decimal_scale", of(JAVA_BYTE, ADDRESS));
    decimalInternalType = call("duckdb_decimal_internal_type", of(JAVA_INT, ADDRESS));
    enumInternalType = call("duckdb_enum_internal_type", of(JAVA_INT, ADDRESS));
    enumValue = call("duckdb_enum_dictionary_value", of(ADDRESS, ADDRESS, JAVA_LONG));
    structChildCount = call("duckdb_struct_type_child_count", of(JAVA_LONG, ADDRESS));
    structChildName = call("duckdb_struct_type_child_name", of(ADDRESS, ADDRESS, JAVA_LONG));
    structChildType = call("duckdb_struct_type_child_type", of(ADDRESS, ADDRESS, JAVA_LONG));
    listChildType = call("duckdb_list_type_child_type", of(ADDRESS, ADDRESS));
    mapKeyType = call("duckdb_map_type_key_type", of(ADDRESS, ADDRESS));
    mapValueType = call("duckdb_map_type_value_type", of(ADDRESS, ADDRESS));
    free = call("duckdb_free", ofVoid(ADDRESS));
    createScalarFunction = call("duckdb_create_scalar_function", of(ADDRESS));
    destroyScalarFunction = call("duckdb_destroy_scalar_function", ofVoid(ADDRESS));
    scalarFunctionName = call("duckdb_scalar_function_set_name", ofVoid(ADDRESS, ADDRESS));
    scalarFunctionParameter = call("duckdb_scalar_function_add_parameter", ofVoid(ADDRESS, ADDRESS));
    scalarFunctionResult = call("duckdb_scalar_function_set_return_type", ofVoid(ADDRESS, ADDRESS));
    scalarFunctionExtra = call("duckdb_scalar_function_set_extra_info", ofVoid(ADDRESS, ADDRESS, ADDRESS));
    scalarFunctionRun = call("duckdb_scalar_function_set_function", ofVoid(ADDRESS, ADDRESS));
    scalarFunctionGetExtra = call("duckdb_scalar_function_get_extra_info", of(ADDRESS, ADDRESS));
    scalarFunctionError = call("duckdb_scalar_function_set_error", ofVoid(ADDRESS, ADDRESS));
    registerScalarFunction = call("duckdb_register_scalar_function", of(JAVA_INT, ADDRESS, ADDRESS));
    createTableFunction = call("duckdb_create_table_function", of(ADDRESS));
    destroyTableFunction = call("duckdb_destroy_table_function", ofVoid(ADDRESS));
    tableFunctionName = call("duckdb_table_function_set_name", ofVoid(ADDRESS, ADDRESS));
    tableFunctionParameter = call("duckdb_table_function_add_parameter", ofVoid(ADDRESS, ADDRESS));
    tableFunctionBind = call("duckdb_table_function_set_bind", ofVoid(ADDRESS, ADDRESS));
    tableFunctionInit = call("duckdb_table_function_set_init", ofVoid(ADDRESS, ADDRESS));
    tableFunctionRun = call("duckdb_table_function_set_function", ofVoid(ADDRESS, ADDRESS));
    tableFunctionProjection = call("duckdb_table_function_supports_projection_pushdown", ofVoid(ADDRESS, JAVA_BOOLEAN));
    registerTableFunction = call("duckdb_register_table_function", of(JAVA_INT, ADDRESS, ADDRESS));
    bindParameter = call("duckdb_bind_get_parameter", of(ADDRESS, ADDRESS, JAVA_LONG));
    bindColumn = call("duckdb_bind_add_result_column", ofVoid(ADDRESS, ADDRESS, ADDRESS));
    bindError = call("duckdb_bind_set_error", ofVoid(ADDRESS, ADDRESS));
    bindSetData = call("duckdb_bind_set_bind_data", ofVoid(ADDRESS, ADDRESS, ADDRESS));
    bindCardinality = call("duckdb_bind_set_cardinality", ofVoid(ADDRESS, JAVA_LONG, JAVA_BOOLEAN));
    getInt64 = call("duckdb_get_int64", of(JAVA_LONG, ADDRESS));
    destroyValue = call("duckdb_destroy_value", ofVoid(ADDRESS));
    initColumnCount = call("duckdb_init_get_column_count", of(JAVA_LONG, ADDRESS));
    initColumnIndex = call("duckdb_init_get_column_index", of(JAVA_LONG, ADDRESS, JAVA_LONG));
    initGetBindData = call("duckdb_init_get_bind_data", of(ADDRESS, ADDRESS));
    initSetData = call("duckdb_init_set_init_data", ofVoid(ADDRESS, ADDRESS, ADDRESS));
    initError = call("duckdb_init_set_error", ofVoid(ADDRESS, ADDRESS));
    initThreads = call("duckdb_init_set_max_threads", ofVoid(ADDRESS, JAVA_LONG));
    functionInitData = call("duckdb_function_get_init_data", of(ADDRESS, ADDRESS));
    functionError = call("duckdb_function_set_error", ofVoid(ADDRESS, ADDRESS));
  }

  /// A C string that DuckDB keeps.
  static String text(MemorySegment address) {
    return address.address() == 0 ? "" : address.reinterpret(Long.MAX_VALUE).getString(0);
  }

  /// A C string that the caller owns: read and freed.
  String takeText(MemorySegment address) throws Throwable {
    String text = text(address);
    if (address.address() != 0) {
      free.invokeExact(address);
    }
    return text;
  }

  private MethodHandle call(String name, FunctionDescriptor shape) {
    return Linker.nativeLinker().downcallHandle(library.findOrThrow(name), shape);
  }

  /// For functions that return at once and never call back: without the thread state transition.
  private MethodHandle quick(String name, FunctionDescriptor shape) {
    return Linker.nativeLinker().downcallHandle(library.findOrThrow(name), shape, Linker.Option.critical(false));
  }
}
