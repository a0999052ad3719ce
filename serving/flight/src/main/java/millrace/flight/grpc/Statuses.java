package millrace.flight.grpc;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import millrace.base.ErrorCode;
import millrace.base.MillraceException;

/// The one table from failures to gRPC statuses.
final class Statuses {
  private static final int MOST_CHARACTERS = 2000;
  private static final HexFormat HEX = HexFormat.of().withUpperCase();

  private Statuses() {}

  /// A status with the words that go with it.
  record Outcome(GrpcStatus status, String message) {
    static final Outcome OK = new Outcome(GrpcStatus.OK, "");

    /// The trailers that end a call so.
    Map<String, String> trailers() {
      Map<String, String> trailers = new LinkedHashMap<>();
      trailers.put("grpc-status", Integer.toString(status.number()));
      if (!message.isEmpty()) {
        trailers.put("grpc-message", percentEncoded(message));
      }
      return trailers;
    }
  }

  /// What a failure is to the caller. Our own mistakes say only `internal error`: the log has the rest.
  ///
  /// @param stopped why the call had been stopped, if it had
  static Outcome of(Throwable thrown, Optional<GrpcStatus> stopped) {
    if (stopped.isPresent()) {
      return new Outcome(stopped.get(), stopped.get() == GrpcStatus.CANCELLED ? "query cancelled" : "deadline exceeded");
    }
    return switch (thrown) {
      case GrpcFailure failure -> new Outcome(failure.status(), cut(failure.getMessage()));
      case StackOverflowError _ -> new Outcome(GrpcStatus.INVALID_ARGUMENT, "the statement nests too deeply");
      case MillraceException known when known.code() != ErrorCode.INTERNAL ->
        new Outcome(status(known), cut(words(known)));
      default -> new Outcome(GrpcStatus.INTERNAL, "internal error");
    };
  }

  private static GrpcStatus status(MillraceException known) {
    return switch (known.code()) {
      case INVALID_ARGUMENT, BAD_LINE, PARSE_ERROR, BAD_QUERY, TYPE_CONFLICT, ALREADY_EXISTS, CONFLICT ->
        GrpcStatus.INVALID_ARGUMENT;
      case NOT_FOUND -> GrpcStatus.NOT_FOUND;
      case LIMIT_EXCEEDED -> GrpcStatus.RESOURCE_EXHAUSTED;
      case UNAUTHENTICATED -> GrpcStatus.UNAUTHENTICATED;
      case FORBIDDEN -> GrpcStatus.PERMISSION_DENIED;
      case STORE_UNAVAILABLE -> isExhausted(known) ? GrpcStatus.RESOURCE_EXHAUSTED : GrpcStatus.UNAVAILABLE;
      case SHUTTING_DOWN -> GrpcStatus.UNAVAILABLE;
      case CANCELLED -> GrpcStatus.CANCELLED;
      case CORRUPT, PLUGIN_FAILED, INTERNAL -> GrpcStatus.INTERNAL;
    };
  }

  /// Memory and query slots run out; a store that does not answer is another matter.
  private static boolean isExhausted(MillraceException known) {
    String message = known.getMessage();
    return message.startsWith("Resources exhausted") || message.startsWith("max-concurrent-queries");
  }

  private static String words(MillraceException known) {
    boolean noDatabase = known.code() == ErrorCode.NOT_FOUND && known.getMessage().startsWith("database not found");
    return noDatabase ? "External error: " + known.getMessage() : known.getMessage();
  }

  private static String cut(String message) {
    if (message.length() <= MOST_CHARACTERS) {
      return message;
    }
    boolean splitsPair = Character.isHighSurrogate(message.charAt(MOST_CHARACTERS - 1));
    return message.substring(0, splitsPair ? MOST_CHARACTERS - 1 : MOST_CHARACTERS);
  }

  /// Printable ASCII stays, `%` and every other byte of the UTF-8 form becomes `%` and two digits.
  static String percentEncoded(String text) {
    StringBuilder encoded = new StringBuilder(text.length() + 16);
    for (byte octet : text.getBytes(StandardCharsets.UTF_8)) {
      if (octet >= ' ' && octet <= '~' && octet != '%') {
        encoded.append((char) octet);
      } else {
        encoded.append('%').append(HEX.toHexDigits(octet));
      }
    }
    return encoded.toString();
  }
}
