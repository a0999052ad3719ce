package millrace.plugins.worker;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/// A supervisor with one worker, and short ways to run plugin code on it.
final class PluginBench implements AutoCloseable {
  static final Duration NO_LIMIT = Duration.ZERO;

  final List<String> printed = new CopyOnWriteArrayList<>();
  final RecordingHost host = new RecordingHost();
  final WorkerSupervisor supervisor;
  final PluginWorker worker;

  PluginBench() {
    this(1, WorkerLimits.DEFAULT);
  }

  PluginBench(int lanes, WorkerLimits limits) {
    supervisor = TestPython.supervisor((_, _, line) -> printed.add(line));
    worker = open("trigger", lanes, limits, CacheScope.PRODUCTION);
  }

  PluginWorker open(String trigger, int lanes, WorkerLimits limits, CacheScope scope) {
    return supervisor.open(new WorkerSpec("db", trigger, lanes, Map.of(), limits, scope));
  }

  /// Runs the body of a request plugin; parameters are `api`, `query`, `headers`, `body` and `args`.
  CallOutcome request(String body) {
    return request(worker, body, Duration.ofSeconds(30));
  }

  CallOutcome request(String body, Duration limit) {
    return request(worker, body, limit);
  }

  CallOutcome request(PluginWorker on, String body, Duration limit) {
    String code = "def process_request(api, query, headers, body, args):\n  " + body.strip().replace("\n", "\n  ");
    return run(on, code, emptyRequest(), Optional.empty(), limit);
  }

  CallOutcome run(String code, PluginCall call) {
    return run(worker, code, call, Optional.empty(), Duration.ofSeconds(30));
  }

  CallOutcome run(
      PluginWorker on, String code, PluginCall call, Optional<Map<String, String>> arguments, Duration limit) {
    PluginSource source = new PluginSource.SingleFile("plugin.py", code.hashCode(), code);
    return on.call(new CallRequest("db", call, source, arguments, limit, host));
  }

  /// Processor time of the worker so far.
  long cpuNanos() {
    long pid = ((SupervisedWorker) worker).process().orElseThrow().pid();
    return ProcessHandle.of(pid).orElseThrow().info().totalCpuDuration().orElseThrow().toNanos();
  }

  static PluginCall emptyRequest() {
    return new PluginCall.RequestCall(Map.of(), Map.of(), new byte[0]);
  }

  /// The body of a completed request, or a description of what came instead.
  static String body(CallOutcome outcome) {
    return switch (outcome) {
      case CallOutcome.Completed(Optional<HttpReply> reply, List<DeferredWrite> _) ->
          reply.map(r -> new String(r.body(), StandardCharsets.UTF_8)).orElse("(no reply)");
      case CallOutcome.Failed failed -> "failed in " + failed.stage() + ": " + failed.text();
      case CallOutcome.WorkerDied died -> "died: " + died.reason();
      case CallOutcome.TimedOut _ -> "timed out";
      case CallOutcome.Cancelled _ -> "cancelled";
    };
  }

  @Override
  public void close() {
    supervisor.close();
  }
}
