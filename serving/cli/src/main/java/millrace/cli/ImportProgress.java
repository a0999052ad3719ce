package millrace.cli;

import java.io.PrintStream;
import java.util.Locale;

/// Says how far an import is: a bar that moves on a terminal, one line at the end elsewhere.
///
/// Threads: any.
final class ImportProgress {
  private static final int WIDTH = 30;

  private final PrintStream err;
  private final boolean isTerminal;
  private final boolean isQuiet;
  private final long startNanos = System.nanoTime();
  private long records;

  ImportProgress(PrintStream err, boolean isTerminal, boolean isQuiet) {
    this.err = err;
    this.isTerminal = isTerminal;
    this.isQuiet = isQuiet;
  }

  /// A batch is stored.
  ///
  /// @param read how much of the file was read so far
  /// @param size how much there is
  synchronized void batch(String file, long added, long read, long size) {
    records += added;
    if (isTerminal && !isQuiet) {
      err.print("\r" + bar(file, read, size, seconds()) + "\u001b[K");
      err.flush();
    }
  }

  /// The bar's line.
  String bar(String file, long read, long size, double seconds) {
    double part = size <= 0 ? 1 : Math.clamp((double) read / size, 0, 1);
    int full = (int) (part * WIDTH);
    String left = part > 0.01 && part < 1 ? ", " + time(seconds / part - seconds) + " left" : "";
    return String.format(Locale.ROOT, "%s [%s%s] %3d%% %,d records, %,.0f/s%s", file, "#".repeat(full),
        "-".repeat(WIDTH - full), (int) (part * 100), records, records / seconds, left);
  }

  /// A text of its own, with the bar out of the way.
  synchronized void say(String text) {
    if (isTerminal && !isQuiet) {
      err.print("\r\u001b[K");
    }
    err.println(text);
  }

  /// Everything is done.
  synchronized void end(int files) {
    if (!isQuiet) {
      say(String.format(Locale.ROOT, "imported %,d records of %d %s in %s", records, files, files == 1 ? "file" : "files",
          time(seconds())));
    }
  }

  /// Everything was looked at, nothing sent.
  synchronized void endDry(int files) {
    if (!isQuiet) {
      say(String.format(Locale.ROOT, "read %,d records of %d %s, sent nothing", records, files, files == 1 ? "file" : "files"));
    }
  }

  private double seconds() {
    return Math.max(1e-3, (System.nanoTime() - startNanos) / 1e9);
  }

  private static String time(double seconds) {
    return seconds < 60
        ? String.format(Locale.ROOT, "%.1f s", seconds)
        : String.format(Locale.ROOT, "%d min %d s", (long) seconds / 60, (long) seconds % 60);
  }
}
