package millrace.catalog;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/// A user of the 1.x interface.
///
/// @param id unique over the whole catalog; users are listed in its order
/// @param password what is kept of it, see [PasswordHash]
/// @param admin may do everything
/// @param rights by database, ascending by name
public record User(long id, String name, PasswordHash password, boolean admin, Map<String, Right> rights) {
  public User {
    rights = Collections.unmodifiableMap(new TreeMap<>(rights));
  }

  /// The right on a database, whatever `admin` says.
  public Right right(String database) {
    return rights.getOrDefault(database, Right.NONE);
  }

  User withPassword(PasswordHash newPassword) {
    return new User(id, name, newPassword, admin, rights);
  }

  User withAdmin(boolean newAdmin) {
    return new User(id, name, password, newAdmin, rights);
  }

  User withRight(String database, Right right) {
    Map<String, Right> changed = new TreeMap<>(rights);
    changed.put(database, right);
    return new User(id, name, password, admin, changed);
  }

  User withoutRight(String database) {
    Map<String, Right> changed = new TreeMap<>(rights);
    changed.remove(database);
    return new User(id, name, password, admin, changed);
  }
}
