package millrace.server.auth;

import millrace.catalog.User;

/// Who sent a request, and so what it may do. The one place where rights are decided: [TokenGate] finds out who it is,
/// endpoints ask [#allows].
public sealed interface Authorization {
  /// May do everything: the bearer of a token, or anybody where authentication is off.
  record Unlimited() implements Authorization {}

  /// A user of the 1.x interface, with the rights it was granted.
  record OfUser(User user) implements Authorization {}

  /// Anybody, while there is neither a token nor an administrator. May only create the first administrator.
  record Unclaimed() implements Authorization {}

  /// Whether something is allowed.
  default boolean allows(Permission permission) {
    return switch (this) {
      case Unlimited _ -> true;
      case OfUser(User user) -> user.admin() || isGranted(user, permission);
      case Unclaimed _ -> false;
    };
  }

  /// Whether any right on a database is held, so that it may be listed.
  default boolean sees(String database) {
    return allows(new Permission.Read(database)) || allows(new Permission.Write(database));
  }

  private static boolean isGranted(User user, Permission permission) {
    return switch (permission) {
      case Permission.Read(String database) -> user.right(database).canRead();
      case Permission.Write(String database) -> user.right(database).canWrite();
      case Permission.Administer _ -> false;
    };
  }
}
