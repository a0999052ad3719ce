package millrace.server.auth;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import millrace.server.http.ErrorAnswer;
import millrace.server.http.HttpFault;
import millrace.server.http.HttpRequest;

/// What a request brings to say who sent it. A secret may be a token or a user's password: who reads it tells.
///
/// @param user empty when only a secret came
public record Credentials(String user, String secret) {
  /// The parameters `u` and `p` on the v1 paths, else the `Authorization` header; empty when there is neither.
  ///
  /// @throws HttpFault 400 when the header is malformed
  static Optional<Credentials> of(HttpRequest request) {
    Optional<Credentials> header = request.header("authorization").map(Credentials::fromHeader);
    return parameters(request).or(() -> header);
  }

  /// Whether a path belongs to the 1.x interface.
  static boolean isV1(String path) {
    return switch (path) {
      case "/write", "/write/", "/query", "/query/" -> true;
      default -> false;
    };
  }

  private static Optional<Credentials> parameters(HttpRequest request) {
    return isV1(request.path())
        ? request.query().first("p").map(secret -> new Credentials(request.query().text("u"), secret))
        : Optional.empty();
  }

  /// The secret in an `Authorization` header.
  ///
  /// @throws HttpFault 400 when it is malformed
  public static String secret(String header) {
    return fromHeader(header).secret();
  }

  /// Reads an `Authorization` header.
  ///
  /// @throws HttpFault 400 when it is malformed
  static Credentials fromHeader(String header) {
    int space = header.indexOf(' ');
    String rest = space < 0 ? "" : header.substring(space + 1).strip();
    if (rest.isEmpty()) {
      throw malformed();
    }
    return switch (header.substring(0, space).toLowerCase(Locale.ROOT)) {
      case "bearer" -> new Credentials("", rest);
      case "token" -> pair(rest).orElse(new Credentials("", rest));
      case "basic" -> fromBasic(rest);
      default -> throw malformed();
    };
  }

  private static Credentials fromBasic(String encoded) {
    try {
      String decoded = new String(Base64.getDecoder().decode(encoded), StandardCharsets.UTF_8);
      return pair(decoded).orElseThrow(Credentials::malformed);
    } catch (IllegalArgumentException notBase64) {
      throw malformed();
    }
  }

  /// `user:secret`; no token has a colon.
  private static Optional<Credentials> pair(String text) {
    int colon = text.indexOf(':');
    return colon < 0
        ? Optional.empty()
        : Optional.of(new Credentials(text.substring(0, colon), text.substring(colon + 1)));
  }

  private static HttpFault malformed() {
    return new HttpFault(ErrorAnswer.spacedJson(
        400,
        "Authorization header was malformed, the request was not in the form of 'Authorization: <auth-scheme> <token>',"
            + " supported auth-schemes are Bearer, Token and Basic"));
  }

  /// Leaves the secret out.
  @Override
  public String toString() {
    return "Credentials[" + user + "]";
  }
}
