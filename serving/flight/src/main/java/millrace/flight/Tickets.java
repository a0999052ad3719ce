package millrace.flight;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import millrace.flight.FlightQuery.Language;
import millrace.flight.grpc.GrpcFailure;

/// The tickets of the client libraries: JSON, or the protobuf message `ReadInfo`, bare or in an `Any`.
/// Source: specification 5.2.
final class Tickets {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final List<String> DATABASE_KEYS = List.of("database", "namespace_name", "bucket", "bucket-name");

  private Tickets() {}

  /// @throws GrpcFailure INVALID_ARGUMENT for anything else
  static FlightQuery query(ByteString ticket) {
    boolean isJson = !ticket.isEmpty() && ticket.byteAt(0) == '{';
    return (isJson ? fromJson(ticket) : fromProtobuf(ticket)).orElseThrow(Tickets::invalid);
  }

  static GrpcFailure invalid() {
    return GrpcFailure.invalid("Invalid ticket. Error: Invalid ticket");
  }

  private static Optional<FlightQuery> fromJson(ByteString ticket) {
    try {
      JsonNode json = JSON.readTree(ticket.newInput());
      Optional<String> database = DATABASE_KEYS.stream().map(json::path).filter(JsonNode::isTextual)
          .map(JsonNode::textValue).findFirst();
      JsonNode text = json.path("sql_query");
      Optional<Language> language = language(json.path("query_type"));
      JsonNode bound = json.path("params");
      boolean isWhole = database.isPresent() && text.isTextual() && language.isPresent()
          && (bound.isObject() || bound.isNull() || bound.isMissingNode());
      return isWhole
          ? Optional.of(new FlightQuery(database.get(), language.get(), text.textValue(), parameters(bound), ""))
          : Optional.empty();
    } catch (JsonProcessingException notJson) {
      return Optional.empty();
    } catch (IOException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private static Optional<Language> language(JsonNode type) {
    if (type.isMissingNode() || type.isNull()) {
      return Optional.of(Language.SQL);
    }
    return switch (type.asText()) {
      case "sql" -> Optional.of(Language.SQL);
      case "influxql" -> Optional.of(Language.INFLUXQL);
      default -> Optional.empty();
    };
  }

  /// The values of a JSON object of parameters.
  static Map<String, Object> parameters(JsonNode object) {
    Map<String, Object> values = new HashMap<>();
    object.properties().forEach(entry -> values.put(entry.getKey(), value(entry.getKey(), entry.getValue())));
    return values;
  }

  private static Object value(String name, JsonNode value) {
    if (value.isNull()) {
      return null;
    }
    if (value.isTextual()) {
      return value.textValue();
    }
    if (value.isBoolean()) {
      return value.booleanValue();
    }
    if (!value.isNumber()) {
      throw GrpcFailure.invalid(
          "Invalid ticket. Error: parameter " + name + " must be null, a boolean, a number or a string");
    }
    return value.isIntegralNumber() && value.canConvertToLong() ? (Object) value.longValue() : (Object) value.doubleValue();
  }

  private static Optional<FlightQuery> fromProtobuf(ByteString ticket) {
    try {
      Any any = Any.parseFrom(ticket);
      if (any.getTypeUrl().endsWith("ReadInfo")) {
        return readInfo(any.getValue());
      }
    } catch (InvalidProtocolBufferException notAny) {
      // It may be a bare message.
    }
    return readInfo(ticket);
  }

  /// `namespace_name = 1, sql_query = 2, query_type = 3`, the last an enumeration of unspecified, SQL and InfluxQL.
  private static Optional<FlightQuery> readInfo(ByteString bytes) {
    String database = "";
    String text = "";
    long type = 0;
    try {
      CodedInputStream in = bytes.newCodedInput();
      for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
        switch (tag) {
          case 1 << 3 | 2 -> database = in.readStringRequireUtf8();
          case 2 << 3 | 2 -> text = in.readStringRequireUtf8();
          case 3 << 3 -> type = in.readUInt64();
          default -> in.skipField(tag);
        }
      }
    } catch (IOException broken) {
      return Optional.empty();
    }
    if (database.isEmpty() || text.isEmpty() || type < 0 || type > 2) {
      return Optional.empty();
    }
    return Optional.of(new FlightQuery(database, type == 2 ? Language.INFLUXQL : Language.SQL, text, Map.of(), ""));
  }
}
