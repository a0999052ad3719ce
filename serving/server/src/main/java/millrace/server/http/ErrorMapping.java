package millrace.server.http;

import millrace.base.ErrorCode;
import millrace.base.MillraceException;
import millrace.server.access.Forbidden;

/// The one table from error codes to HTTP answers.
public final class ErrorMapping {
  private ErrorMapping() {}

  /// The status of a code.
  public static int status(ErrorCode code) {
    return switch (code) {
      case INVALID_ARGUMENT, BAD_LINE, PARSE_ERROR, BAD_QUERY, TYPE_CONFLICT -> 400;
      case UNAUTHENTICATED -> 401;
      case FORBIDDEN -> 403;
      case NOT_FOUND -> 404;
      case ALREADY_EXISTS, CONFLICT -> 409;
      case LIMIT_EXCEEDED -> 422;
      case CORRUPT, PLUGIN_FAILED, INTERNAL -> 500;
      case STORE_UNAVAILABLE, CANCELLED, SHUTTING_DOWN -> 503;
    };
  }

  /// The answer to whatever a handler threw. Our own mistakes say only `internal error`: the log has the rest.
  public static ErrorAnswer answer(Throwable thrown, ErrorShape shape) {
    return switch (thrown) {
      case HttpFault fault -> fault.answer(shape);
      case Forbidden refusal -> ErrorAnswer.spacedJson(403, refusal.getMessage());
      // Parsers bound what nests, but not how long a chain of operators may be, which nests once it is a tree.
      case StackOverflowError _ -> shaped(400, "the statement nests too deeply", shape);
      case MillraceException known when known.code() != ErrorCode.INTERNAL -> answer(known, shape);
      default -> shaped(500, "internal error", shape);
    };
  }

  /// Whether a failure is worth a line in the log: ours or the environment's, not the caller's. What ran
  /// out of its time or was cancelled did what was asked of it.
  public static boolean isOurs(Throwable thrown) {
    boolean isAskedFor = thrown instanceof HttpFault
        || thrown instanceof MillraceException known && known.code() == ErrorCode.CANCELLED;
    return !isAskedFor && answer(thrown, ErrorShape.TEXT).status() >= 500;
  }

  private static ErrorAnswer answer(MillraceException known, ErrorShape shape) {
    int status = status(known.code());
    ErrorAnswer answer = shaped(status, known.getMessage(), shape);
    return status == 503 ? answer.with("Retry-After", "1") : answer;
  }

  static ErrorAnswer shaped(int status, String message, ErrorShape shape) {
    return switch (shape) {
      case TEXT -> status == 422 ? ErrorAnswer.json(status, message) : ErrorAnswer.text(status, message);
      case JSON -> ErrorAnswer.json(status, message);
      case V1 -> ErrorAnswer.v1(status, message);
      case V2 -> ErrorAnswer.v2(status, v2Code(status), message);
    };
  }

  private static String v2Code(int status) {
    return switch (status) {
      case 401 -> "unauthorized";
      case 403 -> "forbidden";
      case 404 -> "not found";
      case 413 -> "request too large";
      default -> status < 500 ? "invalid" : "internal error";
    };
  }
}
