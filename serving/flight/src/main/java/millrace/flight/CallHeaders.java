package millrace.flight;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import millrace.flight.FlightQuery.Language;
import millrace.flight.grpc.GrpcCall;
import millrace.flight.grpc.GrpcFailure;

/// What the metadata of a call say of who asks, of what, and in which language. Source: specification 5.1.
final class CallHeaders {
  private static final List<String> DATABASE = List.of("database", "bucket", "bucket-name", "iox-namespace-name");

  private CallHeaders() {}

  static Optional<String> authorization(GrpcCall call) {
    return call.metadata("authorization");
  }

  /// The password of a `Basic` login; empty for other schemes, and for what no header could carry on.
  static Optional<String> password(GrpcCall call) {
    return authorization(call).filter(text -> text.toLowerCase(Locale.ROOT).startsWith("basic "))
        .flatMap(text -> password(text.substring("basic ".length()).strip()));
  }

  private static Optional<String> password(String encoded) {
    try {
      String text = new String(Base64.getDecoder().decode(encoded), StandardCharsets.UTF_8);
      String password = text.substring(text.indexOf(':') + 1);
      boolean isHeaderText = password.chars().allMatch(c -> c > ' ' && c < 0x7f);
      return isHeaderText ? Optional.of(password) : Optional.empty();
    } catch (IllegalArgumentException notBase64) {
      return Optional.empty();
    }
  }

  /// The database of a Flight SQL call.
  ///
  /// @throws GrpcFailure INVALID_ARGUMENT when none is named, or several
  static String database(GrpcCall call) {
    List<String> named = DATABASE.stream()
        .flatMap(header -> call.metadata(header).stream())
        .flatMap(value -> value.isBlank() ? Stream.empty() : Stream.of(value.strip()))
        .distinct()
        .toList();
    if (named.isEmpty()) {
      throw GrpcFailure.invalid("no 'database' header in request");
    }
    if (named.size() > 1) {
      throw GrpcFailure.invalid("the request's headers name different databases: " + String.join(", ", named));
    }
    return named.getFirst();
  }

  static Language language(GrpcCall call) {
    return switch (call.metadata("x-influxdata-query-language").orElse("sql").toLowerCase(Locale.ROOT)) {
      case "sql" -> Language.SQL;
      case "influxql" -> Language.INFLUXQL;
      default -> throw GrpcFailure.invalid("x-influxdata-query-language must be 'sql' or 'influxql'");
    };
  }
}
