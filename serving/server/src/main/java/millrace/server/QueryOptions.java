package millrace.server;

import millrace.columns.TableSource;
import millrace.query.MemoryPool;
import millrace.query.QueryLimits;
import millrace.query.catalog.RunningQueries;
import millrace.server.config.ServeSettings;
import millrace.server.config.ServerOptions;
import millrace.sql.SqlLimits;
import millrace.store.Store;

/// What the server is started with, as the two query engines want it.
final class QueryOptions {
  private QueryOptions() {}

  /// What queries read of a store.
  static TableSource readable(ServerOptions options, Store store) {
    return options.settings().given(ServeSettings.QUERY_FILE_LIMIT)
        .<TableSource>map(most -> new FileLimit(store, most))
        .orElse(store);
  }

  static SqlLimits sql(ServerOptions options) {
    SqlLimits standard = SqlLimits.standard();
    long memory = Math.max(SqlLimits.LEAST_BYTES, options.get(ServeSettings.QUERY_MEMORY));
    int threads = options.settings().given(ServeSettings.QUERY_THREADS).map(Math::toIntExact).orElse(standard.threads());
    return new SqlLimits(memory, threads, Math.ceilDiv(options.get(ServeSettings.QUERY_TIMEOUT).toNanos(), 1_000_000L));
  }

  static QueryLimits influxql(ServerOptions options) {
    return new QueryLimits(
        options.get(ServeSettings.MAX_SELECT_POINTS),
        options.get(ServeSettings.MAX_SELECT_SERIES),
        options.get(ServeSettings.MAX_SELECT_BUCKETS));
  }

  static RunningQueries running(ServerOptions options) {
    return new RunningQueries(options.get(ServeSettings.QUERY_TIMEOUT), options.get(ServeSettings.LOG_QUERIES_AFTER));
  }

  /// InfluxQL lives on the heap, so it gets a part of that even where the setting would allow more.
  static MemoryPool heap(ServerOptions options) {
    long most = Runtime.getRuntime().maxMemory() / 5 * 2;
    return new MemoryPool(Math.clamp(options.get(ServeSettings.QUERY_MEMORY), 1, most));
  }
}
