package millrace.flight;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import java.io.IOException;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import millrace.flight.grpc.GrpcFailure;

/// What a prepared statement's handle holds: all of it, so that the server keeps nothing between calls. Binding gives a
/// client a new handle.
///
/// @param parameters values by name and by position, as in [FlightQuery]
record PreparedHandle(String query, Map<String, Object> parameters) {
  private static final String TYPE_URL = "type.googleapis.com/influxdata.FlightSqlPreparedStatementHandle";
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int QUERY = 1;
  private static final int PARAMETERS = 2;
  private static final int LENGTH_DELIMITED = 2;

  PreparedHandle {
    parameters = Collections.unmodifiableMap(new HashMap<>(parameters));
  }

  ByteString encoded() {
    try {
      ByteString.Output bytes = ByteString.newOutput();
      CodedOutputStream out = CodedOutputStream.newInstance(bytes);
      out.writeString(QUERY, query);
      out.writeByteArray(PARAMETERS, JSON.writeValueAsBytes(parameters));
      out.flush();
      return Any.newBuilder().setTypeUrl(TYPE_URL).setValue(bytes.toByteString()).build().toByteString();
    } catch (IOException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /// @throws GrpcFailure INVALID_ARGUMENT when it is none of ours
  static PreparedHandle decode(ByteString handle) {
    try {
      Any any = Any.parseFrom(handle);
      if (!any.getTypeUrl().equals(TYPE_URL)) {
        throw damaged();
      }
      String query = "";
      Map<String, Object> parameters = Map.of();
      CodedInputStream in = any.getValue().newCodedInput();
      for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
        switch (tag) {
          case QUERY << 3 | LENGTH_DELIMITED -> query = in.readStringRequireUtf8();
          case PARAMETERS << 3 | LENGTH_DELIMITED -> parameters = Tickets.parameters(JSON.readTree(in.readByteArray()));
          default -> throw damaged();
        }
      }
      return new PreparedHandle(query, parameters);
    } catch (JsonProcessingException broken) {
      throw damaged();
    } catch (IOException broken) {
      throw damaged();
    }
  }

  private static GrpcFailure damaged() {
    return GrpcFailure.invalid("the prepared statement's handle is not one of this server");
  }
}
