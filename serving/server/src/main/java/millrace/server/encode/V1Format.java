package millrace.server.encode;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.function.Supplier;

/// What `/query` answers in.
public enum V1Format {
  JSON("application/json"),
  PRETTY_JSON("application/json"),
  CSV("text/csv"),
  MESSAGE_PACK("application/x-msgpack");

  private static final int INDENT = 4;

  private final String contentType;

  V1Format(String contentType) {
    this.contentType = contentType;
  }

  /// The format a request asks for. The `Accept` header counts only when it is exactly one of ours.
  public static V1Format of(Optional<String> accept, boolean pretty) {
    return switch (accept.orElse("")) {
      case "application/csv", "text/csv" -> CSV;
      case "application/x-msgpack" -> MESSAGE_PACK;
      default -> pretty ? PRETTY_JSON : JSON;
    };
  }

  public String contentType() {
    return contentType;
  }

  /// A sink that writes to `target` as results come.
  ///
  /// @param chunkRows rows of a chunk; empty for one whole answer
  public V1Sink sink(OutputStream target, Epoch epoch, Optional<Integer> chunkRows) {
    OutputStream indented = indented(target);
    ByteOutput out = new ByteOutput(indented);
    return switch (this) {
      case JSON, PRETTY_JSON -> sink(() -> new V1Json(out, epoch), indented, chunkRows);
      case CSV -> new V1Csv(out, epoch);
      case MESSAGE_PACK -> sink(() -> new V1MessagePack(target, epoch), target, chunkRows);
    };
  }

  private static V1Sink sink(Supplier<V1Document> documents, OutputStream target, Optional<Integer> chunkRows) {
    return chunkRows.<V1Sink>map(rows -> new V1Chunks(documents, target, rows)).orElseGet(documents);
  }

  private OutputStream indented(OutputStream target) {
    return this == PRETTY_JSON ? new Indenting(target, INDENT) : target;
  }

  /// Writes the answer to a request that could not be run.
  public void error(String message, OutputStream target) {
    ByteOutput out = new ByteOutput(indented(target));
    switch (this) {
      case JSON, PRETTY_JSON -> {
        out.ascii("{\"error\":");
        out.goJson(message);
        out.ascii("}\n");
        out.drain();
      }
      case CSV -> V1Csv.error(message, out);
      case MESSAGE_PACK -> {
        try {
          V1MessagePack.error(message, target);
        } catch (IOException failure) {
          throw new UncheckedIOException(failure);
        }
      }
    }
  }
}
