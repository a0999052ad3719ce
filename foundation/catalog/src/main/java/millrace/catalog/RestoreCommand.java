package millrace.catalog;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import millrace.base.ErrorCode;
import millrace.base.MillraceException;

/// The two changes that bring a database back from a backup. Between them it is there, hidden like a deleted one, so that
/// its files can be taken in under its ids; nobody sees it before all of it is back.
public sealed interface RestoreCommand extends CatalogCommand {
  /// Adds a hidden database with policies, tables and triggers of another one, all under new ids. Triggers come back
  /// disabled, since their code may not be here. Continuous queries name their database, so they come along only where it
  /// keeps its name.
  ///
  /// @param hiddenName its name for now, free
  /// @param name the name it is to get
  /// @param content the database as it was backed up
  /// @param deletion when a restore that never ended is to go
  record BeginRestore(String hiddenName, String name, Database content, Deletion deletion) implements RestoreCommand {
    @Override
    public CatalogState applyTo(CatalogState state) {
      requireFree(state, hiddenName);
      requireFree(state, name);
      long next = state.nextId();
      long databaseId = next++;
      Map<String, RetentionPolicy> policies = new TreeMap<>();
      for (RetentionPolicy policy : content.policies()) {
        long policyId = next++;
        Map<String, Table> tables = new TreeMap<>();
        for (Table table : policy.tables()) {
          if (table.deletion().isEmpty()) {
            long tableId = next++;
            tables.put(table.name(), new Table(tableId, table.name(), table.nextColumnId(), table.columns(), Optional.empty(), List.of(),
                List.of()));
          }
        }
        policies.put(policy.name(), new RetentionPolicy(
            policyId, policy.name(), policy.durationNanos(), policy.shardDurationNanos(), policy.replication(), tables));
      }
      Map<String, TriggerDefinition> triggers = new TreeMap<>();
      for (TriggerDefinition trigger : content.triggers()) {
        triggers.put(trigger.name(), trigger.inDatabase(name).withId(next++).withDisabled(true, "restored from a backup"));
      }
      List<ContinuousQuery> queries = content.name().equals(name) ? content.continuousQueries() : List.of();
      Database hidden = new Database(
          databaseId, hiddenName, content.defaultPolicy(), policies, triggers, queries, content.subscriptions(),
          Optional.of(deletion));
      return state.withNextId(next).withDatabase(hidden);
    }
  }

  /// Shows a hidden database under its name.
  record FinishRestore(String hiddenName, String name) implements RestoreCommand {
    @Override
    public CatalogState applyTo(CatalogState state) {
      requireFree(state, name);
      Database hidden = state.requireDatabase(hiddenName);
      return state.withoutDatabase(hiddenName).withDatabase(hidden.restoredAs(name));
    }
  }

  private static void requireFree(CatalogState state, String name) {
    if (state.database(name).isPresent()) {
      throw new MillraceException(ErrorCode.ALREADY_EXISTS, "attempted to create a resource that already exists: " + name);
    }
  }
}
