package millrace.server.debug;

import java.util.ArrayList;
import java.util.List;
import java.util.LongSummaryStatistics;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.LongStream;
import millrace.base.ErrorCode;
import millrace.base.MillraceException;
import millrace.columns.TableRows;
import millrace.objectstore.ObjectStore;
import millrace.store.ManifestCheck;
import millrace.wal.WalCheck;

/// The write-ahead log.
final class LogReport {
  private final WalCheck log;
  private final long firstNeeded;
  private final Report report;
  private final List<Long> damaged = new ArrayList<>();

  LogReport(ObjectStore objects, String node, Report report) {
    this.log = new WalCheck(objects, node);
    this.firstNeeded = new ManifestCheck(objects, node).firstNeededSegment();
    this.report = report;
  }

  void show(OptionalLong one, Optional<RowExport> export) {
    Report.Table segments = report.table(
        "segments", "segment", "bytes", "began", "sealed", "needed", "entries", "rows", "unfinished_bytes", "damaged");
    List<Long> wanted = one.isPresent() ? List.of(one.getAsLong()) : log.sequences();
    for (long sequence : wanted) {
      WalCheck.Segment segment = log.check(sequence).orElseThrow(
          () -> new MillraceException(ErrorCode.NOT_FOUND, "no WAL segment " + sequence));
      segments.row(
          segment.name(), segment.sizeBytes(), Times.text(segment.beganNanos()), segment.isSealed(),
          sequence >= firstNeeded, segment.entries().size(), segment.rowCount(), segment.unfinishedBytes(),
          !segment.damage().isEmpty());
      note(segment);
      export.ifPresent(out -> segment.entries().forEach(entry -> out.batch(entry.batch())));
      if (one.isPresent()) {
        entries(segment);
      }
    }
    if (one.isEmpty()) {
      missing();
    }
  }

  void verify(Report.Table summary) {
    long bytes = 0;
    List<Long> sequences = log.sequences();
    for (long sequence : sequences) {
      Optional<WalCheck.Segment> segment = log.check(sequence);
      segment.ifPresent(this::note);
      bytes += segment.map(WalCheck.Segment::sizeBytes).orElse(0L);
    }
    summary.row("WAL segment", sequences.size(), bytes, damaged.size());
    missing();
  }

  /// Sets every damaged segment aside, what stands of it stays.
  void mend() {
    for (long sequence : damaged) {
      report.action(log.check(sequence).orElseThrow().name(), "what stands was written anew; as found: " + log.mend(sequence));
    }
  }

  private void note(WalCheck.Segment segment) {
    segment.damage().forEach(finding -> report.damage(segment.name(), finding));
    if (!segment.damage().isEmpty()) {
      damaged.add(segment.sequence());
    }
    if (segment.unfinishedBytes() > 0) {
      report.note(segment.name(), "ends in an unfinished write of " + segment.unfinishedBytes()
          + " bytes that nobody was told of; a start cuts it off");
    }
    if (segment.isSalvaged()) {
      report.note(segment.name(), "was damaged before; what stood then was written anew");
    }
  }

  private void missing() {
    log.missing(firstNeeded).forEach(
        sequence -> report.damage("WAL segment " + sequence, "is missing, though later ones are there"));
  }

  private void entries(WalCheck.Segment segment) {
    Report.Table entries = report.table(
        "entries", "entry", "from_byte", "to_byte", "database", "table", "rows", "series", "fields", "first_time",
        "last_time");
    for (WalCheck.Entry entry : segment.entries()) {
      for (TableRows rows : entry.batch().tables()) {
        LongSummaryStatistics times = LongStream.of(rows.timesNanos()).limit(rows.rowCount()).summaryStatistics();
        entries.row(
            entry.position(), entry.from(), entry.end(), entry.batch().database(), rows.table(), rows.rowCount(),
            rows.seriesKeys().size(), rows.fields().size(), Times.text(times.getMin()), Times.text(times.getMax()));
      }
    }
  }
}
