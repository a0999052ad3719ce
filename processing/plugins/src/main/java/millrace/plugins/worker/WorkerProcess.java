package millrace.plugins.worker;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.ClosedByInterruptException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import millrace.base.Clock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One Python process: its lanes, its control channel, its output, its end.
///
/// The process leads a process group of its own, so that its end takes along whatever it started. Its exit, not the end
/// of a socket, counts as its death: a forked child may hold the socket for ever.
///
/// Threads: any. The lock guards the idle lanes and their numbering.
final class WorkerProcess {
  private static final Logger LOG = LoggerFactory.getLogger(WorkerProcess.class);
  private static final long START_SECONDS = 30;
  private static final long LANE_SECONDS = 10;
  private static final int SIGNAL_EXIT = 128;
  private static final int HIGHEST_SIGNAL = 64;
  private static final String OUTPUT_VARIABLE = "MILLRACE_OUTPUT_LIMIT";

  private final WorkerHub hub;
  private final Process process;
  private final String token;
  private final Path stacks;
  private final OutputDrain output;
  private final ProcessMemory memory;
  private final AtomicReference<WorkerSpec> owner;
  private final List<Lane> lanes = new CopyOnWriteArrayList<>();
  private final Deque<Lane> idle = new ArrayDeque<>();
  private int opened;
  private volatile String killedFor;

  private WorkerProcess(
      WorkerHub hub,
      Process process,
      String token,
      Path stacks,
      OutputDrain output,
      ProcessMemory memory,
      AtomicReference<WorkerSpec> owner) {
    this.hub = hub;
    this.process = process;
    this.token = token;
    this.stacks = stacks;
    this.output = output;
    this.memory = memory;
    this.owner = owner;
  }

  /// Starts a process and waits until it is ready for its first call.
  ///
  /// @throws StartFailure when it cannot be started, dies at once, or does not speak in time
  static WorkerProcess start(
      WorkerHub hub, ProcessSpawner spawner, WorkerSettings settings, WorkerSpec spec, Clock clock)
      throws StartFailure {
    String token = Tokens.next();
    HubFolder folder;
    try {
      folder = hub.folder();
    } catch (IOException e) {
      throw new StartFailure("cannot start: " + e, List.of());
    }
    Path stacks = folder.path().resolve(token.substring(0, 16) + ".stacks");
    ProcessBuilder builder =
        new ProcessBuilder(
                settings.python().toString(),
                "-I",
                "-X",
                "utf8",
                "-u",
                folder.script().toString(),
                folder.socket().toString(),
                stacks.toString())
            .redirectErrorStream(true);
    builder.environment().clear();
    builder.environment().putAll(settings.environment());
    builder.environment().putAll(spec.environment());
    builder.environment().put(OUTPUT_VARIABLE, Long.toString(spec.limits().outputBytes()));
    AtomicReference<WorkerSpec> owner = new AtomicReference<>(spec);
    CompletableFuture<Lane> arrival = hub.expect(token, 0);
    Process process;
    try {
      process = spawner.start(builder);
    } catch (IOException e) {
      hub.forget(token, 0);
      throw new StartFailure("cannot start " + settings.python() + ": " + e.getMessage(), List.of());
    }
    OutputDrain output =
        OutputDrain.start(
            process.getInputStream(),
            "plugin-output-" + spec.trigger(),
            line -> settings.output().line(owner.get().database(), owner.get().trigger(), line),
            clock);
    WorkerProcess worker = new WorkerProcess(
        hub, process, token, stacks, output, new ProcessMemory(process.pid(), clock), owner);
    process.onExit().thenRun(worker::swept);
    worker.greet(arrival);
    return worker;
  }

  long pid() {
    return process.pid();
  }

  /// Whether it can serve a spec: it was started with the same variables and limits.
  boolean suits(WorkerSpec spec) {
    return isAlive() && spec.environment().equals(owner.get().environment()) && spec.limits().equals(owner.get().limits());
  }

  /// Belongs to another trigger from now on. Nothing may have run in it.
  void adopt(WorkerSpec spec) {
    owner.set(spec);
  }

  /// Asks whether it keeps nothing between calls: no cached objects, no package, no thread of a plugin and no process it
  /// started.
  ///
  /// @throws IOException when the process is gone or does not answer: it is of no more use
  boolean keepsNothing() throws IOException {
    Lane lane = takeLane();
    lane.send(Frames.REST, new MarshalWriter().none().toBytes());
    if (!(lane.receive() instanceof WorkerMessage.Resting(boolean keepsNothing))) {
      throw new ProtocolException("an answer to another question");
    }
    giveBack(lane);
    return keepsNothing && process.descendants().findAny().isEmpty();
  }

  /// Completes, with this, when the process has ended.
  CompletableFuture<WorkerProcess> onExit() {
    return process.onExit().thenApply(_ -> this);
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /// Resident memory now; empty where it is not known.
  OptionalLong residentBytes() {
    return memory.resident();
  }

  /// The most resident memory it ever had; empty where it is not known.
  OptionalLong peakBytes() {
    return memory.peak();
  }

  /// An idle lane, or a new one.
  Lane takeLane() throws IOException {
    int number;
    synchronized (idle) {
      Lane lane = idle.pollFirst();
      if (lane != null) {
        return lane;
      }
      number = ++opened;
    }
    CompletableFuture<Lane> arrival = hub.expect(token, number);
    try {
      command("L " + number);
      return admitted(await(arrival, LANE_SECONDS));
    } catch (IOException e) {
      hub.forget(token, number);
      throw e;
    }
  }

  void giveBack(Lane lane) {
    synchronized (idle) {
      idle.addFirst(lane);
    }
  }

  /// Asks the plugin to end its call: it sees KeyboardInterrupt unless it does not look.
  void interrupt(Lane lane, long call) {
    try {
      command("C " + lane.number() + " " + call);
    } catch (IOException e) {
      LOG.debug("worker {} takes no commands: {}", pid(), e.toString());
    }
  }

  /// Has the process write the stacks of its threads to its file; works while C code holds the interpreter.
  void dumpStacks() {
    Signals.send(pid(), Signals.USER_1);
  }

  /// Bytes of stacks written so far.
  long stackBytes() {
    try {
      return Files.size(stacks);
    } catch (IOException e) {
      return 0;
    }
  }

  /// The stacks written after the given byte.
  String stacksFrom(long offset) {
    try {
      byte[] bytes = Files.readAllBytes(stacks);
      int from = (int) Math.min(offset, bytes.length);
      return new String(bytes, from, bytes.length - from, StandardCharsets.UTF_8);
    } catch (IOException e) {
      return "";
    }
  }

  /// Kills the process, its group and its descendants. The first reason given is the one reported.
  void kill(String reason) {
    synchronized (this) {
      if (killedFor == null && process.isAlive()) {
        killedFor = reason;
      }
    }
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }

  /// Lets the process end by itself, and kills it when it does not.
  void end(Duration patience) {
    try {
      process.getOutputStream().close();
      if (process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
        return;
      }
    } catch (IOException e) {
      LOG.debug("worker {}: {}", pid(), e.toString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    kill("stopped");
  }

  /// Waits for the end of a process whose lane failed, killing it if it lives on, and describes it.
  CallOutcome.WorkerDied autopsy(IOException failure) {
    boolean interrupted = Thread.interrupted();
    try {
      long patienceMillis =
          failure instanceof ProtocolException || failure instanceof ClosedByInterruptException ? 0 : 2000;
      if (!process.waitFor(patienceMillis, TimeUnit.MILLISECONDS)) {
        kill("broke off: " + failure.getMessage());
        process.waitFor();
      }
    } catch (InterruptedException e) {
      interrupted = true;
      kill("broke off: " + failure.getMessage());
    }
    CallOutcome.WorkerDied died = new CallOutcome.WorkerDied(endReason(), lastOutput());
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    return died;
  }

  private void greet(CompletableFuture<Lane> arrival) throws StartFailure {
    try {
      command(token + " " + ProcessHandle.current().pid());
      idle.add(admitted(await(arrival, START_SECONDS)));
    } catch (IOException e) {
      hub.forget(token, 0);
      kill("did not start");
      CallOutcome.WorkerDied died = autopsy(e);
      throw new StartFailure("did not start: " + died.reason(), died.lastOutput());
    }
  }

  private Lane admitted(Lane lane) {
    lanes.add(lane);
    if (!process.isAlive()) {
      lane.close();
    }
    return lane;
  }

  private Lane await(CompletableFuture<Lane> arrival, long seconds) throws IOException {
    CompletableFuture<Void> gone = process.onExit().thenAccept(_ -> {});
    try {
      Object first = CompletableFuture.anyOf(arrival, gone).get(seconds, TimeUnit.SECONDS);
      if (first instanceof Lane lane) {
        return lane;
      }
      throw new IOException("the process ended");
    } catch (TimeoutException e) {
      throw new ProtocolException("the process did not connect within " + seconds + " s");
    } catch (ExecutionException e) {
      throw new IOException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while waiting for the process", e);
    }
  }

  private synchronized void command(String line) throws IOException {
    OutputStream control = process.getOutputStream();
    control.write((line + "\n").getBytes(StandardCharsets.US_ASCII));
    control.flush();
  }

  /// After the exit: the group goes along, and whoever waits on a lane learns of it.
  private void swept() {
    Signals.sendToGroup(pid(), Signals.KILL);
    lanes.forEach(Lane::close);
    try {
      Files.deleteIfExists(stacks);
    } catch (IOException e) {
      LOG.debug("cannot remove {}: {}", stacks, e.toString());
    }
  }

  private String endReason() {
    String reason = killedFor;
    if (reason != null) {
      return reason;
    }
    if (process.isAlive()) {
      return "does not end";
    }
    int status = process.exitValue();
    int signal = status - SIGNAL_EXIT;
    return signal > 0 && signal <= HIGHEST_SIGNAL ? "signal " + signal : "exit status " + status;
  }

  private List<String> lastOutput() {
    output.awaitEnd();
    return output.kept();
  }

  /// A process that never became ready.
  static final class StartFailure extends Exception {
    private static final long serialVersionUID = 1;

    private final transient List<String> lastOutput;

    StartFailure(String reason, List<String> lastOutput) {
      super(reason);
      this.lastOutput = List.copyOf(lastOutput);
    }

    List<String> lastOutput() {
      return lastOutput;
    }
  }
}
