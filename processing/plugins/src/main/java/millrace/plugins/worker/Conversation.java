package millrace.plugins.worker;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One call on one lane: says what to run, answers what the plugin asks, returns how it ended.
///
/// Threads: one.
final class Conversation {
  private static final Logger LOG = LoggerFactory.getLogger(Conversation.class);
  private static final long NANOS_PER_SECOND = 1_000_000_000L;

  private static final byte[] NONE = {MarshalWriter.NONE};

  private final Lane lane;
  private final RunningCall running;
  private final CallRequest request;
  private final CallHost host;
  private final CacheScope scope;
  private final GlobalCache cache;
  /// Deferred lines the run may hold, characters; the worker keeps to half of it.
  private final long deferredLimit;
  private final List<DeferredWrite> writes = new ArrayList<>();
  private long deferred;
  /// Takes the body of a reply that began before the run ended.
  private Optional<ReplyParts> parts = Optional.empty();

  Conversation(Lane lane, RunningCall running, CallRequest request, WorkerSpec spec, GlobalCache cache) {
    this.lane = lane;
    this.running = running;
    this.request = request;
    this.host = request.host();
    this.scope = spec.caches();
    this.deferredLimit = 2 * spec.limits().outputBytes();
    this.cache = cache;
  }

  /// Runs the call to its end.
  ///
  /// @throws IOException when the lane fails or the worker breaks the protocol: the process is of no more use
  CallOutcome run() throws IOException {
    lane.send(Frames.CALL, encode(running.sequence(), request, scope));
    if (request.call() instanceof PluginCall.WriteCall(List<TableBatch> tables)) {
      for (TableBatch table : tables) {
        for (int i = 0; i < table.chunkCount(); i++) {
          TableBatch.Chunk chunk = table.chunk(i);
          lane.send(chunk.type(), chunk.payload());
        }
        lane.send(Frames.REPLY, NONE);
      }
    }
    while (true) {
      Optional<CallOutcome> end = heard(lane.receive());
      if (end.isPresent()) {
        return end.get();
      }
    }
  }

  private Optional<CallOutcome> heard(WorkerMessage message) throws IOException {
    switch (message) {
      case WorkerMessage.Log log -> log(log);
      case WorkerMessage.Write write -> defer(write.writes());
      case WorkerMessage.Query _, WorkerMessage.WriteSync _ when isEnding() ->
          lane.send(Frames.REPLY_CANCELLED, NONE);
      case WorkerMessage.Query query -> answer(query);
      case WorkerMessage.WriteSync write -> answer(write);
      case WorkerMessage.GlobalGet get -> answer(get);
      case WorkerMessage.GlobalPut put -> {
        long version = cache.put(put.key(), put.pickled(), put.lifetimeSeconds(), put.keepExpiry());
        lane.send(Frames.REPLY, new MarshalWriter().integer(version).toBytes());
      }
      case WorkerMessage.GlobalDelete delete ->
          lane.send(Frames.REPLY, new MarshalWriter().bool(cache.delete(delete.key())).toBytes());
      case WorkerMessage.Source _ -> answerSource();
      case WorkerMessage.Body body -> pass(body);
      case WorkerMessage.Result result -> {
        if (parts.isPresent() && result.reply().isPresent()) {
          throw new ProtocolException("a second reply");
        }
        return Optional.of(new CallOutcome.Completed(result.reply(), writes));
      }
      case WorkerMessage.Error error -> {
        return Optional.of(new CallOutcome.Failed(error.stage(), error.type(), error.text(), error.traceback()));
      }
      case WorkerMessage.Hello _ -> throw new ProtocolException("a second introduction");
      case WorkerMessage.Resting _ -> throw new ProtocolException("an answer out of turn");
    }
    return Optional.empty();
  }

  /// A call that is to end learns of it from its next question at the latest.
  private boolean isEnding() {
    return running.ending() != RunningCall.Ending.NONE;
  }

  /// The payload of a CALL frame.
  static byte[] encode(long sequence, CallRequest request, CacheScope scope) {
    MarshalWriter out = new MarshalWriter().tuple(9);
    out.integer(sequence).text(request.call().entryPoint()).text(request.database());
    switch (request.source()) {
      case PluginSource.SingleFile file -> out.none().text(file.fileName()).integer(file.version());
      case PluginSource.Directory directory ->
          out.text(directory.root().toString()).text("__init__.py").integer(directory.version());
    }
    switch (request.call()) {
      case PluginCall.WriteCall(List<TableBatch> tables) -> {
        out.list(tables.size());
        tables.forEach(table -> out.text(table.table()));
      }
      case PluginCall.ScheduledCall(long instant) -> out.integer(Math.floorDiv(instant, NANOS_PER_SECOND));
      case PluginCall.RequestCall http ->
          out.tuple(3).textMap(http.queryParameters()).textMap(http.headers()).raw(http.body());
    }
    request.arguments().ifPresentOrElse(out::textMap, out::none);
    scope.defaultLifetime().ifPresentOrElse(lifetime -> out.real(lifetime.toMillis() / 1e3), out::none);
    return out.toBytes();
  }

  private void log(WorkerMessage.Log log) {
    try {
      host.log(log.level(), log.text());
    } catch (RuntimeException e) {
      LOG.warn("a plugin's log line is lost: {}", log.text(), e);
    }
  }

  private void defer(List<DeferredWrite> more) throws ProtocolException {
    for (DeferredWrite write : more) {
      deferred += write.lines().length();
    }
    if (deferred > deferredLimit) {
      throw new ProtocolException("deferred writes of more than " + deferredLimit + " characters");
    }
    writes.addAll(more);
  }

  private void answer(WorkerMessage.Query asked) throws IOException {
    PluginQuery query = asked.query();
    Optional<String> problem = DatabaseNames.problem(query.database());
    if (problem.isPresent()) {
      refuse("invalid database name provided: " + problem.get());
      return;
    }
    try (ResultRows rows = host.query(query)) {
      ResultEncoder encoder = new ResultEncoder(lane, rows);
      byte[] end = asked.isByColumns() ? encoder.sendColumns() : encoder.sendRows();
      lane.send(isEnding() ? Frames.REPLY_CANCELLED : Frames.REPLY, end);
    } catch (RuntimeException e) {
      refuse("error: " + reason(e) + " executing query on " + query.database() + ": " + query.text());
    }
  }

  private void answer(WorkerMessage.WriteSync write) throws IOException {
    String prefix = "error writing line protocol to " + write.database() + ": ";
    Optional<String> problem = DatabaseNames.problem(write.database());
    if (problem.isPresent()) {
      refuse(prefix + "invalid database name: " + problem.get());
      return;
    }
    try {
      host.write(write.database(), write.lines(), write.noSync());
    } catch (RuntimeException e) {
      refuse(prefix + "Cannot write: " + reason(e));
      return;
    }
    lane.send(isEnding() ? Frames.REPLY_CANCELLED : Frames.REPLY, NONE);
  }

  private void answer(WorkerMessage.GlobalGet get) throws IOException {
    MarshalWriter out = new MarshalWriter();
    Optional<GlobalCache.Entry> found = cache.find(get.key());
    if (found.isEmpty()) {
      out.none();
    } else {
      GlobalCache.Entry entry = found.get();
      out.tuple(2).integer(entry.version());
      if (entry.version() == get.knownVersion()) {
        out.none();
      } else {
        out.raw(entry.pickled());
      }
    }
    lane.send(Frames.REPLY, out.toBytes());
  }

  private void pass(WorkerMessage.Body body) throws IOException {
    if (body.head().isPresent() == parts.isPresent() || !(request.call() instanceof PluginCall.RequestCall)) {
      throw new ProtocolException("a part of a reply out of turn");
    }
    if (isEnding()) {
      lane.send(Frames.REPLY_CANCELLED, NONE);
      return;
    }
    if (body.head().isPresent()) {
      HttpReply head = body.head().get();
      parts = Optional.of(host.beginReply(new HttpReply(head.status(), head.headers(), new byte[0])));
    }
    boolean wanted = parts.orElseThrow().send(body.part());
    lane.send(isEnding() ? Frames.REPLY_CANCELLED : Frames.REPLY, new MarshalWriter().bool(wanted).toBytes());
  }

  private void answerSource() throws IOException {
    if (!(request.source() instanceof PluginSource.SingleFile file)) {
      throw new ProtocolException("a question for the text of a directory");
    }
    lane.send(Frames.REPLY, new MarshalWriter().text(file.text()).toBytes());
  }

  private void refuse(String text) throws IOException {
    lane.send(Frames.REPLY_ERROR, new MarshalWriter().text(text).toBytes());
  }

  private static String reason(RuntimeException e) {
    return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
  }
}
