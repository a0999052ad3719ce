package millrace.server.debug;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;
import millrace.base.ErrorCode;
import millrace.base.MillraceException;
import millrace.objectstore.ObjectStore;

/// One look into a node's data: reads, prints, and mends or exports when told to.
///
/// A server need not run, and must not when something is mended. Nothing is ever erased: damaged log segments go on as
/// `….damaged`, damaged manifests under `<node>/set-aside/`, damaged data files stay where they are and are no longer
/// listed.
public final class Debug {
  private final ObjectStore objects;
  private final String node;
  private final Options options;
  private final Report report = new Report();

  /// How to look.
  ///
  /// @param json whether to print JSON instead of tables
  /// @param export a new file for the rows that can be read
  /// @param table name of the table in exported line protocol, for files whose catalog does not stand
  /// @param isDropping whether to take out what is damaged
  public record Options(boolean json, Optional<Path> export, Optional<String> table, boolean isDropping) {}

  /// @param objects stays open
  /// @param node the node's id
  public Debug(ObjectStore objects, String node, Options options) {
    this.objects = objects;
    this.node = node;
    this.options = options;
  }

  /// The log: every segment, or the entries of one.
  ///
  /// @return whether all of it stands
  /// @throws MillraceException with code NOT_FOUND when there is no such segment
  public boolean wal(OptionalLong sequence, PrintStream out) {
    LogReport log = new LogReport(objects, node, report);
    exporting(export -> log.show(sequence, export));
    if (options.isDropping) {
      log.mend();
    }
    return print(out);
  }

  /// The manifests, and the files that the newest one lists.
  ///
  /// @return whether all of it stands
  public boolean manifest(PrintStream out) {
    refuseExport("manifest");
    ManifestReport manifests = new ManifestReport(objects, node, report);
    manifests.showVersions();
    manifests.showFiles();
    if (options.isDropping) {
      manifests.mend();
    }
    return print(out);
  }

  /// One data file, or all that the manifest lists.
  ///
  /// @param name an object of the store, or a file of this machine
  /// @return whether all of it stands
  /// @throws MillraceException with code NOT_FOUND when there is no such file
  public boolean file(Optional<String> name, PrintStream out) {
    try (FileReport files = new FileReport(objects, node, report, options.table)) {
      exporting(export -> {
        if (name.isPresent()) {
          files.showOne(name.get(), export);
        } else {
          files.showAll(export);
        }
      });
      if (options.isDropping) {
        files.mend();
      }
    }
    return print(out);
  }

  /// Everything, by its checksums: log, manifests, catalog, data files.
  ///
  /// @return whether all of it stands
  public boolean verify(PrintStream out) {
    refuseExport("verify");
    Report.Table summary = report.table("verified", "kind", "objects", "bytes", "damaged");
    LogReport log = new LogReport(objects, node, report);
    log.verify(summary);
    ManifestReport manifests = new ManifestReport(objects, node, report);
    manifests.verify(summary);
    CatalogReport catalog = new CatalogReport(objects, node, report);
    catalog.verify(summary);
    try (FileReport files = new FileReport(objects, node, report, options.table)) {
      files.verify(summary);
      if (options.isDropping) {
        log.mend();
        manifests.mend();
        files.mend();
        catalog.mend();
      }
    }
    return print(out);
  }

  private boolean print(PrintStream out) {
    report.print(options.json, out);
    return !report.hasDamage();
  }

  private void exporting(java.util.function.Consumer<Optional<RowExport>> step) {
    if (options.export.isEmpty()) {
      step.accept(Optional.empty());
      return;
    }
    try (RowExport export = new RowExport(options.export.get())) {
      step.accept(Optional.of(export));
      report.action(options.export.get().toString(), "exported " + export.rowCount() + " rows");
    }
  }

  private void refuseExport(String command) {
    if (options.export.isPresent()) {
      throw new MillraceException(
          ErrorCode.INVALID_ARGUMENT, "debug " + command + " has no rows to export; use debug wal or debug file");
    }
  }
}
