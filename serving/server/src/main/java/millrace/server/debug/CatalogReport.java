package millrace.server.debug;

import java.util.ArrayList;
import java.util.List;
import millrace.catalog.CatalogCheck;
import millrace.objectstore.ObjectStore;

/// The catalog.
final class CatalogReport {
  private final ObjectStore objects;
  private final String node;
  private final Report report;
  private final List<CatalogCheck.Entry> damaged = new ArrayList<>();

  CatalogReport(ObjectStore objects, String node, Report report) {
    this.objects = objects;
    this.node = node;
    this.report = report;
  }

  /// Where a node's catalog lies.
  static String prefix(String node) {
    return node + "/catalog/v3";
  }

  void verify(Report.Table summary) {
    CatalogCheck.Result result = CatalogCheck.check(objects, prefix(node));
    for (CatalogCheck.Entry entry : result.entries()) {
      if (!entry.damage().isEmpty()) {
        report.damage(entry.name(), entry.damage());
        damaged.add(entry);
      }
    }
    long bytes = result.entries().stream().mapToLong(CatalogCheck.Entry::sizeBytes).sum();
    summary.row("catalog object", result.entries().size(), bytes, damaged.size());
  }

  /// Takes out entries that a start does not need. Of the others none can be left out: each builds on those before.
  void mend() {
    for (CatalogCheck.Entry entry : damaged) {
      if (entry.isNeeded()) {
        report.note(entry.name(), "cannot be dropped, later entries build on it; restore a backup");
        continue;
      }
      String target = node + "/set-aside/" + entry.name().substring(node.length() + 1);
      objects.put(target, objects.get(entry.name()).orElseThrow());
      objects.delete(entry.name());
      report.action(entry.name(), "the snapshot has it; moved to " + target);
    }
  }
}
