package millrace.catalog;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import millrace.base.ErrorCode;
import millrace.base.MillraceException;

/// What a limited token may do with some databases. Databases are known by their names, whether they exist or not: who
/// may write to one that does not may make it so, and a later database of a name has the name's tokens.
///
/// @param databases names without policies; `*` for every database but `_internal`, which is the administrators'
/// @param right never `NONE`
public record TokenPermission(List<String> databases, Right right) {
  /// Stands for every database.
  public static final String EVERY = "*";

  private static final String INTERNAL = "_internal";

  /// @throws MillraceException with code INVALID_ARGUMENT
  public TokenPermission {
    databases = List.copyOf(databases);
    if (databases.isEmpty() || right == Right.NONE) {
      throw invalid("a permission needs at least one database and one of read and write");
    }
    for (String name : databases) {
      if (name.isEmpty() || name.contains("/") || name.equals(INTERNAL)) {
        throw invalid("invalid database '" + name + "' in a permission, expected a name without a policy, or *");
      }
    }
  }

  /// Reads `db:NAME[,NAME]:ACTION[,ACTION]`; names may hold colons, not commas.
  ///
  /// @throws MillraceException with code INVALID_ARGUMENT
  public static TokenPermission parse(String text) {
    int first = text.indexOf(':');
    int last = text.lastIndexOf(':');
    if (first == last) {
      throw invalid("invalid permission '" + text + "', expected db:NAME[,NAME]:read,write");
    }
    return of(text.substring(0, first), split(text.substring(first + 1, last)), split(text.substring(last + 1)));
  }

  /// A permission by its three parts.
  ///
  /// @param type `db`
  /// @param actions `read`, `write` or both; `*` for both
  /// @throws MillraceException with code INVALID_ARGUMENT
  public static TokenPermission of(String type, List<String> databases, List<String> actions) {
    if (!type.equals("db")) {
      throw invalid("invalid resource type '" + type + "' in a permission, expected db");
    }
    return new TokenPermission(databases, right(actions));
  }

  private static Right right(List<String> actions) {
    Set<Right> named = new HashSet<>();
    for (String action : actions) {
      switch (action) {
        case "read" -> named.add(Right.READ);
        case "write" -> named.add(Right.WRITE);
        case "*" -> named.add(Right.ALL);
        default -> throw invalid("invalid action '" + action + "' in a permission, expected read or write");
      }
    }
    if (named.size() == 1) {
      return named.iterator().next();
    }
    return named.isEmpty() ? Right.NONE : Right.ALL;
  }

  private static List<String> split(String text) {
    List<String> parts = new ArrayList<>();
    for (String part : text.split(",", -1)) {
      parts.add(part.strip());
    }
    return parts;
  }

  /// Whether this is about a database.
  ///
  /// @param database its own name; an empty one is nobody's
  boolean covers(String database) {
    boolean every = databases.contains(EVERY) && !database.isEmpty() && !database.equals(INTERNAL);
    return every || databases.contains(database);
  }

  /// As [#parse] reads it.
  public String text() {
    String actions = switch (right) {
      case NONE -> "";
      case READ -> "read";
      case WRITE -> "write";
      case ALL -> "read,write";
    };
    return "db:" + String.join(",", databases) + ":" + actions;
  }

  private static MillraceException invalid(String why) {
    return new MillraceException(ErrorCode.INVALID_ARGUMENT, why);
  }
}
