package millrace.server;

import millrace.ingest.SchemaLimits;
import millrace.server.config.ServeSettings;
import millrace.server.config.ServerOptions;
import millrace.store.StoreOptions;
import millrace.wal.WalOptions;

/// What the server is started with, as the log, the store and the schema want it.
final class StorageOptions {
  private StorageOptions() {}

  static WalOptions log(ServerOptions options) {
    return WalOptions.DEFAULTS
        .withFlushInterval(options.get(ServeSettings.WAL_FLUSH_INTERVAL))
        .withMaxQueuedWrites(Math.toIntExact(options.get(ServeSettings.WAL_MAX_BUFFERED_WRITES)))
        .withCoveredSegmentsToKeep(Math.toIntExact(options.get(ServeSettings.WAL_FILES_TO_KEEP)))
        .withFailOnError(options.get(ServeSettings.WAL_FAIL_ON_ERROR));
  }

  static StoreOptions store(ServerOptions options) {
    StoreOptions usual = StoreOptions.DEFAULT;
    return new StoreOptions(
        options.nodeId(),
        options.settings().given(ServeSettings.FORCE_SNAPSHOT_BYTES).orElse(usual.snapshotBytes()),
        Math.toIntExact(options.get(ServeSettings.WAL_FILES_PER_SNAPSHOT)),
        usual.fileBytes(),
        usual.levelFiles());
  }

  static SchemaLimits schema(ServerOptions options) {
    SchemaLimits usual = SchemaLimits.DEFAULT;
    return new SchemaLimits(
        options.settings().given(ServeSettings.DATABASE_LIMIT).map(Math::toIntExact).orElse(usual.databases()),
        options.settings().given(ServeSettings.TABLE_LIMIT).map(Math::toIntExact).orElse(usual.tables()),
        options.settings().given(ServeSettings.COLUMN_LIMIT).map(Math::toIntExact).orElse(usual.columnsPerTable()));
  }
}
