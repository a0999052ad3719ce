package millrace.flight;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import java.util.Optional;
import millrace.flight.grpc.GrpcFailure;
import org.apache.arrow.flight.sql.impl.FlightSql;

/// A Flight SQL command.
sealed interface Command {
  String PREFIX = "type.googleapis.com/arrow.flight.protocol.sql.";

  record Statement(String query) implements Command {}

  record Prepared(PreparedHandle handle) implements Command {}

  record Catalogs() implements Command {}

  record Schemas(FlightSql.CommandGetDbSchemas asked) implements Command {}

  record Tables(FlightSql.CommandGetTables asked) implements Command {}

  record TableTypes() implements Command {}

  record SqlInfo(FlightSql.CommandGetSqlInfo asked) implements Command {}

  record PrimaryKeys() implements Command {}

  /// Exported keys, imported keys and cross references: three questions, one shape, and no rows.
  record ForeignKeys() implements Command {}

  record XdbcTypes(FlightSql.CommandGetXdbcTypeInfo asked) implements Command {}

  /// The name the command goes by in the query log.
  default String name() {
    return switch (this) {
      case Statement _ -> "CommandStatementQuery";
      case Prepared _ -> "CommandPreparedStatementQuery";
      case Catalogs _ -> "CommandGetCatalogs";
      case Schemas _ -> "CommandGetDbSchemas";
      case Tables _ -> "CommandGetTables";
      case TableTypes _ -> "CommandGetTableTypes";
      case SqlInfo _ -> "CommandGetSqlInfo";
      case PrimaryKeys _ -> "CommandGetPrimaryKeys";
      case ForeignKeys _ -> "CommandGetCrossReference";
      case XdbcTypes _ -> "CommandGetXdbcTypeInfo";
    };
  }

  /// The command in the bytes of a descriptor or ticket; empty when they hold no Flight SQL.
  ///
  /// @throws GrpcFailure UNIMPLEMENTED for a command that changes something, INVALID_ARGUMENT for a damaged one
  static Optional<Command> decode(ByteString bytes) {
    Any any;
    try {
      any = Any.parseFrom(bytes);
    } catch (InvalidProtocolBufferException none) {
      return Optional.empty();
    }
    return any.getTypeUrl().startsWith(PREFIX) ? Optional.of(decode(any)) : Optional.empty();
  }

  private static Command decode(Any any) {
    String name = any.getTypeUrl().substring(PREFIX.length());
    return switch (name) {
      case "CommandStatementQuery" -> new Statement(unpack(any, FlightSql.CommandStatementQuery.class).getQuery());
      case "TicketStatementQuery" ->
        new Statement(unpack(any, FlightSql.TicketStatementQuery.class).getStatementHandle().toStringUtf8());
      case "CommandPreparedStatementQuery" -> new Prepared(PreparedHandle.decode(
          unpack(any, FlightSql.CommandPreparedStatementQuery.class).getPreparedStatementHandle()));
      case "CommandGetCatalogs" -> new Catalogs();
      case "CommandGetDbSchemas" -> new Schemas(unpack(any, FlightSql.CommandGetDbSchemas.class));
      case "CommandGetTables" -> new Tables(unpack(any, FlightSql.CommandGetTables.class));
      case "CommandGetTableTypes" -> new TableTypes();
      case "CommandGetSqlInfo" -> new SqlInfo(unpack(any, FlightSql.CommandGetSqlInfo.class));
      case "CommandGetPrimaryKeys" -> new PrimaryKeys();
      case "CommandGetExportedKeys", "CommandGetImportedKeys", "CommandGetCrossReference" -> new ForeignKeys();
      case "CommandGetXdbcTypeInfo" -> new XdbcTypes(unpack(any, FlightSql.CommandGetXdbcTypeInfo.class));
      default -> throw GrpcFailure.unimplemented(name + " is not supported");
    };
  }

  /// The message in an `Any`.
  ///
  /// @throws GrpcFailure INVALID_ARGUMENT when it is another one, or damaged
  static <T extends Message> T unpack(Any any, Class<T> type) {
    try {
      return any.unpack(type);
    } catch (InvalidProtocolBufferException broken) {
      throw GrpcFailure.invalid("damaged Flight SQL message, expected " + type.getSimpleName());
    }
  }
}
