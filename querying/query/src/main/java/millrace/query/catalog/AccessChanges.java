package millrace.query.catalog;

import java.util.Optional;
import millrace.base.ErrorCode;
import millrace.catalog.Catalog;
import millrace.catalog.PasswordHash;
import millrace.catalog.Right;
import millrace.catalog.User;
import millrace.catalog.UserCommand;
import millrace.influxql.AccessStatement;
import millrace.influxql.AccessStatement.CreateUser;
import millrace.influxql.AccessStatement.DropUser;
import millrace.influxql.AccessStatement.Grant;
import millrace.influxql.AccessStatement.GrantAdmin;
import millrace.influxql.AccessStatement.Revoke;
import millrace.influxql.AccessStatement.RevokeAdmin;
import millrace.influxql.AccessStatement.SetPassword;
import millrace.influxql.Privilege;
import millrace.query.QueryException;

/// Changes users and their rights.
final class AccessChanges {
  private final Catalog catalog;
  private final PasswordSalts salts;

  AccessChanges(Catalog catalog, PasswordSalts salts) {
    this.catalog = catalog;
    this.salts = salts;
  }

  void run(AccessStatement statement) {
    switch (statement) {
      case CreateUser create -> create(create);
      case DropUser(String name) -> catalog.apply(new UserCommand.DropUser(name));
      case SetPassword(String user, String password) -> {
        require(user);
        catalog.apply(new UserCommand.SetPassword(user, hash(password)));
      }
      case Grant(Privilege privilege, String database, String user) ->
        catalog.apply(new UserCommand.SetRight(user, database, right(privilege)));
      case GrantAdmin(String user) -> catalog.apply(new UserCommand.SetAdmin(user, true));
      case Revoke(Privilege privilege, String database, String user) -> {
        Right left = require(user).right(database).without(right(privilege));
        catalog.apply(new UserCommand.SetRight(user, database, left));
      }
      case RevokeAdmin(String user) -> catalog.apply(new UserCommand.SetAdmin(user, false));
    }
  }

  /// Creating the very same user again succeeds.
  private void create(CreateUser create) {
    Optional<User> existing = catalog.state().user(create.name());
    boolean same = existing.map(user ->
            user.admin() == create.admin() && user.password().matches(create.password()))
        .orElse(false);
    if (!same) {
      catalog.apply(new UserCommand.CreateUser(create.name(), hash(create.password()), create.admin()));
    }
  }

  private User require(String name) {
    return catalog.state().user(name).orElseThrow(() -> new QueryException(ErrorCode.NOT_FOUND, "user not found"));
  }

  private PasswordHash hash(String password) {
    return PasswordHash.of(password, salts.next(), PasswordHash.ITERATIONS);
  }

  private static Right right(Privilege privilege) {
    return switch (privilege) {
      case NONE -> Right.NONE;
      case READ -> Right.READ;
      case WRITE -> Right.WRITE;
      case ALL -> Right.ALL;
    };
  }
}
