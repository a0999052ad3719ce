package millrace.plugins;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import millrace.base.Clock;
import millrace.base.MillraceException;
import millrace.plugins.RunRow.Outcome;
import millrace.plugins.worker.CallHost;
import millrace.plugins.worker.CallOutcome;
import millrace.plugins.worker.CallRequest;
import millrace.plugins.worker.DatabaseNames;
import millrace.plugins.worker.DeferredWrite;
import millrace.plugins.worker.HttpReply;
import millrace.plugins.worker.LogLevel;
import millrace.plugins.worker.PluginQuery;
import millrace.plugins.worker.ReplyParts;
import millrace.plugins.worker.ResultRows;
import millrace.plugins.worker.StreamedBody;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One trigger's way to run: calls the worker, logs around it, writes what the run deferred, answers the request, and
/// records how it went. What a failure means for the trigger is decided by [TriggerRunner].
///
/// Threads: any, several at once.
final class TriggerExecution {
  private static final Logger LOG = LoggerFactory.getLogger(TriggerExecution.class);

  private final Trigger trigger;
  private final LoadedPlugin plugin;
  private final PluginHost host;
  private final TriggerJournal journal;
  private final Clock clock;
  private final Duration timeLimit;
  private final LoopWatch loops;

  TriggerExecution(
      Trigger trigger,
      LoadedPlugin plugin,
      PluginHost host,
      TriggerJournal journal,
      Clock clock,
      Duration timeLimit) {
    this.trigger = trigger;
    this.plugin = plugin;
    this.host = host;
    this.journal = journal;
    this.clock = clock;
    this.timeLimit = timeLimit;
    this.loops = new LoopWatch(trigger.database());
  }

  Trigger trigger() {
    return trigger;
  }

  LoadedPlugin plugin() {
    return plugin;
  }

  TriggerJournal journal() {
    return journal;
  }

  /// Runs the plugin once. Blocks until it has ended and its deferred writes are durable; never throws.
  RunResult run(TriggerEvent event, int attempt) {
    return run(event, attempt, RunCause.EVENT).result();
  }

  /// How a run ended, and what it wrote.
  record Ran(RunResult result, long linesWritten, long durationNanos) {}

  /// Like [#run], for another reason.
  Ran run(TriggerEvent event, int attempt, RunCause cause) {
    Run run = new Run(event, attempt, cause, journal.nextRunId(), clock.nowNanos());
    RunResult result;
    try {
      journal.frame(RunTexts.started(event));
      result = settle(run, plugin.worker().call(request(run)));
    } catch (RuntimeException | Error e) {
      // An error too: a trigger whose run vanished would wait for its end for ever.
      LOG.error("a run of trigger {}/{} ended by a fault of the engine", trigger.database(), trigger.name(), e);
      result = failed(run, new Failure("internal error", e.toString(), RequestReplies.failed("internal error")));
    }
    journal.run(run.row(trigger, result));
    loops.ended(event).ifPresent(text -> journal.log(LogLevel.WARN, text));
    return new Ran(result, run.linesWritten, run.endNanos - run.startNanos);
  }

  private CallRequest request(Run run) {
    var definition = trigger.definition();
    Optional<Map<String, String>> arguments =
        definition.hasArguments() ? Optional.of(definition.arguments()) : Optional.empty();
    return new CallRequest(
        trigger.database(), run.event.call(), plugin.code().current(), arguments, timeLimit, new RunHost(run));
  }

  private RunResult settle(Run run, CallOutcome outcome) {
    run.endNanos = clock.nowNanos();
    return switch (outcome) {
      case CallOutcome.Completed completed -> completed(run, completed);
      case CallOutcome.Failed failed -> failed(run, failure(failed));
      case CallOutcome.WorkerDied died ->
          failed(
              run,
              new Failure(died.text(), String.join("\n", died.lastOutput()), RequestReplies.failed(died.text())));
      case CallOutcome.TimedOut late ->
          failed(run, new Failure(late.text(), late.stacks(), RequestReplies.timedOut(late.text())));
      case CallOutcome.Cancelled _ -> {
        refuse(run, RequestReplies.stopped(), "the trigger was stopped");
        yield new RunResult.Cancelled();
      }
    };
  }

  private RunResult completed(Run run, CallOutcome.Completed completed) {
    journal.frame(RunTexts.finished(run.endNanos - run.startNanos));
    write(run, completed.writes());
    run.streamed.ifPresentOrElse(
        StreamedBody::end,
        () -> answer(run.event, completed.reply().orElseGet(() -> RequestReplies.failed("internal error"))));
    return new RunResult.Succeeded();
  }

  private Failure failure(CallOutcome.Failed failed) {
    boolean isRaisedByRequest =
        trigger.kind() == TriggerKind.REQUEST && failed.stage() == CallOutcome.Stage.RUN && !failed.errorType().isEmpty();
    String text = isRaisedByRequest ? "Python function call failed: " + failed.text() : failed.text();
    return new Failure(text, failed.traceback(), RequestReplies.failed(text));
  }

  private RunResult failed(Run run, Failure failure) {
    if (run.endNanos == 0) {
      run.endNanos = clock.nowNanos();
    }
    RunTexts.failed(trigger, failure.error()).forEach(row -> journal.log(LogLevel.ERROR, row));
    refuse(run, failure.reply(), failure.error());
    return new RunResult.Failed(failure.error(), failure.traceback());
  }

  /// One request per database, in the order the plugin first named them. A refusal is logged and changes nothing else.
  private void write(Run run, List<DeferredWrite> writes) {
    Map<String, StringBuilder> byDatabase = new LinkedHashMap<>();
    for (DeferredWrite write : writes) {
      byDatabase.computeIfAbsent(write.database(), _ -> new StringBuilder()).append(write.lines()).append('\n');
    }
    byDatabase.forEach((database, lines) -> write(run, database, lines.substring(0, lines.length() - 1)));
  }

  private void write(Run run, String database, String lines) {
    if (DatabaseNames.problem(database).isPresent()) {
      journal.log(LogLevel.ERROR, RunTexts.unwritten(trigger.kind(), "invalid database name: " + database));
      return;
    }
    try {
      host.write(database, lines, false);
      wrote(run, database, lines);
    } catch (MillraceException e) {
      String reason = "error writing back lines to " + database + ": Cannot write: " + e.getMessage();
      journal.log(LogLevel.ERROR, RunTexts.unwritten(trigger.kind(), reason));
    }
  }

  /// A reply that has begun can only be cut off.
  private static void refuse(Run run, HttpReply reply, String reason) {
    run.streamed.ifPresentOrElse(body -> body.fail(reason), () -> answer(run.event, reply));
  }

  private static void answer(TriggerEvent event, HttpReply reply) {
    if (event instanceof TriggerEvent.Request request) {
      request.reply().complete(reply);
    }
  }

  private void wrote(Run run, String database, String lines) {
    run.linesWritten += countLines(lines);
    if (trigger.kind() == TriggerKind.WRITES) {
      loops.wrote(database, lines);
    }
  }

  private static long countLines(String lines) {
    return lines.lines().filter(line -> !line.isBlank()).count();
  }

  /// A run under way; used by the one thread that runs it.
  private static final class Run {
    private final TriggerEvent event;
    private final int attempt;
    private final long id;
    private final RunCause cause;
    private final long startNanos;
    private long endNanos;
    private long linesWritten;
    private Optional<StreamedBody> streamed = Optional.empty();
    private long peakMemoryBytes;

    Run(TriggerEvent event, int attempt, RunCause cause, long id, long startNanos) {
      this.event = event;
      this.attempt = attempt;
      this.cause = cause;
      this.id = id;
      this.startNanos = startNanos;
    }

    RunRow row(Trigger trigger, RunResult result) {
      RunResult.Failed failure = result instanceof RunResult.Failed failed ? failed : new RunResult.Failed("", "");
      return new RunRow(
          id,
          trigger.database(),
          trigger.name(),
          trigger.kind().typeName(),
          event instanceof TriggerEvent.Tick tick ? tick.instantNanos() : 0,
          startNanos,
          endNanos,
          attempt,
          event instanceof TriggerEvent.Flush flush ? flush.rowCount() : 0,
          linesWritten,
          outcome(result),
          failure.error(),
          failure.traceback(),
          cause,
          peakMemoryBytes);
    }

    private static Outcome outcome(RunResult result) {
      return switch (result) {
        case RunResult.Succeeded _ -> Outcome.SUCCESS;
        case RunResult.Failed _ -> Outcome.ERROR;
        case RunResult.Cancelled _ -> Outcome.CANCELLED;
      };
    }
  }

  /// What the plugin reaches while it runs.
  private final class RunHost implements CallHost {
    private final Run run;

    RunHost(Run run) {
      this.run = run;
    }

    @Override
    public void log(LogLevel level, String text) {
      journal.log(level, text);
    }

    @Override
    public ResultRows query(PluginQuery query) {
      return host.query(query);
    }

    @Override
    public ReplyParts beginReply(HttpReply head) {
      StreamedBody body = new StreamedBody();
      run.streamed = Optional.of(body);
      answer(run.event, new HttpReply(head.status(), head.headers(), head.body(), run.streamed));
      return body;
    }

    @Override
    public void write(String database, String lines, boolean noSync) {
      host.write(database, lines, noSync);
      wrote(run, database, lines);
    }

    @Override
    public void peakMemory(long bytes) {
      run.peakMemoryBytes = bytes;
    }
  }

  private record Failure(String error, String traceback, HttpReply reply) {}
}
