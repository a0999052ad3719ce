package millrace.plugins;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import millrace.base.ErrorCode;
import millrace.base.MillraceException;
import millrace.plugins.worker.CallOutcome;
import millrace.plugins.worker.CallRequest;
import millrace.plugins.worker.DeferredWrite;
import millrace.plugins.worker.HttpReply;
import millrace.plugins.worker.PluginCall;
import millrace.plugins.worker.PluginWorker;
import millrace.plugins.worker.PluginWorkers;
import millrace.plugins.worker.WorkerSpec;

/// Workers that run Java instead of Python: what a trigger's plugin does is a function of the call.
final class FakeWorkers implements PluginWorkers {
  final List<FakeWorker> opened = new ArrayList<>();
  private final Map<String, Function<CallRequest, CallOutcome>> plugins = new HashMap<>();
  private String outage = "";

  /// Says what the plugin of a trigger does; without it calls complete and request calls answer `ok`.
  void plugin(String trigger, Function<CallRequest, CallOutcome> plugin) {
    plugins.put(trigger, plugin);
  }

  /// Makes opening fail with a reason; an empty one ends that.
  void outage(String reason) {
    outage = reason;
  }

  /// The newest worker of a trigger.
  FakeWorker of(String trigger) {
    return opened.stream().filter(worker -> worker.spec.trigger().equals(trigger)).toList().getLast();
  }

  /// All calls of a trigger, over all its workers.
  List<CallRequest> calls(String trigger) {
    return opened.stream()
        .filter(worker -> worker.spec.trigger().equals(trigger))
        .flatMap(worker -> worker.calls.stream())
        .toList();
  }

  @Override
  public PluginWorker open(WorkerSpec spec) {
    if (!outage.isEmpty()) {
      throw new MillraceException(ErrorCode.PLUGIN_FAILED, outage);
    }
    FakeWorker worker = new FakeWorker(spec);
    opened.add(worker);
    return worker;
  }

  static CallOutcome completed(DeferredWrite... writes) {
    return new CallOutcome.Completed(Optional.empty(), List.of(writes));
  }

  static CallOutcome replied(String body) {
    return new CallOutcome.Completed(Optional.of(new HttpReply(200, List.of(), body.getBytes(StandardCharsets.UTF_8))), List.of());
  }

  static CallOutcome raised(String type, String message) {
    return new CallOutcome.Failed(CallOutcome.Stage.RUN, type, message, "Traceback of " + type);
  }

  final class FakeWorker implements PluginWorker {
    final WorkerSpec spec;
    final List<CallRequest> calls = new ArrayList<>();
    boolean closed;

    FakeWorker(WorkerSpec spec) {
      this.spec = spec;
    }

    @Override
    public CallOutcome call(CallRequest request) {
      if (closed) {
        return new CallOutcome.Cancelled();
      }
      calls.add(request);
      CallOutcome outcome =
          plugins
              .getOrDefault(
                  spec.trigger(),
                  call -> call.call() instanceof PluginCall.RequestCall ? replied("ok") : completed())
              .apply(request);
      return closed ? new CallOutcome.Cancelled() : outcome;
    }

    @Override
    public void cancel() {}

    @Override
    public void close() {
      closed = true;
    }
  }
}
