package millrace.catalog;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import millrace.base.ErrorCode;
import millrace.base.MillraceException;

/// Changes to the last value and distinct value caches of tables. Tables are named by database, policy (empty for the
/// default one) and name.
public sealed interface CacheCommand extends CatalogCommand {
  /// Defines a last value cache; its id in `cache` is ignored and given anew.
  record CreateLastCache(String database, String policy, String table, LastCache cache) implements CacheCommand {
    @Override
    public CatalogState applyTo(CatalogState state) {
      CatalogState numbered = state.withNextId(state.nextId() + 1);
      return change(numbered, database, policy, table, old -> {
        refuseSecond(old.lastCaches().stream().anyMatch(known -> known.name().equals(cache.name())));
        List<LastCache> caches = new ArrayList<>(old.lastCaches());
        caches.add(cache.withId(state.nextId()));
        return old.withLastCaches(caches);
      });
    }
  }

  /// Defines a distinct value cache; its id in `cache` is ignored and given anew.
  record CreateDistinctCache(String database, String policy, String table, DistinctCache cache)
      implements CacheCommand {
    @Override
    public CatalogState applyTo(CatalogState state) {
      CatalogState numbered = state.withNextId(state.nextId() + 1);
      return change(numbered, database, policy, table, old -> {
        refuseSecond(old.distinctCaches().stream().anyMatch(known -> known.name().equals(cache.name())));
        List<DistinctCache> caches = new ArrayList<>(old.distinctCaches());
        caches.add(cache.withId(state.nextId()));
        return old.withDistinctCaches(caches);
      });
    }
  }

  /// @throws MillraceException with code NOT_FOUND when there is no such cache
  record DeleteLastCache(String database, String policy, String table, String name) implements CacheCommand {
    @Override
    public CatalogState applyTo(CatalogState state) {
      return change(state, database, policy, table, old -> {
        List<LastCache> kept = old.lastCaches().stream().filter(cache -> !cache.name().equals(name)).toList();
        return old.withLastCaches(refuseNone(kept, old.lastCaches()));
      });
    }
  }

  /// @throws MillraceException with code NOT_FOUND when there is no such cache
  record DeleteDistinctCache(String database, String policy, String table, String name) implements CacheCommand {
    @Override
    public CatalogState applyTo(CatalogState state) {
      return change(state, database, policy, table, old -> {
        List<DistinctCache> kept = old.distinctCaches().stream().filter(cache -> !cache.name().equals(name)).toList();
        return old.withDistinctCaches(refuseNone(kept, old.distinctCaches()));
      });
    }
  }

  private static CatalogState change(
      CatalogState state, String database, String policy, String table, UnaryOperator<Table> change) {
    return state.changeDatabase(database, owner -> owner.changePolicy(policy, present -> present.withTable(
        change.apply(present.table(table).orElseThrow(() -> notFound())))));
  }

  private static void refuseSecond(boolean exists) {
    if (exists) {
      throw new MillraceException(ErrorCode.ALREADY_EXISTS, "attempted to create a resource that already exists");
    }
  }

  private static <T> List<T> refuseNone(List<T> kept, List<T> all) {
    if (kept.size() == all.size()) {
      throw notFound();
    }
    return kept;
  }

  private static MillraceException notFound() {
    return new MillraceException(ErrorCode.NOT_FOUND, "the requested resource was not found");
  }
}
