package millrace.plugins.worker;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/// What a worker can say. Decoding checks every member, for the bytes come from a process that runs anybody's code.
sealed interface WorkerMessage {
  /// First message of a lane.
  record Hello(String token, long pid, long lane, String pythonVersion) implements WorkerMessage {}

  record Log(LogLevel level, String text) implements WorkerMessage {}

  /// Deferred lines.
  record Write(List<DeferredWrite> writes) implements WorkerMessage {}

  /// @param isByColumns true for lists of values by column, false for a dict for each row
  record Query(PluginQuery query, boolean isByColumns) implements WorkerMessage {}

  record WriteSync(String database, String lines, boolean noSync) implements WorkerMessage {}

  /// @param knownVersion the version the worker holds, or -1
  record GlobalGet(String key, long knownVersion) implements WorkerMessage {}

  /// @param keepExpiry true when an object was changed in place: its expiry stays
  record GlobalPut(String key, byte[] pickled, OptionalDouble lifetimeSeconds, boolean keepExpiry)
      implements WorkerMessage {}

  record GlobalDelete(String key) implements WorkerMessage {}

  /// The worker does not hold the source of the version it was called with.
  record Source() implements WorkerMessage {}

  /// A reply that is sent while the plugin runs: its head comes once, with the first part of the body.
  record Body(Optional<HttpReply> head, byte[] part) implements WorkerMessage {}

  record Result(Optional<HttpReply> reply) implements WorkerMessage {}

  record Error(CallOutcome.Stage stage, String type, String text, String traceback) implements WorkerMessage {}

  /// Whether the process keeps nothing between calls.
  record Resting(boolean keepsNothing) implements WorkerMessage {}

  /// Decodes one frame.
  ///
  /// @throws ProtocolException when it is none of ours
  static WorkerMessage decode(int type, byte[] payload) throws ProtocolException {
    Object value = MarshalReader.read(payload);
    return switch (type) {
      case Frames.HELLO -> {
        Members m = new Members(value, 4);
        yield new Hello(m.text(0), m.integer(1), m.integer(2), m.text(3));
      }
      case Frames.LOG -> {
        Members m = new Members(value, 2);
        yield new Log(m.oneOf(0, LogLevel.class), m.text(1));
      }
      case Frames.WRITE -> new Write(writes(value));
      case Frames.QUERY -> {
        Members m = new Members(value, 5);
        PluginQuery.Language language = m.oneOf(3, PluginQuery.Language.class);
        yield new Query(new PluginQuery(m.text(0), m.text(1), m.textMap(2), language), m.flag(4));
      }
      case Frames.WRITE_SYNC -> {
        Members m = new Members(value, 3);
        yield new WriteSync(m.text(0), m.text(1), m.flag(2));
      }
      case Frames.GLOBAL_GET -> {
        Members m = new Members(value, 2);
        yield new GlobalGet(m.text(0), m.integer(1));
      }
      case Frames.GLOBAL_PUT -> {
        Members m = new Members(value, 4);
        yield new GlobalPut(m.text(0), m.bytes(1), m.optionalReal(2), m.flag(3));
      }
      case Frames.GLOBAL_DELETE -> new GlobalDelete(Members.cast(String.class, value));
      case Frames.SOURCE -> new Source();
      case Frames.BODY -> body(value);
      case Frames.RESTING -> new Resting(Members.cast(Boolean.class, value));
      case Frames.RESULT -> new Result(value == null ? Optional.empty() : Optional.of(reply(new Members(value, 3))));
      case Frames.ERROR -> {
        Members m = new Members(value, 4);
        yield new Error(m.oneOf(0, CallOutcome.Stage.class), m.text(1), m.text(2), m.text(3));
      }
      default -> throw new ProtocolException("a frame of type " + type);
    };
  }

  private static List<DeferredWrite> writes(Object value) throws ProtocolException {
    List<DeferredWrite> writes = new ArrayList<>();
    for (Object member : Members.cast(List.class, value)) {
      Members m = new Members(member, 2);
      writes.add(new DeferredWrite(m.text(0), m.text(1)));
    }
    return writes;
  }

  private static Body body(Object value) throws ProtocolException {
    if (value instanceof byte[] part) {
      return new Body(Optional.empty(), part);
    }
    HttpReply head = reply(new Members(value, 3));
    return new Body(Optional.of(head), head.body());
  }

  private static HttpReply reply(Members m) throws ProtocolException {
    List<Map.Entry<String, String>> headers = new ArrayList<>();
    for (Object member : m.list(1)) {
      Members pair = new Members(member, 2);
      headers.add(Map.entry(pair.text(0), pair.text(1)));
    }
    long status = m.integer(0);
    if (status < 100 || status > 999) {
      throw new ProtocolException("a reply of status " + status);
    }
    return new HttpReply((int) status, headers, m.bytes(2));
  }

  /// The members of a tuple, taken out by type.
  record Members(List<?> values) {
    Members(Object value, int count) throws ProtocolException {
      this(cast(List.class, value));
      if (values.size() != count) {
        throw new ProtocolException("a message of " + values.size() + " members instead of " + count);
      }
    }

    String text(int index) throws ProtocolException {
      return cast(String.class, values.get(index));
    }

    long integer(int index) throws ProtocolException {
      return cast(Long.class, values.get(index));
    }

    boolean flag(int index) throws ProtocolException {
      return cast(Boolean.class, values.get(index));
    }

    byte[] bytes(int index) throws ProtocolException {
      return cast(byte[].class, values.get(index));
    }

    List<?> list(int index) throws ProtocolException {
      return cast(List.class, values.get(index));
    }

    OptionalDouble optionalReal(int index) throws ProtocolException {
      Object value = values.get(index);
      return value == null ? OptionalDouble.empty() : OptionalDouble.of(cast(Double.class, value));
    }

    <E extends Enum<E>> E oneOf(int index, Class<E> type) throws ProtocolException {
      String name = text(index);
      for (E constant : type.getEnumConstants()) {
        if (constant.name().equals(name)) {
          return constant;
        }
      }
      throw new ProtocolException("a message with " + type.getSimpleName() + " " + name);
    }

    Map<String, String> textMap(int index) throws ProtocolException {
      Map<String, String> texts = new LinkedHashMap<>();
      Map<?, ?> map = cast(Map.class, values.get(index));
      for (Map.Entry<?, ?> entry : map.entrySet()) {
        texts.put(cast(String.class, entry.getKey()), cast(String.class, entry.getValue()));
      }
      return texts;
    }

    static <T> T cast(Class<T> type, Object value) throws ProtocolException {
      if (!type.isInstance(value)) {
        String found = value == null ? "None" : value.getClass().getSimpleName();
        throw new ProtocolException("a message with " + found + " instead of " + type.getSimpleName());
      }
      return type.cast(value);
    }
  }
}
