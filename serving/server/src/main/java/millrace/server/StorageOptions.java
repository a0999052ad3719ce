package millrace.server;

import millrace.catalog.Catalog;
import millrace.catalog.CatalogCommand;
import millrace.ingest.SchemaLimits;
import millrace.server.config.HumanDuration;
import millrace.server.config.ServeSettings;
import millrace.server.config.ServerOptions;
import millrace.store.StoreOptions;
import millrace.wal.WalOptions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What the server is started with, as the log, the store and the schema want it.
final class StorageOptions {
  private static final Logger LOG = LoggerFactory.getLogger("millrace.server");

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

  /// The seconds that a file of the first generation spans. The first start of a node chooses, later ones only hear what
  /// they may not change.
  static long firstFileSeconds(ServerOptions options, Catalog catalog) {
    long asked = HumanDuration.parse(options.get(ServeSettings.GEN1_DURATION)).toSeconds();
    long chosen = catalog.apply(new CatalogCommand.ChooseFirstFileSpan(asked)).firstFileSeconds();
    if (chosen != asked && options.settings().given(ServeSettings.GEN1_DURATION).isPresent()) {
      LOG.warn("cannot change the existing gen1 duration after it has been set: it stays {}s, {}s was asked for", chosen, asked);
    }
    return chosen;
  }

  static SchemaLimits schema(ServerOptions options) {
    SchemaLimits usual = SchemaLimits.DEFAULT;
    return new SchemaLimits(
        options.settings().given(ServeSettings.DATABASE_LIMIT).map(Math::toIntExact).orElse(usual.databases()),
        options.settings().given(ServeSettings.TABLE_LIMIT).map(Math::toIntExact).orElse(usual.tables()),
        options.settings().given(ServeSettings.COLUMN_LIMIT).map(Math::toIntExact).orElse(usual.columnsPerTable()));
  }
}
