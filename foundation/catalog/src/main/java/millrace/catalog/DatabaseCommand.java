package millrace.catalog;

import java.util.Optional;
import millrace.base.ErrorCode;
import millrace.base.MillraceException;

/// Changes to databases and retention policies. Messages are those InfluxDB gives.
public sealed interface DatabaseCommand extends CatalogCommand {
  /// Creates a database with one policy, its default. An existing one with the same policy stays as it is.
  record CreateDatabase(String name, PolicySettings policy) implements DatabaseCommand {
    @Override
    public CatalogState applyTo(CatalogState state) {
      if (state.database(name).isPresent()) {
        throw new MillraceException(ErrorCode.ALREADY_EXISTS, "attempted to create a resource that already exists: " + name);
      }
      long id = state.nextId();
      Database database = Database.of(id, name, policy.toPolicy(id + 1));
      return state.withNextId(id + 2).withDatabase(database);
    }
  }

  /// Removes a database and all that is in it, at once. Harmless when there is none.
  record DropDatabase(String name) implements DatabaseCommand {
    @Override
    public CatalogState applyTo(CatalogState state) {
      return state.database(name).isEmpty() ? state : state.withoutDatabase(name);
    }
  }

  /// Renames a database and marks it deleted, so that its name is free at once.
  record SoftDeleteDatabase(String name, String newName, Deletion deletion) implements DatabaseCommand {
    @Override
    public CatalogState applyTo(CatalogState state) {
      Database database = state.requireDatabase(name);
      String free = state.database(newName).isPresent() && !newName.equals(name) ? newName + "-" + database.id() : newName;
      return state.withoutDatabase(name).withDatabase(database.withName(free).withDeletion(deletion));
    }
  }

  /// Adds a policy to a database. An existing one with the same settings stays as it is.
  record CreatePolicy(String database, PolicySettings policy, boolean makeDefault) implements DatabaseCommand {
    @Override
    public CatalogState applyTo(CatalogState state) {
      Database owner = state.requireDatabase(database);
      Optional<RetentionPolicy> existing = owner.policy(policy.name());
      if (existing.isPresent() && !policy.name().isEmpty()) {
        if (!policy.matches(existing.get())) {
          throw new MillraceException(ErrorCode.ALREADY_EXISTS, "retention policy already exists");
        }
        boolean isDefault = owner.defaultPolicy().equals(policy.name());
        return makeDefault && !isDefault ? state.withDatabase(owner.withDefaultPolicy(policy.name())) : state;
      }
      Database changed = owner.withPolicy(policy.toPolicy(state.nextId()));
      return state
          .withNextId(state.nextId() + 1)
          .withDatabase(makeDefault ? changed.withDefaultPolicy(policy.name()) : changed);
    }
  }

  /// Gives a policy other settings; an empty one stays as it is.
  record AlterPolicy(
      String database,
      String policy,
      Optional<Long> durationNanos,
      Optional<Long> shardDurationNanos,
      Optional<Integer> replication,
      boolean makeDefault)
      implements DatabaseCommand {
    @Override
    public CatalogState applyTo(CatalogState state) {
      return state.changeDatabase(
          database,
          owner -> {
            RetentionPolicy old = owner.requirePolicy(policy);
            RetentionPolicy changed =
                old.withDurations(
                        durationNanos.orElse(old.durationNanos()), shardDurationNanos.orElse(old.shardDurationNanos()))
                    .withReplication(replication.orElse(old.replication()));
            Database result = owner.withPolicy(changed);
            return makeDefault ? result.withDefaultPolicy(changed.name()) : result;
          });
    }
  }

  /// Removes a policy and its tables. Harmless when there is no such policy or database.
  record DropPolicy(String database, String policy) implements DatabaseCommand {
    @Override
    public CatalogState applyTo(CatalogState state) {
      boolean exists = state.database(database).flatMap(owner -> owner.policy(policy)).isPresent();
      return exists ? state.changeDatabase(database, owner -> owner.withoutPolicy(policy)) : state;
    }
  }
}
