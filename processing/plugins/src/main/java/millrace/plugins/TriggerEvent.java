package millrace.plugins;

import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import millrace.plugins.worker.HttpReply;
import millrace.plugins.worker.PluginCall;
import millrace.plugins.worker.TableBatch;

/// Something that makes one trigger run once.
sealed interface TriggerEvent extends Due {
  /// What the worker is called with.
  PluginCall call();

  /// Rows of one flush, one batch per table.
  ///
  /// @param sequence the log's segment they come from, for triggers that keep a place in the log; empty for others
  record Flush(List<TableBatch> tables, OptionalLong sequence) implements TriggerEvent {
    public Flush {
      tables = List.copyOf(tables);
    }

    /// Rows that are delivered once, if at all.
    Flush(List<TableBatch> tables) {
      this(tables, OptionalLong.empty());
    }

    @Override
    public PluginCall call() {
      return new PluginCall.WriteCall(tables);
    }

    long rowCount() {
      return tables.stream().mapToLong(TableBatch::rowCount).sum();
    }

    long sizeBytes() {
      return tables.stream().mapToLong(TableBatch::sizeBytes).sum();
    }
  }

  /// A scheduled instant, nanoseconds since the epoch.
  record Tick(long instantNanos) implements TriggerEvent {
    @Override
    public PluginCall call() {
      return new PluginCall.ScheduledCall(instantNanos);
    }
  }

  /// An HTTP request whose sender waits for `reply`, which is completed whatever happens.
  record Request(PluginCall.RequestCall call, CompletableFuture<HttpReply> reply) implements TriggerEvent {}
}
