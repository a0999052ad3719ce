package millrace.plugins;

import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import millrace.base.MillraceException;
import millrace.catalog.Catalog;
import millrace.plugins.worker.CallHost;
import millrace.plugins.worker.CallOutcome;
import millrace.plugins.worker.CallRequest;
import millrace.plugins.worker.DatabaseNames;
import millrace.plugins.worker.DeferredWrite;
import millrace.plugins.worker.HttpReply;
import millrace.plugins.worker.LogLevel;
import millrace.plugins.worker.PluginQuery;
import millrace.plugins.worker.PluginSource;
import millrace.plugins.worker.ReplyParts;
import millrace.plugins.worker.ResultRows;
import millrace.plugins.worker.TableBatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Dry runs of plugins: the same loading and calling as for a trigger, but writes are collected and checked instead of
/// written, and log lines go to the caller.
///
/// Threads: any. Tests with one cache name run one after another in one worker, as they share its cache.
final class PluginTester {
  private static final Logger LOG = LoggerFactory.getLogger(PluginTester.class);
  private static final String DEFAULT_SCHEDULE = "* * * * * *";

  /// A report shows about this much of a body that is made while the plugin runs.
  private static final int SHOWN_BODY_BYTES = 1 << 20;


  private final TestWorkers workers;
  private final PluginHost host;
  private final Catalog catalog;
  private final EngineRuntime runtime;
  private final EngineSettings.TimeLimits timeLimits;

  PluginTester(
      TestWorkers workers,
      PluginHost host,
      Catalog catalog,
      EngineRuntime runtime,
      EngineSettings.TimeLimits timeLimits) {
    this.workers = workers;
    this.host = host;
    this.catalog = catalog;
    this.runtime = runtime;
    this.timeLimits = timeLimits;
  }

  PluginTestReport run(PluginTest test, PluginSource source) {
    return switch (test) {
      case PluginTest.Writes writes -> run(writes, source);
      case PluginTest.Schedule schedule -> run(schedule, source);
      case PluginTest.Request request -> run(request, source);
    };
  }

  private PluginTestReport run(PluginTest.Writes test, PluginSource source) {
    if (DatabaseNames.problem(test.database()).isPresent()) {
      return PluginTestReport.failed("invalid database " + test.database());
    }
    try {
      List<TableBatch> tables = TableBatch.merge(List.of(host.parse(test.database(), test.lines())));
      return call(test, source, new TriggerEvent.Flush(tables));
    } catch (MillraceException e) {
      return PluginTestReport.failed(e.getMessage());
    }
  }

  private PluginTestReport run(PluginTest.Schedule test, PluginSource source) {
    if (catalog.state().database(test.database()).filter(database -> !database.isDeleted()).isEmpty()) {
      return PluginTestReport.failed("couldn't find db");
    }
    String expression = test.schedule().orElse(DEFAULT_SCHEDULE);
    try {
      OptionalLong next = CronSchedule.parse(expression).nextAfter(runtime.clock().nowNanos());
      return next.isEmpty()
          ? PluginTestReport.failed("cron schedule never triggers: " + expression)
          : call(test, source, new TriggerEvent.Tick(next.getAsLong()));
    } catch (CronSyntaxException e) {
      return PluginTestReport.failed("invalid cron syntax: " + e.getMessage());
    }
  }

  private PluginTestReport run(PluginTest.Request test, PluginSource source) {
    return call(
        test,
        source,
        new TriggerEvent.Request(test.request(), new CompletableFuture<>()));
  }

  private PluginTestReport call(PluginTest test, PluginSource source, TriggerEvent event) {
    Recording recording = new Recording();
    recording.log(LogLevel.INFO, RunTexts.started(event));
    CallRequest request =
        new CallRequest(test.database(), event.call(), source, test.arguments(), timeLimit(event), recording);
    long start = runtime.clock().nowNanos();
    CallOutcome outcome = workers.call(test.cacheName(), request);
    return switch (outcome) {
      case CallOutcome.Completed completed -> {
        recording.log(LogLevel.INFO, RunTexts.finished(runtime.clock().nowNanos() - start));
        recording.defer(completed.writes());
        yield recording.report(instant(event), completed.reply().or(recording::streamedReply), List.of());
      }
      case CallOutcome.Failed failed -> recording.failed(failed.text());
      case CallOutcome.WorkerDied died -> recording.failed(died.text());
      case CallOutcome.TimedOut late -> recording.failed(late.text());
      case CallOutcome.Cancelled _ -> recording.failed("the test was cancelled");
    };
  }

  private Duration timeLimit(TriggerEvent event) {
    return timeLimits.of(
        switch (event) {
          case TriggerEvent.Flush _ -> TriggerKind.WRITES;
          case TriggerEvent.Tick _ -> TriggerKind.SCHEDULE;
          case TriggerEvent.Request _ -> TriggerKind.REQUEST;
        });
  }

  private static OptionalLong instant(TriggerEvent event) {
    return event instanceof TriggerEvent.Tick(long nanos) ? OptionalLong.of(nanos) : OptionalLong.empty();
  }

  /// What one dry run logs and writes.
  private final class Recording implements CallHost {
    private final List<String> logLines = new ArrayList<>();
    private final Map<String, List<String>> writes = new LinkedHashMap<>();
    private final ByteArrayOutputStream streamedBody = new ByteArrayOutputStream();
    private Optional<HttpReply> streamed = Optional.empty();

    @Override
    public void log(LogLevel level, String text) {
      logLines.add(level + ": " + text);
      LOG.info("processing engine: {} {} (dry run)", level, text);
    }

    @Override
    public ResultRows query(PluginQuery query) {
      return host.query(query);
    }

    /// Takes anything: whether it could be written is said after the run.
    @Override
    public void write(String database, String lines, boolean noSync) {
      writes.computeIfAbsent(database, _ -> new ArrayList<>()).add(lines);
    }

    /// A report shows the beginning; a body may have no end.
    @Override
    public ReplyParts beginReply(HttpReply head) {
      streamed = Optional.of(head);
      return part -> {
        streamedBody.writeBytes(part);
        return streamedBody.size() < SHOWN_BODY_BYTES;
      };
    }

    Optional<HttpReply> streamedReply() {
      return streamed.map(head -> new HttpReply(head.status(), head.headers(), streamedBody.toByteArray()));
    }

    void defer(List<DeferredWrite> deferred) {
      deferred.forEach(write -> write(write.database(), write.lines(), false));
    }

    PluginTestReport failed(String error) {
      return report(OptionalLong.empty(), Optional.empty(), List.of("error executing plugin: " + error));
    }

    PluginTestReport report(OptionalLong instant, Optional<HttpReply> reply, List<String> errors) {
      List<String> all = new ArrayList<>(errors);
      writes.forEach((database, lines) -> all.addAll(problems(database, String.join("\n", lines))));
      OptionalLong shown = all.isEmpty() ? instant : OptionalLong.empty();
      return new PluginTestReport(shown, reply, logLines, writes, all);
    }

    private List<String> problems(String database, String lines) {
      Optional<String> badName = DatabaseNames.problem(database);
      return badName.isPresent()
          ? List.of("database name " + database + " is invalid: " + badName.get())
          : host.check(database, lines);
    }
  }
}
