package millrace.plugins.worker;

import java.util.List;
import java.util.Map;

/// One event handed to a plugin. Its kind picks the entry point.
public sealed interface PluginCall {
  /// The Python function this call runs.
  default String entryPoint() {
    return switch (this) {
      case WriteCall _ -> "process_writes";
      case ScheduledCall _ -> "process_scheduled_call";
      case RequestCall _ -> "process_request";
    };
  }

  /// Rows of one flush, one batch per table, in the order the tables were first written.
  record WriteCall(List<TableBatch> tables) implements PluginCall {
    public WriteCall {
      tables = List.copyOf(tables);
    }
  }

  /// A scheduled instant; the plugin receives its whole seconds as a naive datetime.
  ///
  /// @param instantNanos nanoseconds since the epoch
  record ScheduledCall(long instantNanos) implements PluginCall {}

  /// An HTTP request as the plugin sees it.
  ///
  /// @param queryParameters decoded, last value of each name
  /// @param headers lower-case names, `authorization` removed
  /// @param body decompressed
  record RequestCall(Map<String, String> queryParameters, Map<String, String> headers, byte[] body)
      implements PluginCall {
    public RequestCall {
      queryParameters = Map.copyOf(queryParameters);
      headers = Map.copyOf(headers);
    }
  }
}
