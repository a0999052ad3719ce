package millrace.server.http;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Finds the handler of a method and path. Exact paths also match with one trailing slash; prefix routes match every
/// path below them, byte for byte.
///
/// Threads: routes are added before it serves; afterwards any thread may look up.
public final class Router {
  /// What a request is handed to.
  ///
  /// @param path as it was added, for counting
  public record Route(String path, ErrorShape errors, HttpHandler handler) {}

  private record Below(String method, String prefix, Route route) {}

  private final Map<String, Route> exact = new HashMap<>();
  private final List<Below> below = new ArrayList<>();

  /// Adds a route whose errors are bare text.
  public Router route(String method, String path, HttpHandler handler) {
    return route(method, path, ErrorShape.TEXT, handler);
  }

  /// Adds a route.
  ///
  /// @throws IllegalArgumentException when it is there already
  public Router route(String method, String path, ErrorShape errors, HttpHandler handler) {
    if (exact.put(method + " " + path, new Route(path, errors, handler)) != null) {
      throw new IllegalArgumentException("route added twice: " + method + " " + path);
    }
    return this;
  }

  /// Adds a route for every path that starts with `prefix`, which ends with `/`.
  public Router routeBelow(String method, String prefix, ErrorShape errors, HttpHandler handler) {
    below.add(new Below(method, prefix, new Route(prefix, errors, handler)));
    return this;
  }

  /// The route of a request; empty when there is none. `HEAD` is answered by what answers `GET`, without the body.
  public Optional<Route> find(String method, String path) {
    Optional<Route> found = findExactly(method, path);
    return found.isEmpty() && method.equals("HEAD") ? findExactly("GET", path) : found;
  }

  private Optional<Route> findExactly(String method, String path) {
    for (Below candidate : below) {
      if (candidate.method.equals(method) && path.startsWith(candidate.prefix)) {
        return Optional.of(candidate.route);
      }
    }
    boolean slash = path.length() > 1 && path.endsWith("/");
    return Optional.ofNullable(exact.get(method + " " + (slash ? path.substring(0, path.length() - 1) : path)));
  }
}
