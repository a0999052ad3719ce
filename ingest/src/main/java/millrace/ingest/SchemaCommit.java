package millrace.ingest;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import millrace.base.ErrorCode;
import millrace.base.MillraceException;
import millrace.catalog.Catalog;
import millrace.catalog.CatalogState;
import millrace.catalog.DatabaseCommand;
import millrace.catalog.DatabaseName;
import millrace.catalog.PolicySettings;
import millrace.catalog.RetentionPolicy;
import millrace.catalog.Table;
import millrace.catalog.TableCommand;

/// Brings the catalog up to what a batch needs. One body at a time passes here, and only bodies that need a change, so
/// that what was found absent while reading still is when it is made.
final class SchemaCommit {
  /// The database the server writes to itself.
  static final String INTERNAL = "_internal";

  private final Catalog catalog;
  private final ShardTypes types;
  private final SchemaLimits limits;
  /// Guards the step from looking at the catalog to changing it. Held over the catalog's put.
  private final ReentrantLock changing = new ReentrantLock();

  SchemaCommit(Catalog catalog, ShardTypes types, SchemaLimits limits) {
    this.catalog = catalog;
    this.types = types;
    this.limits = limits;
  }

  /// Makes durable what the batch needs.
  ///
  /// @param seen the state the body was read against
  /// @return the state that has it; empty when somebody was faster and the body must be read again
  Optional<CatalogState> apply(DatabaseName target, BatchTables tables, List<TypeClaim> claims, CatalogState seen) {
    if (tables.needs().isEmpty() && claims.isEmpty()) {
      return Optional.of(seen);
    }
    changing.lock();
    try {
      CatalogState state = catalog.state();
      boolean isGone = seen.policy(target).isPresent() && state.policy(target).isEmpty();
      if (isGone || !tables.isCurrent(state.policy(target))) {
        return Optional.empty();
      }
      state = ensurePolicy(target, state);
      if (!tables.needs().isEmpty()) {
        state = catalog.apply(new TableCommand.EnsureTables(target.database(), target.policy(), tables.needs()));
      }
      return claim(state.policy(target).orElseThrow(), claims) ? Optional.of(state) : Optional.empty();
    } finally {
      changing.unlock();
    }
  }

  /// Refuses a database that could not be made.
  ///
  /// @throws MillraceException LIMIT_EXCEEDED with InfluxDB's words
  void checkDatabase(DatabaseName target, CatalogState state) {
    if (state.database(target.database()).isPresent()) {
      return;
    }
    long present =
        state.databases().stream().filter(d -> !d.isDeleted() && !d.name().equals(INTERNAL)).count();
    if (present >= limits.databases()) {
      throw new MillraceException(
          ErrorCode.LIMIT_EXCEEDED,
          "Adding a new database would exceed limit of " + limits.databases() + " databases");
    }
  }

  private CatalogState ensurePolicy(DatabaseName target, CatalogState present) {
    CatalogState state = present;
    if (state.database(target.database()).isEmpty()) {
      checkDatabase(target, state);
      state = createDatabase(target.database());
    }
    if (state.policy(target).isEmpty()) {
      boolean isDefault = target.policy().isEmpty();
      String name = isDefault ? CatalogState.DEFAULT_POLICY : target.policy();
      PolicySettings settings = new PolicySettings(name, 0, 0, 1);
      state = catalog.apply(new DatabaseCommand.CreatePolicy(target.database(), settings, isDefault));
    }
    return state;
  }

  private CatalogState createDatabase(String name) {
    try {
      return catalog.apply(new DatabaseCommand.CreateDatabase(name, PolicySettings.autogen(0)));
    } catch (MillraceException e) {
      if (e.code() != ErrorCode.ALREADY_EXISTS) {
        throw e;
      }
      // Somebody made it by other ways than a write.
      return catalog.state();
    }
  }

  private boolean claim(RetentionPolicy policy, List<TypeClaim> claims) {
    for (TypeClaim claim : claims) {
      Table table = policy.table(claim.table()).orElseThrow();
      if (!types.claim(table, claim.shardStartNanos(), claim.field(), claim.type())) {
        return false;
      }
    }
    return true;
  }
}
