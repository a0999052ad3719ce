package millrace.catalog;

import java.util.Map;
import java.util.function.UnaryOperator;
import millrace.base.ErrorCode;
import millrace.base.MillraceException;

/// Changes to users and their rights. Messages are those InfluxDB gives.
public sealed interface UserCommand extends CatalogCommand {
  record CreateUser(String name, PasswordHash password, boolean admin) implements UserCommand {
    @Override
    public CatalogState applyTo(CatalogState state) {
      if (name.isEmpty()) {
        throw new MillraceException(ErrorCode.INVALID_ARGUMENT, "username required");
      }
      if (state.user(name).isPresent()) {
        throw new MillraceException(ErrorCode.ALREADY_EXISTS, "user already exists");
      }
      long id = state.nextId();
      return state.withNextId(id + 1).withUser(new User(id, name, password, admin, Map.of()));
    }
  }

  record DropUser(String name) implements UserCommand {
    @Override
    public CatalogState applyTo(CatalogState state) {
      require(state, name);
      return state.withoutUser(name);
    }
  }

  record SetPassword(String name, PasswordHash password) implements UserCommand {
    @Override
    public CatalogState applyTo(CatalogState state) {
      return change(state, name, user -> user.withPassword(password));
    }
  }

  record SetAdmin(String name, boolean admin) implements UserCommand {
    @Override
    public CatalogState applyTo(CatalogState state) {
      return change(state, name, user -> user.withAdmin(admin));
    }
  }

  /// Replaces the user's right on one database.
  record SetRight(String name, String database, Right right) implements UserCommand {
    @Override
    public CatalogState applyTo(CatalogState state) {
      require(state, name);
      state.requireDatabase(database);
      return change(state, name, user -> user.withRight(database, right));
    }
  }

  private static CatalogState change(CatalogState state, String name, UnaryOperator<User> change) {
    User old = require(state, name);
    User changed = change.apply(old);
    return changed.equals(old) ? state : state.withUser(changed);
  }

  private static User require(CatalogState state, String name) {
    return state.user(name).orElseThrow(() -> new MillraceException(ErrorCode.NOT_FOUND, "user not found"));
  }
}
