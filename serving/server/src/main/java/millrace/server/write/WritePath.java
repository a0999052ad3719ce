package millrace.server.write;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import millrace.catalog.DatabaseName;
import millrace.columns.WriteBatch;
import millrace.ingest.LineError;
import millrace.ingest.LineProtocol;
import millrace.ingest.NewPoint;
import millrace.ingest.ReadOutcome;
import millrace.ingest.ReadRequest;
import millrace.wal.Wal;

/// Line protocol in, durable and visible rows out: the one way every write takes, from clients, plugins and queries.
///
/// Threads: any; a call blocks until its rows are durable, unless told not to.
public final class WritePath {
  private final LineProtocol lines;
  private final Wal wal;
  private final LongAdder rows = new LongAdder();
  private final LongAdder bytes = new LongAdder();
  private final LongAdder rejected = new LongAdder();

  public WritePath(LineProtocol lines, Wal wal) {
    this.lines = lines;
    this.wal = wal;
  }

  /// Reads a body and stores its accepted rows.
  ///
  /// @param body what lies behind `length` may be overwritten
  /// @param noSync whether to return when the rows are queued, before they are durable
  /// @throws millrace.base.MillraceException as [LineProtocol#read] and [Wal#append]
  public ReadOutcome write(ReadRequest request, byte[] body, int length, boolean noSync) {
    bytes.add(length);
    return append(lines.read(request, body, length), noSync);
  }

  /// The refused lines of a body that has no good one; stores nothing.
  ///
  /// @param body what lies behind `length` may be overwritten
  public List<LineError> unreadable(ReadRequest request, byte[] body, int length) {
    return lines.unreadable(request, body, length);
  }

  /// What went through since the start.
  ///
  /// @param rows rows stored
  /// @param bytes bytes of bodies read
  /// @param rejected lines and points refused
  public record Counts(long rows, long bytes, long rejected) {}

  public Counts counts() {
    return new Counts(rows.sum(), bytes.sum(), rejected.sum());
  }

  /// Reads a text and stores its accepted rows durably.
  public ReadOutcome write(ReadRequest request, String text) {
    byte[] body = text.getBytes(StandardCharsets.UTF_8);
    return write(request, body, body.length, false);
  }

  /// Stores points that are at hand, durably, by the rules of v1.
  ///
  /// @throws millrace.base.MillraceException as [LineProtocol#accept] and [Wal#append]
  public ReadOutcome write(DatabaseName target, List<NewPoint> points) {
    return append(lines.accept(target, points), false);
  }

  private ReadOutcome append(ReadOutcome outcome, boolean noSync) {
    switch (outcome) {
      case ReadOutcome.Accepted accepted -> append(accepted.batch(), noSync);
      case ReadOutcome.PartlyRejected partly -> {
        append(partly.batch(), noSync);
        rejected.add(partly.errors().size());
      }
      case ReadOutcome.Rejected refused -> rejected.add(refused.errors().size());
      case ReadOutcome.Empty _ -> {}
    }
    return outcome;
  }

  /// Stores rows that are at hand.
  public void append(WriteBatch batch, boolean noSync) {
    rows.add(batch.rowCount());
    if (noSync) {
      wal.appendNoSync(batch);
    } else {
      wal.append(batch);
    }
  }
}
