package millrace.plugins;

import java.util.List;
import java.util.OptionalLong;
import millrace.catalog.CatalogState;
import millrace.catalog.RetentionPolicy;
import millrace.columns.WriteBatch;
import millrace.plugins.worker.TableBatch;

/// Picks what triggers see of a flush.
final class FlushRows {
  private FlushRows() {}

  /// The rows written to a database's default policy, which is what its name without a policy means, by table.
  static List<TableBatch> ofDatabase(long databaseId, List<WriteBatch> batches, CatalogState state) {
    OptionalLong policyId =
        state
            .databaseById(databaseId)
            .flatMap(database -> database.policy(""))
            .map(RetentionPolicy::id)
            .map(OptionalLong::of)
            .orElse(OptionalLong.empty());
    return TableBatch.merge(
        batches.stream()
            .filter(batch -> batch.databaseId() == databaseId)
            .filter(batch -> policyId.isPresent() && policyId.getAsLong() == batch.policyId())
            .toList());
  }

  /// The tables a trigger wants.
  static List<TableBatch> of(Trigger trigger, List<TableBatch> tables) {
    return trigger.spec() instanceof TriggerSpec.Table(String name)
        ? tables.stream().filter(table -> table.table().equals(name)).toList()
        : tables;
  }
}
