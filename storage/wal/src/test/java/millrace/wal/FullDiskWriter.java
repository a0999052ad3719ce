package millrace.wal;

import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;
import millrace.base.Clock;
import millrace.base.MillraceException;
import millrace.objectstore.FolderObjectStore;

/// A process that writes numbers to a log where files may not grow large, and prints what became of each.
final class FullDiskWriter {
  private FullDiskWriter() {}

  public static void main(String[] arguments) {
    WalOptions options = WalOptions.DEFAULTS.withFlushInterval(Duration.ofHours(1));
    FolderObjectStore store = new FolderObjectStore(Path.of(arguments[0]));
    WalOwner owner = new WalOwner("n", 1, UUID.randomUUID());
    try (Wal wal = new Wal(store, owner, options, Clock.SYSTEM, new IntervalTimer(), _ -> {})) {
      wal.start(1);
      for (long number = 0; number < Long.parseLong(arguments[1]); number++) {
        try {
          wal.append(Batches.numbered(number));
          System.out.println("stored " + number);
        } catch (MillraceException e) {
          System.out.println(e.code() + " " + number);
        }
      }
    }
  }
}
