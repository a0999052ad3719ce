package millrace.server.auth;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import millrace.base.Clock;
import millrace.catalog.CatalogState;
import millrace.catalog.Token;
import millrace.server.http.ErrorAnswer;
import millrace.server.http.HttpFault;
import millrace.server.http.HttpRequest;
import millrace.server.http.RequestGate;

/// Lets requests in that bring a token the catalog knows. Any valid token may do everything.
///
/// Threads: any.
public final class TokenGate implements RequestGate {
  private static final String TOKEN_PATHS = "/api/v3/configure/token";
  private static final long NANOS_PER_MILLI = 1_000_000;

  private final Supplier<CatalogState> catalog;
  private final Clock clock;
  private final boolean enabled;
  private final Set<String> open;
  private volatile Index index;

  /// Tokens by digest, as of one state of the catalog.
  private record Index(CatalogState state, Map<String, Token> byDigest) {}

  /// @param enabled whether a token is asked for at all
  /// @param open endpoints that need none: `health`, `ping`, `metrics`, `ready`
  public TokenGate(Supplier<CatalogState> catalog, Clock clock, boolean enabled, Set<String> open) {
    this.catalog = catalog;
    this.clock = clock;
    this.enabled = enabled;
    this.open = Set.copyOf(open);
  }

  @Override
  public void admit(HttpRequest request) {
    Optional<String> token = Credentials.token(request);
    String path = withoutSlash(request.path());
    if (!enabled) {
      if (path.equals(TOKEN_PATHS) || path.startsWith(TOKEN_PATHS + "/")) {
        throw HttpFault.text(405, "endpoint disabled, started without auth");
      }
      return;
    }
    boolean isFirstToken = request.method().equals("POST") && path.equals(TOKEN_PATHS + "/admin");
    if (!isFirstToken && !isOpen(path) && !token.map(this::isValid).orElse(false)) {
      throw new HttpFault(ErrorAnswer.spacedJson(401, "the request was not authenticated"));
    }
  }

  /// Whether a token is one the catalog knows and has not expired.
  public boolean isValid(String token) {
    String digest = TokenText.digest(token);
    Optional<Token> known = Optional.ofNullable(index().byDigest().get(digest));
    return known.isPresent()
        && MessageDigest.isEqual(ascii(known.get().sha512Hex()), ascii(digest))
        && !known.get().isExpired(clock.nowNanos() / NANOS_PER_MILLI);
  }

  private boolean isOpen(String path) {
    return switch (path) {
      case "/health", "/api/v1/health" -> open.contains("health");
      case "/ping" -> open.contains("ping");
      case "/metrics" -> open.contains("metrics");
      case "/ready" -> open.contains("ready");
      default -> path.startsWith("/debug/pprof") && open.contains("pprof");
    };
  }

  private Index index() {
    CatalogState state = catalog.get();
    Index known = index;
    if (known == null || known.state() != state) {
      Map<String, Token> byDigest = new HashMap<>();
      state.tokens().forEach(token -> byDigest.put(token.sha512Hex(), token));
      known = new Index(state, byDigest);
      index = known;
    }
    return known;
  }

  private static String withoutSlash(String path) {
    return path.length() > 1 && path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
