package millrace.server.http;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import millrace.server.access.Permission;

/// Finds the handler of a method and path. Exact paths also match with one trailing slash; prefix routes match every
/// path below them, byte for byte.
///
/// Each route says who may use it. What is added by plain [#route] is the administrators'; anything wider takes another
/// word, so that a route nobody thought about is closed.
///
/// Threads: routes are added before it serves; afterwards any thread may look up.
public final class Router {
  /// Who may use a route.
  public enum Access {
    /// Who may do everything.
    ADMINISTRATORS,
    /// Everybody the server knows.
    KNOWN,
    /// Whom the handler lets, by what the request is about.
    BY_RIGHTS
  }

  /// What a request is handed to.
  ///
  /// @param path as it was added, for counting
  /// @param handler asks for the rights its route needs before it does anything else
  public record Route(String method, String path, ErrorShape errors, Access access, RightsHandler handler) {}

  private final Map<String, Route> exact = new LinkedHashMap<>();
  private final List<Route> below = new ArrayList<>();

  /// Adds a route for administrators whose errors are bare text.
  public Router route(String method, String path, HttpHandler handler) {
    return route(method, path, ErrorShape.TEXT, handler);
  }

  /// Adds a route for administrators.
  ///
  /// @throws IllegalArgumentException when it is there already
  public Router route(String method, String path, ErrorShape errors, HttpHandler handler) {
    RightsHandler guarded = (request, response, asker) -> {
      asker.require(new Permission.Administer());
      handler.handle(request, response);
    };
    return add(new Route(method, path, errors, Access.ADMINISTRATORS, guarded));
  }

  /// Adds a route for everybody the server knows.
  public Router routeForKnown(String method, String path, HttpHandler handler) {
    return add(new Route(method, path, ErrorShape.TEXT, Access.KNOWN, (request, response, _) -> handler.handle(request, response)));
  }

  /// Adds a route whose handler decides who may use it.
  public Router routeByRights(String method, String path, ErrorShape errors, RightsHandler handler) {
    return add(new Route(method, path, errors, Access.BY_RIGHTS, handler));
  }

  /// Adds a route for every path that starts with `prefix`, which ends with `/`. Its handler decides who may use it.
  public Router routeBelow(String method, String prefix, ErrorShape errors, RightsHandler handler) {
    below.add(new Route(method, prefix, errors, Access.BY_RIGHTS, handler));
    return this;
  }

  /// All routes, in the order they were added, those of prefixes last.
  public List<Route> routes() {
    List<Route> all = new ArrayList<>(exact.values());
    all.addAll(below);
    return all;
  }

  /// The route of a request; empty when there is none. `HEAD` is answered by what answers `GET`, without the body.
  public Optional<Route> find(String method, String path) {
    Optional<Route> found = findExactly(method, path);
    return found.isEmpty() && method.equals("HEAD") ? findExactly("GET", path) : found;
  }

  private Router add(Route route) {
    if (exact.putIfAbsent(route.method + " " + route.path, route) != null) {
      throw new IllegalArgumentException("route added twice: " + route.method + " " + route.path);
    }
    return this;
  }

  private Optional<Route> findExactly(String method, String path) {
    for (Route candidate : below) {
      if (candidate.method.equals(method) && path.startsWith(candidate.path)) {
        return Optional.of(candidate);
      }
    }
    boolean slash = path.length() > 1 && path.endsWith("/");
    return Optional.ofNullable(exact.get(method + " " + (slash ? path.substring(0, path.length() - 1) : path)));
  }
}
