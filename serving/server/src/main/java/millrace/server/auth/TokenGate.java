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
import millrace.catalog.User;
import millrace.server.access.Authorization;
import millrace.server.http.ErrorAnswer;
import millrace.server.http.HttpFault;
import millrace.server.http.HttpRequest;
import millrace.server.http.RequestGate;

/// Finds out who sends a request, and lets in whom the catalog knows: bearers of a token everywhere, users of the 1.x
/// interface on its two paths. A secret is looked up among the tokens first, so a token may stand for a password. What
/// either may do is for the routes to ask.
///
/// A server is unclaimed while it has neither a token nor an administrator. Then anybody may make the first of either:
/// the operator token, or, with CREATE USER, an administrator.
///
/// Threads: any.
public final class TokenGate implements RequestGate {
  private static final String TOKEN_PATHS = "/api/v3/configure/token";
  private static final String LIMITED_TOKENS = "/api/v3/enterprise/configure/token";
  private static final long NANOS_PER_MILLI = 1_000_000;
  private static final ErrorAnswer UNAUTHENTICATED =
      ErrorAnswer.spacedJson(401, "the request was not authenticated");
  private static final Authorization UNLIMITED = new Authorization.Unlimited();

  private final Supplier<CatalogState> catalog;
  private final Clock clock;
  private final boolean enabled;
  private final Set<String> open;
  private final Passwords passwords = new Passwords();
  private volatile Index index;

  /// Tokens by digest, as of one state of the catalog.
  private record Index(CatalogState state, Map<String, Token> byDigest) {}

  /// @param enabled whether anybody is asked who they are
  /// @param open endpoints that need no token: `health`, `ping`, `metrics`, `ready`
  public TokenGate(Supplier<CatalogState> catalog, Clock clock, boolean enabled, Set<String> open) {
    this.catalog = catalog;
    this.clock = clock;
    this.enabled = enabled;
    this.open = Set.copyOf(open);
  }

  @Override
  public Authorization admit(HttpRequest request) {
    Optional<Credentials> given = Credentials.of(request);
    String path = withoutSlash(request.path());
    if (!enabled) {
      if (path.equals(LIMITED_TOKENS) || path.equals(TOKEN_PATHS) || path.startsWith(TOKEN_PATHS + "/")) {
        throw HttpFault.text(405, "endpoint disabled, started without auth");
      }
      return UNLIMITED;
    }
    boolean isFirstToken = request.method().equals("POST") && path.equals(TOKEN_PATHS + "/admin");
    if (isFirstToken) {
      admitFirstToken(given);
      return UNLIMITED;
    }
    return isOpen(path) ? UNLIMITED : known(request, given);
  }

  private Authorization known(HttpRequest request, Optional<Credentials> given) {
    Optional<Authorization> bearer = given.map(Credentials::secret).flatMap(this::bearer);
    if (bearer.isPresent()) {
      return bearer.get();
    }
    if (!Credentials.isV1(request.path())) {
      throw unauthenticated();
    }
    CatalogState state = catalog.get();
    if (isUnclaimed(state) && request.path().startsWith("/query")) {
      return new Authorization.Unclaimed();
    }
    return given.flatMap(this::user)
        .<Authorization>map(Authorization.OfUser::new)
        .orElseThrow(() -> unknown(state, given.isPresent()));
  }

  /// The refusal of whoever is not known.
  public static HttpFault unauthenticated() {
    return new HttpFault(UNAUTHENTICATED);
  }

  /// Who bears a token; empty for one the catalog does not know or whose time is over.
  public Optional<Authorization> bearer(String token) {
    return find(token).filter(known -> !isOver(known)).map(known -> known.limits().isEmpty()
        ? UNLIMITED
        : new Authorization.OfToken(known));
  }

  /// Whether a token is one the catalog knows whose time is over.
  public boolean isExpired(String token) {
    return find(token).filter(this::isOver).isPresent();
  }

  private Optional<Token> find(String token) {
    String digest = TokenText.digest(token);
    return Optional.ofNullable(index().byDigest().get(digest))
        .filter(known -> MessageDigest.isEqual(ascii(known.sha512Hex()), ascii(digest)));
  }

  private boolean isOver(Token token) {
    return token.isExpired(clock.nowNanos() / NANOS_PER_MILLI);
  }

  /// Whether anybody is asked who they are.
  public boolean isEnabled() {
    return enabled;
  }

  /// Once somebody has claimed the server, nobody else may make its operator token. Where there is one, the route refuses.
  private void admitFirstToken(Optional<Credentials> given) {
    CatalogState state = catalog.get();
    boolean isFree = state.token(Token.ADMIN).isPresent() || isUnclaimed(state);
    boolean isAdministrator = given.map(Credentials::secret).flatMap(this::bearer).filter(UNLIMITED::equals).isPresent()
        || given.flatMap(this::user).map(User::admin).orElse(false);
    if (!isFree && !isAdministrator) {
      throw unauthenticated();
    }
  }

  /// Whether anybody may still make the first token or administrator.
  public static boolean isUnclaimed(CatalogState state) {
    return state.tokens().isEmpty() && state.users().stream().noneMatch(User::admin);
  }

  private Optional<User> user(Credentials given) {
    if (given.user().isEmpty()) {
      return Optional.empty();
    }
    Optional<User> named = catalog.get().user(given.user());
    return passwords.matches(named, given.secret()) ? named : Optional.empty();
  }

  /// Servers that have users speak as 1.x does, others as v3 does.
  private static HttpFault unknown(CatalogState state, boolean given) {
    String challenge = "Basic realm=\"InfluxDB\"";
    ErrorAnswer answer = state.users().isEmpty()
        ? UNAUTHENTICATED
        : ErrorAnswer.line(401, given ? "authorization failed" : "unable to parse authentication credentials");
    return new HttpFault(answer.with("WWW-Authenticate", challenge));
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
