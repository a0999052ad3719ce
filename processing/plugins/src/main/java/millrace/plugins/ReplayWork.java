package millrace.plugins;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import millrace.base.TimeSpan;
import millrace.catalog.CatalogState;
import millrace.catalog.RetentionPolicy;
import millrace.catalog.Table;

/// What a replay needs of the engine: history, a process, time.
///
/// @param attempts runs of one slice with error behaviour `retry`
record ReplayWork(TriggerLauncher launcher, EngineData data, EngineRuntime runtime, int attempts) {
  /// Rows handed over at once.
  static final int MAX_ROWS = 10_000;

  long nowNanos() {
    return runtime.clock().nowNanos();
  }

  void run(Runnable task) {
    runtime.executor().execute(task);
  }

  TriggerLauncher.Borrowed borrow(Trigger trigger, Optional<DryRunWrites> dryRun) {
    return launcher.borrow(trigger, dryRun);
  }

  /// The history a write trigger listens to: its table, or all tables of the default policy.
  HistorySlices history(Trigger trigger, CatalogState state, TimeSpan span) {
    List<HistoryTable> tables = new ArrayList<>();
    Optional<RetentionPolicy> policy = state.databaseById(trigger.databaseId()).flatMap(database -> database.policy(""));
    for (Table table : policy.map(RetentionPolicy::tables).orElse(List.of())) {
      boolean isWanted = !(trigger.spec() instanceof TriggerSpec.Table(String name)) || name.equals(table.name());
      if (isWanted && table.deletion().isEmpty()) {
        tables.add(new HistoryTable(data.tables(), table.id(), table.name()));
      }
    }
    return new HistorySlices(tables, span, MAX_ROWS);
  }
}
