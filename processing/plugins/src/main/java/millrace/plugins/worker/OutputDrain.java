package millrace.plugins.worker;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import millrace.base.Clock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Reads what a worker prints, to the end, whatever it prints: lines are cut at two kilobytes, passed on at a bounded
/// rate, and the last ones kept for the report when the process dies.
///
/// Threads: reads on one of its own; the lock guards the kept lines.
final class OutputDrain {
  private static final Logger LOG = LoggerFactory.getLogger(OutputDrain.class);
  private static final int LINE_BYTES = 2048;
  private static final int KEPT_LINES = 40;

  /// Lines passed on in a burst, and each second after it.
  private static final int BURST_LINES = 1000;

  private static final int LINES_PER_SECOND = 100;
  private static final long NANOS_PER_SECOND = 1_000_000_000L;

  private final InputStream in;
  private final Consumer<String> sink;
  private final Clock clock;
  private final Deque<String> kept = new ArrayDeque<>();
  private final Thread thread;

  private final byte[] line = new byte[LINE_BYTES];
  private int lineBytes;
  private double allowance = BURST_LINES;
  private long allowanceNanos;
  private long suppressed;

  private OutputDrain(InputStream in, String name, Consumer<String> sink, Clock clock) {
    this.in = in;
    this.sink = sink;
    this.clock = clock;
    this.allowanceNanos = clock.nowNanos();
    this.thread = Thread.ofPlatform().daemon().name(name).unstarted(this::run);
  }

  static OutputDrain start(InputStream in, String name, Consumer<String> sink, Clock clock) {
    OutputDrain drain = new OutputDrain(in, name, sink, clock);
    drain.thread.start();
    return drain;
  }

  /// The last lines, oldest first.
  List<String> kept() {
    synchronized (kept) {
      return new ArrayList<>(kept);
    }
  }

  /// Waits a moment for the end of the output of a process that is gone; what it started may still hold the pipe.
  void awaitEnd() {
    try {
      thread.join(TimeUnit.MILLISECONDS.toMillis(500));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    byte[] buffer = new byte[1 << 13];
    try (in) {
      for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        for (int i = 0; i < count; i++) {
          take(buffer[i]);
        }
      }
    } catch (IOException e) {
      // The process is gone, and its pipe with it.
    }
    if (lineBytes > 0) {
      endLine();
    }
    reportSuppressed();
  }

  private void take(byte b) {
    if (b == '\n') {
      endLine();
    } else if (lineBytes < LINE_BYTES) {
      line[lineBytes++] = b;
    }
  }

  private void endLine() {
    String text = new String(line, 0, lineBytes, StandardCharsets.UTF_8);
    lineBytes = 0;
    synchronized (kept) {
      if (kept.size() == KEPT_LINES) {
        kept.removeFirst();
      }
      kept.addLast(text);
    }
    if (isAllowed()) {
      reportSuppressed();
      pass(text);
    } else {
      suppressed++;
    }
  }

  private boolean isAllowed() {
    long now = clock.nowNanos();
    double earned = (double) (now - allowanceNanos) * LINES_PER_SECOND / NANOS_PER_SECOND;
    allowance = Math.min(BURST_LINES, allowance + Math.max(0, earned));
    allowanceNanos = now;
    if (allowance < 1) {
      return false;
    }
    allowance--;
    return true;
  }

  private void reportSuppressed() {
    if (suppressed > 0) {
      pass("(" + suppressed + " more lines)");
      suppressed = 0;
    }
  }

  /// The output is read on even when nobody can take it: a full pipe would stop the plugin.
  private void pass(String text) {
    try {
      sink.accept(text);
    } catch (RuntimeException e) {
      LOG.warn("a plugin's output is lost: {}", text, e);
    }
  }
}
