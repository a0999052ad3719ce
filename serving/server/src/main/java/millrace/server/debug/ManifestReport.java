package millrace.server.debug;

import java.util.ArrayList;
import java.util.List;
import millrace.objectstore.ObjectStore;
import millrace.store.FileDescription;
import millrace.store.ManifestCheck;

/// The manifests.
final class ManifestReport {
  private final ManifestCheck manifests;
  private final Report report;
  private final List<String> damaged = new ArrayList<>();

  ManifestReport(ObjectStore objects, String node, Report report) {
    this.manifests = new ManifestCheck(objects, node);
    this.report = report;
  }

  void showVersions() {
    Report.Table versions = report.table(
        "versions", "manifest", "version", "bytes", "follows", "covered_segment", "covered_batch", "files", "deletions", "set_aside",
        "damaged");
    for (ManifestCheck.Version version : manifests.versions()) {
      versions.row(
          version.name(), version.version(), version.sizeBytes(), version.follows(), version.coveredSegment(), version.coveredBatch(),
          version.files(), version.deletions(), version.setAside(), !version.damage().isEmpty());
      note(version);
    }
  }

  void showFiles() {
    Report.Table files = report.table(
        "files", "file", "database_id", "policy_id", "table_id", "level", "bytes", "rows", "first_time", "last_time",
        "set_aside");
    for (FileDescription file : manifests.files()) {
      files.row(
          file.name(), file.databaseId(), file.policyId(), file.tableId(), file.level(), file.sizeBytes(), file.rowCount(),
          Times.text(file.minNanos()), Times.text(file.maxNanos()), file.isDamaged());
    }
    manifests.unlisted().forEach(name -> report.note(name, "no manifest lists it; a start removes it"));
  }

  void verify(Report.Table summary) {
    List<ManifestCheck.Version> versions = manifests.versions();
    versions.forEach(this::note);
    long bytes = versions.stream().mapToLong(ManifestCheck.Version::sizeBytes).sum();
    summary.row("manifest", versions.size(), bytes, damaged.size());
  }

  /// Sets damaged versions aside, the newest first.
  void mend() {
    for (String name : damaged) {
      report.action(name, "set aside with the files that no other version lists: " + String.join(", ", manifests.setAside(name)));
    }
  }

  private void note(ManifestCheck.Version version) {
    if (!version.damage().isEmpty()) {
      report.damage(version.name(), version.damage());
      damaged.add(version.name());
    }
  }
}
