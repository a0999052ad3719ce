package millrace.server.write;

import java.util.List;
import java.util.stream.Collectors;
import millrace.ingest.LineError;

/// What InfluxDB 1.x says of points it did not take.
public final class V1Refusal {
  private V1Refusal() {}

  /// Points dropped for their schema hide lines that did not parse, as they do in InfluxDB.
  public static String message(List<LineError> errors, boolean someWritten) {
    List<LineError> dropped = errors.stream()
        .filter(error -> error.kind() == LineError.Kind.SCHEMA || error.kind() == LineError.Kind.LIMIT)
        .toList();
    if (!dropped.isEmpty()) {
      return "partial write: " + dropped.getFirst().message() + " dropped=" + dropped.size();
    }
    boolean clash = errors.stream().anyMatch(error -> error.kind() == LineError.Kind.CLASH);
    if (clash) {
      return "field type conflict";
    }
    long expired = errors.stream().filter(error -> error.kind() == LineError.Kind.EXPIRED).count();
    if (expired > 0) {
      return "partial write: points beyond retention policy dropped=" + expired;
    }
    String syntax = errors.stream().map(LineError::message).collect(Collectors.joining("\n"));
    return someWritten ? "partial write: " + syntax + " dropped=0" : syntax;
  }
}
