package millrace.wal;

import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;
import millrace.base.Clock;
import millrace.objectstore.FolderObjectStore;

/// A process that writes numbers to a log from several threads until it is killed, and prints each that was answered.
final class EndlessWriter {
  private EndlessWriter() {}

  public static void main(String[] arguments) {
    WalOwner owner = new WalOwner("n", 0, UUID.randomUUID());
    WalOptions options = WalOptions.DEFAULTS.withFlushInterval(Duration.ofMillis(20));
    Wal wal =
        new Wal(
            new FolderObjectStore(Path.of(arguments[0])), owner, options, Clock.SYSTEM, new IntervalTimer(), _ -> {});
    wal.start(1);
    AtomicLong next = new AtomicLong(Long.parseLong(arguments[1]));
    Runnable writing =
        () ->
            LongStream.generate(next::getAndIncrement)
                .forEach(
                    number -> {
                      wal.append(Batches.numbered(number));
                      System.out.println(number);
                    });
    for (int i = 0; i < 4; i++) {
      Thread.ofPlatform().start(writing);
    }
  }
}
