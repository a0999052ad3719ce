package millrace.server.access;

import millrace.catalog.Token;
import millrace.catalog.User;

/// Who sent a request, and so what it may do. The one place where rights are decided: the gate finds out who it is,
/// routes and endpoints ask [#allows].
public sealed interface Authorization {
  /// May do everything: the bearer of a token without limits, or anybody where authentication is off.
  record Unlimited() implements Authorization {}

  /// The bearer of a token with limits.
  record OfToken(Token token) implements Authorization {}

  /// A user of the 1.x interface, with the rights it was granted.
  record OfUser(User user) implements Authorization {}

  /// Anybody, while there is neither a token nor an administrator. May only create the first administrator.
  record Unclaimed() implements Authorization {}

  /// Whether something is allowed.
  default boolean allows(Permission permission) {
    return switch (this) {
      case Unlimited _ -> true;
      case OfToken(Token token) -> isGranted(token, permission);
      case OfUser(User user) -> user.admin() || isGranted(user, permission);
      case Unclaimed _ -> false;
    };
  }

  /// Returns normally when something is allowed.
  ///
  /// @throws Forbidden when it is not
  default void require(Permission permission) {
    if (!allows(permission)) {
      throw new Forbidden();
    }
  }

  /// Whether a database may be listed: to a user by any right on it, to a token by the right to read it.
  default boolean sees(String database) {
    return allows(new Permission.Read(database))
        || this instanceof OfUser && allows(new Permission.Write(database));
  }

  private static boolean isGranted(Token token, Permission permission) {
    return switch (permission) {
      case Permission.Read(String database) -> token.mayRead(database);
      case Permission.Write(String database) -> token.mayWrite(database);
      case Permission.Administer _ -> token.limits().isEmpty();
    };
  }

  private static boolean isGranted(User user, Permission permission) {
    return switch (permission) {
      case Permission.Read(String database) -> user.right(database).canRead();
      case Permission.Write(String database) -> user.right(database).canWrite();
      case Permission.Administer _ -> false;
    };
  }
}
