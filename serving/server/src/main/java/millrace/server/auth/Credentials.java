package millrace.server.auth;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import millrace.server.http.ErrorAnswer;
import millrace.server.http.HttpFault;
import millrace.server.http.HttpRequest;

/// Finds the token a request brings.
final class Credentials {
  private Credentials() {}

  /// The `p` parameter on the v1 paths, else the `Authorization` header; empty when there is neither.
  ///
  /// @throws HttpFault 400 when the header is malformed
  static Optional<String> token(HttpRequest request) {
    Optional<String> header = request.header("authorization").map(Credentials::fromHeader);
    return parameter(request).or(() -> header);
  }

  private static Optional<String> parameter(HttpRequest request) {
    boolean isV1 = switch (request.path()) {
      case "/write", "/write/", "/query", "/query/" -> true;
      default -> false;
    };
    return isV1 ? request.query().first("p") : Optional.empty();
  }

  private static String fromHeader(String header) {
    int space = header.indexOf(' ');
    String token = space < 0 ? "" : header.substring(space + 1).strip();
    if (token.isEmpty()) {
      throw malformed();
    }
    return switch (header.substring(0, space).toLowerCase(Locale.ROOT)) {
      case "bearer", "token" -> token;
      case "basic" -> fromBasic(token);
      default -> throw malformed();
    };
  }

  /// The password of `user:password`, whoever the user is.
  private static String fromBasic(String encoded) {
    try {
      String pair = new String(Base64.getDecoder().decode(encoded), StandardCharsets.UTF_8);
      int colon = pair.indexOf(':');
      if (colon >= 0) {
        return pair.substring(colon + 1);
      }
    } catch (IllegalArgumentException notBase64) {
      // Answered like a pair without a colon.
    }
    throw malformed();
  }

  private static HttpFault malformed() {
    return new HttpFault(ErrorAnswer.spacedJson(
        400,
        "Authorization header was malformed, the request was not in the form of 'Authorization: <auth-scheme> <token>',"
            + " supported auth-schemes are Bearer, Token and Basic"));
  }
}
