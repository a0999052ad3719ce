package millrace.server.debug;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import millrace.base.ErrorCode;
import millrace.base.MillraceException;
import millrace.catalog.CatalogCheck;
import millrace.catalog.CatalogState;
import millrace.catalog.Table;
import millrace.columns.Column;
import millrace.columns.SeriesKey;
import millrace.datafile.DataFile;
import millrace.datafile.DataFileCheck;
import millrace.datafile.DataFiles;
import millrace.datafile.FileBytes;
import millrace.objectstore.ObjectStore;
import millrace.store.FileDescription;
import millrace.store.ManifestCheck;

/// Data files.
final class FileReport implements AutoCloseable {
  private final ObjectStore objects;
  private final String node;
  private final Report report;
  private final Optional<String> givenTable;
  private final ManifestCheck manifests;
  private final DataFiles files = new DataFiles();
  private final Set<String> damaged = new LinkedHashSet<>();

  FileReport(ObjectStore objects, String node, Report report, Optional<String> givenTable) {
    this.objects = objects;
    this.node = node;
    this.report = report;
    this.givenTable = givenTable;
    this.manifests = new ManifestCheck(objects, node);
  }

  /// What a look at one file gave.
  private record Looked(DataFileCheck.Result result, List<SeriesKey> keys) {}

  void showOne(String name, Optional<RowExport> export) {
    Looked looked = look(name, bytes(name).orElseThrow(
        () -> new MillraceException(ErrorCode.NOT_FOUND, "no data file " + name + ", neither in the store nor on this machine")));
    Optional<FileDescription> listed = manifests.files().stream().filter(file -> file.name().equals(name)).findFirst();
    listed.ifPresent(file -> compare(file, looked.result));
    looked.result.file().ifPresent(file -> describe(file, looked.result.hasSums()));
    export.ifPresent(out -> export(name, listed, looked, out));
  }

  void showAll(Optional<RowExport> export) {
    Report.Table table = report.table("files", "file", "bytes", "rows", "series", "pages", "first_time", "last_time", "damaged");
    for (FileDescription listed : manifests.files()) {
      Optional<Looked> looked = lookAt(listed);
      Optional<DataFile> file = looked.flatMap(found -> found.result.file());
      table.row(
          listed.name(), listed.sizeBytes(), listed.rowCount(), file.map(DataFile::seriesCount).orElse(0),
          file.map(DataFile::pageCount).orElse(0), Times.text(listed.minNanos()), Times.text(listed.maxNanos()),
          listed.isDamaged() || damaged.contains(listed.name()));
      looked.ifPresent(found -> export.ifPresent(out -> export(listed.name(), Optional.of(listed), found, out)));
    }
  }

  void verify(Report.Table summary) {
    long bytes = 0;
    List<FileDescription> listed = manifests.files();
    for (FileDescription file : listed) {
      bytes += file.sizeBytes();
      lookAt(file);
    }
    summary.row("data file", listed.size(), bytes, damaged.size());
  }

  /// Takes damaged files out of the manifest.
  void mend() {
    Set<String> listed = new LinkedHashSet<>(damaged);
    listed.retainAll(manifests.files().stream().filter(file -> !file.isDamaged()).map(FileDescription::name).toList());
    if (!listed.isEmpty()) {
      manifests.takeOut(listed);
      listed.forEach(name -> report.action(name, "no longer listed; the object stays"));
    }
  }

  /// Files that were set aside before are damaged, but known to be.
  private Optional<Looked> lookAt(FileDescription listed) {
    if (listed.isDamaged()) {
      report.note(listed.name(), "was set aside as damaged; its rows are in no answer");
      return bytes(listed.name()).map(bytes -> looked(listed.name(), bytes));
    }
    Optional<byte[]> bytes = bytes(listed.name());
    if (bytes.isEmpty()) {
      report.damage(listed.name(), "is missing, though the manifest lists it");
      damaged.add(listed.name());
      return Optional.empty();
    }
    Looked looked = look(listed.name(), bytes.get());
    compare(listed, looked.result);
    return Optional.of(looked);
  }

  private Looked look(String name, byte[] bytes) {
    Looked looked = looked(name, bytes);
    looked.result.damage().forEach(damage -> report.damage(name, damage.toString()));
    if (!looked.result.damage().isEmpty()) {
      damaged.add(name);
    }
    if (!looked.result.hasSums()) {
      report.note(name, "is of the first format, without checksums over page headers and footer");
    }
    return looked;
  }

  private Looked looked(String name, byte[] bytes) {
    List<SeriesKey> keys = new ArrayList<>();
    DataFileCheck.Result result = DataFileCheck.check(
        name, FileBytes.of(bytes), files, (_, key) -> keys.add(SeriesKey.ofCanonical(key)));
    return new Looked(result, keys);
  }

  private void compare(FileDescription listed, DataFileCheck.Result result) {
    result.file()
        .filter(file -> file.rowCount() != listed.rowCount()
            || file.minNanos() != listed.minNanos() || file.maxNanos() != listed.maxNanos())
        .ifPresent(file -> {
          report.damage(listed.name(), "is another file than the manifest lists: " + file.rowCount() + " rows instead of "
              + listed.rowCount());
          damaged.add(listed.name());
        });
  }

  private void describe(DataFile file, boolean hasSums) {
    report.table("file", "file", "rows", "series", "pages", "first_time", "last_time", "whole_file_checksum").row(
        file.name(), file.rowCount(), file.seriesCount(), file.pageCount(), Times.text(file.minNanos()),
        Times.text(file.maxNanos()), hasSums);
    Report.Table columns = report.table("columns", "id", "name", "type");
    for (Column column : file.columns()) {
      columns.row(column.id(), column.name(), column.type().name().toLowerCase(java.util.Locale.ROOT));
    }
  }

  private void export(String name, Optional<FileDescription> listed, Looked looked, RowExport out) {
    if (looked.result.file().isEmpty()) {
      report.note(name, "nothing can be exported without the series index; DuckDB may read what the Parquet footer names");
      return;
    }
    Optional<CatalogState> catalog = CatalogCheck.check(objects, CatalogReport.prefix(node)).state();
    String table = givenTable
        .or(() -> listed.flatMap(file -> catalog.flatMap(state -> state.tableById(file.tableId())).map(Table::name)))
        .orElse("table");
    String database = listed
        .flatMap(file -> catalog.flatMap(state -> state.databaseById(file.databaseId())).map(owner -> owner.name()))
        .orElse("unknown");
    FileRows rows = new FileRows(looked.result.file().get(), looked.keys);
    rows.writeTo(out, database, table);
    if (rows.lostRows() > 0 || rows.lostValues() > 0) {
      report.note(name, rows.lostRows() + " rows and up to " + rows.lostValues() + " values of other rows could not be exported");
    }
  }

  private Optional<byte[]> bytes(String name) {
    Path local = Path.of(name);
    try {
      return Files.isRegularFile(local) ? Optional.of(Files.readAllBytes(local)) : objects.get(name);
    } catch (IOException e) {
      throw new MillraceException(ErrorCode.STORE_UNAVAILABLE, "reading " + name + ": " + e, e);
    }
  }

  @Override
  public void close() {
    files.close();
  }
}
