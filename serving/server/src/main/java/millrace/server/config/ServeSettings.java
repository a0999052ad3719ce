package millrace.server.config;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import millrace.server.config.Setting.Section;

/// Every setting of `serve`, in the order help shows them. Source: specification 1.3 and, for the engine, 5.8.
public final class ServeSettings {
  public static final Setting<String> NODE_ID =
      Setting.text(Section.STORAGE, "--node-id", "NODE_IDENTIFIER_PREFIX", "name of this node, the prefix of all it stores")
          .alias("--host-id").variables("INFLUXDB3_NODE_ID").old("INFLUXDB3_NODE_IDENTIFIER_PREFIX");
  public static final Setting<String> NODE_ID_FROM_ENV =
      Setting.text(Section.STORAGE, "--node-id-from-env", "NODE_IDENTIFIER_FROM_ENV", "variable that holds the name of this node")
          .variables("INFLUXDB3_NODE_ID_FROM_ENV").old("INFLUXDB3_NODE_IDENTIFIER_FROM_ENV");
  public static final Setting<String> OBJECT_STORE =
      Setting.of(Section.STORAGE, "--object-store", "OBJECT_STORE", "where data is kept",
              Values.oneOf("memory", "memory-throttled", "file", "s3", "google", "azure"));
  public static final Setting<Path> DATA_DIR =
      Setting.of(Section.STORAGE, "--data-dir", "DATA_DIR", "folder of the file store", Values.PATH)
          .old("INFLUXDB3_DB_DIR");
  public static final Setting<String> BUCKET =
      Setting.text(Section.STORAGE, "--bucket", "BUCKET", "bucket or container of a cloud store");
  public static final Setting<String> AWS_ACCESS_KEY_ID = cloud("--aws-access-key-id", "access key");
  public static final Setting<String> AWS_SECRET_ACCESS_KEY = cloud("--aws-secret-access-key", "secret of the access key");
  public static final Setting<String> AWS_DEFAULT_REGION = cloud("--aws-default-region", "region").fallsBackTo("us-east-1");
  public static final Setting<String> AWS_ENDPOINT = cloud("--aws-endpoint", "endpoint of an S3-compatible store");
  public static final Setting<String> AWS_SESSION_TOKEN = cloud("--aws-session-token", "session token");
  public static final Setting<Boolean> AWS_ALLOW_HTTP =
      Setting.flag(Section.STORAGE, "--aws-allow-http", "allow endpoints without TLS").variables("AWS_ALLOW_HTTP");
  public static final Setting<Boolean> AWS_SKIP_SIGNATURE =
      Setting.flag(Section.STORAGE, "--aws-skip-signature", "send unsigned requests").variables("AWS_SKIP_SIGNATURE");
  public static final Setting<Boolean> AWS_VIRTUAL_HOSTED =
      Setting.flag(Section.STORAGE, "--aws-virtual-hosted-style", "name the bucket in the host of the endpoint")
          .variables("AWS_VIRTUAL_HOSTED_STYLE_REQUEST");
  public static final Setting<String> AWS_CREDENTIALS_FILE = cloud("--aws-credentials-file", "JSON file with credentials");
  public static final Setting<String> GOOGLE_SERVICE_ACCOUNT = cloud("--google-service-account", "JSON file of the account");
  public static final Setting<String> AZURE_STORAGE_ACCOUNT = cloud("--azure-storage-account", "account");
  public static final Setting<String> AZURE_STORAGE_ACCESS_KEY = cloud("--azure-storage-access-key", "key of the account");
  public static final Setting<String> AZURE_ENDPOINT = cloud("--azure-endpoint", "endpoint");
  public static final Setting<Boolean> AZURE_ALLOW_HTTP =
      Setting.flag(Section.STORAGE, "--azure-allow-http", "allow endpoints without TLS").variables("AZURE_ALLOW_HTTP");
  public static final Setting<Long> STORE_CONNECTIONS =
      Setting.of(Section.STORAGE, "--object-store-connection-limit", "LIMIT", "connections to the store", Values.number(1))
          .fallsBackTo("64");
  public static final Setting<Duration> STORE_REQUEST_TIMEOUT =
      Setting.of(Section.STORAGE, "--object-store-request-timeout", "DURATION", "longest try of a small request", Values.DURATION)
          .fallsBackTo("30s");
  public static final Setting<Long> STORE_RETRIES =
      Setting.of(Section.STORAGE, "--object-store-max-retries", "COUNT", "tries of a request after the first", Values.number(0))
          .fallsBackTo("3");
  public static final Setting<Duration> STORE_RETRY_TIMEOUT =
      Setting.of(Section.STORAGE, "--object-store-retry-timeout", "DURATION", "longest request with all its tries", Values.DURATION)
          .fallsBackTo("1m");
  public static final Setting<Path> STORE_AUTHORITIES =
      Setting.of(Section.STORAGE, "--object-store-tls-ca", "FILE", "PEM file with more certificates to trust", Values.PATH);

  public static final Setting<InetSocketAddress> HTTP_BIND =
      Setting.of(Section.NETWORK, "--http-bind", "HTTP_BIND_ADDRESS", "address to listen on", Values.ADDRESS)
          .variables("INFLUXDB3_HTTP_BIND_ADDR").fallsBackTo("0.0.0.0:8181");
  public static final Setting<Long> MAX_REQUEST_BYTES =
      Setting.<Long>of(Section.NETWORK, "--max-http-request-size", "SIZE", "most bytes of a request body",
              (text, spelling) -> ByteSize.parse(text, 1))
          .fallsBackTo("10485760");
  public static final Setting<Path> TLS_KEY =
      Setting.of(Section.NETWORK, "--tls-key", "KEY_FILE", "private key for TLS", Values.PATH);
  public static final Setting<Path> TLS_CERT =
      Setting.of(Section.NETWORK, "--tls-cert", "CERT_FILE", "certificate for TLS", Values.PATH);
  public static final Setting<String> TLS_MINIMUM_VERSION =
      Setting.of(Section.NETWORK, "--tls-minimum-version", "VERSION", "oldest TLS version", Values.oneOf("tls-1.2", "tls-1.3"))
          .fallsBackTo("tls-1.2");
  public static final Setting<Boolean> WITHOUT_AUTH =
      Setting.flag(Section.NETWORK, "--without-auth", "let everybody do everything")
          .old("INFLUXDB3_START_WITHOUT_AUTH");
  public static final Setting<List<String>> DISABLE_AUTHZ =
      Setting.of(Section.NETWORK, "--disable-authz", "RESOURCES", "endpoints that need no token", Values.LIST);
  public static final Setting<InetSocketAddress> RECOVERY_BIND =
      Setting.of(Section.NETWORK, "--admin-token-recovery-http-bind", "ADDRESS", "address of the token recovery endpoint",
              Values.ADDRESS)
          .variables("INFLUXDB3_ADMIN_TOKEN_RECOVERY_HTTP_BIND_ADDR").bare("127.0.0.1:8182");
  public static final Setting<Path> ADMIN_TOKEN_FILE =
      Setting.of(Section.NETWORK, "--admin-token-file", "FILE", "JSON file with the first admin token", Values.PATH);
  public static final Setting<Path> LISTENER_FILE =
      Setting.of(Section.NETWORK, "--tcp-listener-file-path", "FILE", "new file that receives the bound address", Values.PATH)
          .variables("INFLUXDB3_TCP_LISTENER_FILE_PATH").old("INFLUXDB3_TCP_LISTINER_FILE_PATH");
  public static final Setting<Path> RECOVERY_LISTENER_FILE =
      Setting.of(Section.NETWORK, "--admin-token-recovery-tcp-listener-file-path", "FILE",
              "new file that receives the recovery endpoint's address", Values.PATH);
  public static final Setting<Duration> SHUTDOWN_TIMEOUT =
      Setting.of(Section.NETWORK, "--shutdown-timeout", "DURATION", "longest wait for running requests", Values.DURATION)
          .fallsBackTo("30s");

  public static final Setting<Duration> WAL_FLUSH_INTERVAL =
      Setting.of(Section.WRITE, "--wal-flush-interval", "INTERVAL", "time between flushes of the log", Values.DURATION)
          .fallsBackTo("1s");
  public static final Setting<Long> WAL_FILES_PER_SNAPSHOT =
      Setting.of(Section.WRITE, "--wal-files-per-snapshot", "COUNT", "log files after which a snapshot is made", Values.number(1))
          .old("--wal-snapshot-size", "INFLUXDB3_WAL_SNAPSHOT_SIZE").fallsBackTo("600");
  public static final Setting<Long> WAL_MAX_BUFFERED_WRITES =
      Setting.of(Section.WRITE, "--wal-max-buffered-writes", "COUNT", "writes that may wait for the log", Values.number(1))
          .old("--wal-max-write-buffer-size", "INFLUXDB3_WAL_MAX_WRITE_BUFFER_SIZE").fallsBackTo("100000");
  public static final Setting<Long> WAL_FILES_TO_KEEP =
      Setting.of(Section.WRITE, "--snapshotted-wal-files-to-keep", "COUNT", "log files kept after a snapshot", Values.number(0))
          .old("INFLUXDB3_NUM_WAL_FILES_TO_KEEP").fallsBackTo("300");
  public static final Setting<Boolean> WAL_FAIL_ON_ERROR =
      Setting.flag(Section.WRITE, "--wal-replay-fail-on-error", "stop the start on a damaged log file");
  public static final Setting<Long> WAL_REPLAY_CONCURRENCY =
      Setting.of(Section.WRITE, "--wal-replay-concurrency-limit", "COUNT", "log files read at once", Values.number(1));
  public static final Setting<Long> SNAPSHOT_CONCURRENCY =
      Setting.of(Section.WRITE, "--snapshot-concurrency-limit", "COUNT", "snapshot files written at once", Values.number(1));
  public static final Setting<Duration> CHECKPOINT_INTERVAL =
      Setting.of(Section.WRITE, "--checkpoint-interval", "DURATION", "time between merged manifests", Values.DURATION);
  public static final Setting<String> GEN1_DURATION =
      Setting.<String>of(Section.WRITE, "--gen1-duration", "DURATION", "time span of the first files", ServeSettings::gen1)
          .fallsBackTo("10m");
  public static final Setting<Duration> GEN1_LOOKBACK =
      Setting.of(Section.WRITE, "--gen1-lookback-duration", "DURATION", "age of the oldest manifests loaded at start", Values.DURATION)
          .fallsBackTo("1month");
  public static final Setting<Long> FORCE_SNAPSHOT_BYTES =
      Setting.of(Section.WRITE, "--force-snapshot-mem-size", "SIZE", "buffered bytes that force a snapshot",
              Values.memory(List.of("--force-snapshot-mem-threshold", "INFLUXDB3_FORCE_SNAPSHOT_MEM_THRESHOLD")))
          .old("--force-snapshot-mem-threshold", "INFLUXDB3_FORCE_SNAPSHOT_MEM_THRESHOLD").fallsBackTo("50%");
  public static final Setting<Duration> RETENTION_CHECK_INTERVAL =
      Setting.of(Section.WRITE, "--retention-check-interval", "DURATION", "time between retention checks", Values.DURATION)
          .fallsBackTo("30m");
  public static final Setting<Duration> DELETE_GRACE_PERIOD =
      Setting.of(Section.WRITE, "--delete-grace-period", "DURATION", "time between deletion of data and of its name", Values.DURATION)
          .fallsBackTo("24h");
  public static final Setting<Duration> HARD_DELETE_DEFAULT =
      Setting.of(Section.WRITE, "--hard-delete-default-duration", "DURATION", "time a deleted thing's data stays", Values.DURATION)
          .fallsBackTo("72h");
  public static final Setting<Long> DATABASE_LIMIT = limit("--num-database-limit", "most databases");
  public static final Setting<Long> TABLE_LIMIT = limit("--num-table-limit", "most tables of all databases");
  public static final Setting<Long> COLUMN_LIMIT = limit("--num-total-columns-per-table-limit", "most columns of a table");

  public static final Setting<Long> QUERY_MEMORY =
      Setting.of(Section.QUERY, "--exec-mem-pool-size", "SIZE", "memory of running queries",
              Values.memory(List.of("--exec-mem-pool-bytes", "INFLUXDB3_EXEC_MEM_POOL_BYTES")))
          .old("--exec-mem-pool-bytes", "INFLUXDB3_EXEC_MEM_POOL_BYTES").fallsBackTo("20%");
  public static final Setting<Long> FILE_CACHE_BYTES =
      Setting.of(Section.QUERY, "--file-cache-size", "SIZE", "memory of the data file cache",
              Values.memory(List.of("--parquet-mem-cache-size", "INFLUXDB3_PARQUET_MEM_CACHE_SIZE")))
          .old("--parquet-mem-cache-size", "INFLUXDB3_PARQUET_MEM_CACHE_SIZE").fallsBackTo("20%");
  public static final Setting<Double> FILE_CACHE_PRUNE_SHARE =
      Setting.<Double>of(Section.QUERY, "--parquet-mem-cache-prune-percentage", "SHARE", "part of the cache removed at once",
              ServeSettings::share)
          .fallsBackTo("0.1");
  public static final Setting<Duration> FILE_CACHE_PRUNE_INTERVAL =
      Setting.of(Section.QUERY, "--parquet-mem-cache-prune-interval", "DURATION", "time between removals", Values.DURATION)
          .fallsBackTo("1s");
  public static final Setting<Duration> FILE_CACHE_RECENCY =
      Setting.of(Section.QUERY, "--file-cache-recency", "DURATION", "age of data still cached on reading", Values.DURATION)
          .old("--parquet-mem-cache-query-path-duration", "INFLUXDB3_PARQUET_MEM_CACHE_QUERY_PATH_DURATION").fallsBackTo("5h");
  public static final Setting<Boolean> FILE_CACHE_DISABLED =
      Setting.flag(Section.QUERY, "--disable-file-cache", "keep no data files in memory")
          .old("--disable-parquet-mem-cache", "--disable-data-file-cache", "INFLUXDB3_DISABLE_PARQUET_MEM_CACHE",
              "INFLUXDB3_DISABLE_DATA_FILE_CACHE");
  public static final Setting<Long> QUERY_FILE_LIMIT =
      Setting.of(Section.QUERY, "--query-file-limit", "COUNT", "most data files of a query", Values.number(1));
  public static final Setting<Long> QUERY_LOG_ENTRIES =
      Setting.of(Section.QUERY, "--query-log-max-entries", "COUNT", "queries remembered", Values.number(0))
          .old("--query-log-size", "INFLUXDB3_QUERY_LOG_SIZE").fallsBackTo("1000");
  public static final Setting<Long> MAX_CONCURRENT_QUERIES =
      Setting.of(Section.QUERY, "--max-concurrent-queries", "COUNT", "queries that run at once", Values.number(1));
  public static final Setting<Duration> QUERY_TIMEOUT =
      Setting.of(Section.QUERY, "--query-timeout", "DURATION", "time a query may run; 0 for any", Values.DURATION)
          .fallsBackTo("0");
  public static final Setting<Duration> LOG_QUERIES_AFTER =
      Setting.of(Section.QUERY, "--log-queries-after", "DURATION", "log InfluxQL requests that run so long; 0 for none", Values.DURATION)
          .fallsBackTo("0");
  public static final Setting<Long> MAX_SELECT_POINTS = limitOfSelect("--max-select-point", "points a SELECT may read; 0 for any");
  public static final Setting<Long> MAX_SELECT_SERIES =
      limitOfSelect("--max-select-series", "series a SELECT may read of a shard; 0 for any");
  public static final Setting<Long> MAX_SELECT_BUCKETS =
      limitOfSelect("--max-select-buckets", "windows of GROUP BY time in a SELECT; 0 for any");
  public static final Setting<Long> MAX_ROWS =
      limitOfSelect("--max-row-limit", "rows of an answer of /query that is not chunked; 0 for any");
  public static final Setting<Boolean> CONTINUOUS_QUERIES_OFF =
      Setting.flag(Section.QUERY, "--disable-continuous-queries", "never run continuous queries of InfluxQL");
  public static final Setting<Duration> CONTINUOUS_QUERY_INTERVAL =
      Setting.of(Section.QUERY, "--continuous-query-run-interval", "DURATION", "time between looks whether one is due",
              Values.DURATION)
          .fallsBackTo("1s");
  public static final Setting<Duration> LAST_CACHE_EVICTION =
      Setting.of(Section.QUERY, "--last-cache-eviction-interval", "DURATION", "time between clean-ups", Values.DURATION)
          .fallsBackTo("10s");
  public static final Setting<Duration> DISTINCT_CACHE_EVICTION =
      Setting.of(Section.QUERY, "--distinct-cache-eviction-interval", "DURATION", "time between clean-ups", Values.DURATION)
          .fallsBackTo("10s");
  public static final Setting<Long> TABLE_INDEX_ENTRIES =
      Setting.of(Section.QUERY, "--table-index-cache-max-entries", "COUNT", "table indexes kept", Values.number(0)).fallsBackTo("100");
  public static final Setting<Long> TABLE_INDEX_CONCURRENCY =
      Setting.of(Section.QUERY, "--table-index-cache-concurrency-limit", "COUNT", "table indexes loaded at once", Values.number(1))
          .fallsBackTo("20");
  public static final Setting<Long> QUERY_THREADS =
      Setting.of(Section.QUERY, "--num-datafusion-threads", "COUNT", "threads that run queries", Values.number(1))
          .alias("--datafusion-num-threads");
  public static final Setting<Long> PARQUET_FANOUT =
      Setting.of(Section.QUERY, "--datafusion-max-parquet-fanout", "COUNT", "accepted, without effect", Values.number(1));
  public static final Setting<String> CACHED_LOADER =
      Setting.text(Section.QUERY, "--datafusion-use-cached-parquet-loader", "BOOL", "accepted, without effect").bare("true");
  public static final Setting<String> RUNTIME_TYPE =
      Setting.text(Section.QUERY, "--datafusion-runtime-type", "TYPE", "accepted, without effect");
  public static final Setting<List<String>> DATAFUSION_CONFIG =
      Setting.<List<String>>of(Section.QUERY, "--datafusion-config", "KEY:VALUE,…", "accepted, without effect", ServeSettings::pairs);
  public static final Setting<Long> IO_THREADS =
      Setting.of(Section.OTHER, "--num-io-threads", "COUNT", "accepted, without effect", Values.number(1));

  public static final Setting<String> LOG_FILTER =
      Setting.text(Section.LOG, "--log-filter", "FILTER", "levels to log, such as info or info,http=debug").fallsBackTo("info");
  public static final Setting<Boolean> NOISE_REDUCTION_OFF =
      Setting.flag(Section.LOG, "--disable-log-filter-noise-reduction", "take the log filter as it is");
  public static final Setting<String> LOG_DESTINATION =
      Setting.of(Section.LOG, "--log-destination", "DESTINATION", "where logs go", Values.oneOf("stdout", "stderr")).fallsBackTo("stdout");
  public static final Setting<String> LOG_FORMAT =
      Setting.of(Section.LOG, "--log-format", "FORMAT", "how logs look", Values.oneOf("full", "pretty", "json", "logfmt")).fallsBackTo("full");
  public static final Setting<String> TRACES_EXPORTER =
      Setting.of(Section.LOG, "--traces-exporter", "EXPORTER", "where traces go", Values.oneOf("none", "jaeger")).fallsBackTo("none");
  public static final Setting<Boolean> TELEMETRY_OFF =
      Setting.flag(Section.OTHER, "--disable-telemetry-upload", "accepted: nothing is ever sent")
          .variables("INFLUXDB3_DISABLE_TELEMETRY_UPLOAD").old("INFLUXDB3_TELEMETRY_DISABLE_UPLOAD");
  public static final Setting<String> TELEMETRY_ENDPOINT =
      Setting.text(Section.OTHER, "--telemetry-endpoint", "URL", "accepted: nothing is ever sent");

  public static final Setting<Path> PLUGIN_DIR =
      Setting.of(Section.ENGINE, "--plugin-dir", "DIR", "folder of the plugins; none turns the engine off", Values.PATH);
  public static final Setting<Path> VIRTUAL_ENV =
      Setting.of(Section.ENGINE, "--virtual-env-location", "DIR", "folder of the Python environment", Values.PATH)
          .variables("INFLUXDB3_VIRTUAL_ENV_LOCATION", "VIRTUAL_ENV");
  public static final Setting<String> PACKAGE_MANAGER =
      Setting.of(Section.ENGINE, "--package-manager", "NAME", "how packages are installed", Values.oneOf("discover", "pip", "uv", "disabled"))
          .fallsBackTo("discover");
  public static final Setting<String> PLUGIN_REPO =
      Setting.text(Section.ENGINE, "--plugin-repo", "URL", "where gh: plugins come from");
  public static final Setting<List<String>> RESTRICT_TRIGGERS =
      Setting.of(Section.ENGINE, "--restrict-plugin-triggers-to", "KINDS", "the only kinds of triggers allowed", Values.LIST);
  public static final Setting<Long> ASYNC_TRIGGER_LIMIT =
      Setting.of(Section.ENGINE, "--async-trigger-concurrency-limit", "COUNT", "runs of one asynchronous trigger at once", Values.number(1));
  public static final Setting<Long> PLUGIN_MEMORY =
      Setting.of(Section.ENGINE, "--plugin-memory-limit", "SIZE", "resident memory of one trigger's process", Values.memory(List.of()))
          .fallsBackTo("25%");
  public static final Setting<Long> PLUGIN_OUTPUT =
      Setting.of(Section.ENGINE, "--plugin-output-limit", "SIZE", "lines one run may keep to be written at its end",
              Values.memory(List.of()))
          .fallsBackTo("64mb");
  public static final Setting<Duration> PLUGIN_IDLE =
      Setting.of(Section.ENGINE, "--plugin-idle-timeout", "DURATION",
              "time without a call that ends a trigger's process where it keeps nothing, 0s for never", Values.DURATION)
          .fallsBackTo("15m");
  public static final Setting<Duration> WRITE_TIME_LIMIT =
      Setting.of(Section.ENGINE, "--wal-plugin-time-limit", "DURATION", "longest run of a write trigger, 0s for none", Values.DURATION)
          .fallsBackTo("10m");
  public static final Setting<Duration> SCHEDULE_TIME_LIMIT =
      Setting.of(Section.ENGINE, "--schedule-plugin-time-limit", "DURATION", "longest run of a scheduled trigger, 0s for none",
              Values.DURATION)
          .fallsBackTo("1h");
  public static final Setting<Duration> REQUEST_TIME_LIMIT =
      Setting.of(Section.ENGINE, "--request-plugin-time-limit", "DURATION", "longest run of a request trigger, 0s for none",
              Values.DURATION)
          .fallsBackTo("5m");
  public static final Setting<Long> TRIGGER_RETRY_LIMIT =
      Setting.of(Section.ENGINE, "--trigger-retry-limit", "COUNT", "runs of one event with error behaviour retry before it is given up",
          Values.number(1));
  public static final Setting<Long> TRIGGER_LOG_SIZE =
      Setting.of(Section.ENGINE, "--trigger-log-size", "SIZE", "log kept for triggers with delivery at least once that are behind",
              Values.memory(List.of()))
          .fallsBackTo("1gb");
  public static final Setting<Long> DEAD_LETTER_LIMIT =
      Setting.of(Section.ENGINE, "--dead-letter-limit", "COUNT", "events kept that triggers gave up", Values.number(1))
          .fallsBackTo("1000");
  public static final Setting<Long> DEAD_LETTER_SIZE =
      Setting.of(Section.ENGINE, "--dead-letter-size", "SIZE", "what the events given up may take together",
              Values.memory(List.of()))
          .fallsBackTo("256mb");
  public static final Setting<Boolean> PACKAGES_OFF =
      Setting.flag(Section.ENGINE, "--disable-package-management", "never install packages");

  public static final Setting<Boolean> PLUGIN_SANDBOX = Setting.flag(
      Section.ENGINE, "--plugin-sandbox", "plugins reach no files but the system's, their own and a scratch folder");

  /// All of them.
  public static final List<Setting<?>> ALL = List.of(
      NODE_ID, NODE_ID_FROM_ENV, OBJECT_STORE, DATA_DIR, BUCKET, AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY,
      AWS_DEFAULT_REGION, AWS_ENDPOINT, AWS_SESSION_TOKEN, AWS_ALLOW_HTTP, AWS_SKIP_SIGNATURE, AWS_VIRTUAL_HOSTED,
      AWS_CREDENTIALS_FILE,
      GOOGLE_SERVICE_ACCOUNT, AZURE_STORAGE_ACCOUNT, AZURE_STORAGE_ACCESS_KEY, AZURE_ENDPOINT, AZURE_ALLOW_HTTP,
      STORE_CONNECTIONS, ignoredFlag("--object-store-http2-only"), ignored("--object-store-http2-max-frame-size"),
      STORE_REQUEST_TIMEOUT, STORE_RETRIES, STORE_RETRY_TIMEOUT, STORE_AUTHORITIES,
      ignored("--object-store-cache-endpoint"), ignoredFlag("--object-store-tls-allow-insecure"),
      HTTP_BIND, MAX_REQUEST_BYTES, TLS_KEY, TLS_CERT, TLS_MINIMUM_VERSION, WITHOUT_AUTH, DISABLE_AUTHZ, RECOVERY_BIND,
      ADMIN_TOKEN_FILE, LISTENER_FILE, RECOVERY_LISTENER_FILE, SHUTDOWN_TIMEOUT,
      WAL_FLUSH_INTERVAL, WAL_FILES_PER_SNAPSHOT, WAL_MAX_BUFFERED_WRITES, WAL_FILES_TO_KEEP, WAL_FAIL_ON_ERROR,
      WAL_REPLAY_CONCURRENCY, SNAPSHOT_CONCURRENCY, CHECKPOINT_INTERVAL, GEN1_DURATION, GEN1_LOOKBACK,
      FORCE_SNAPSHOT_BYTES, RETENTION_CHECK_INTERVAL, DELETE_GRACE_PERIOD, HARD_DELETE_DEFAULT, DATABASE_LIMIT,
      TABLE_LIMIT, COLUMN_LIMIT,
      QUERY_MEMORY, FILE_CACHE_BYTES, FILE_CACHE_PRUNE_SHARE, FILE_CACHE_PRUNE_INTERVAL, FILE_CACHE_RECENCY,
      FILE_CACHE_DISABLED, QUERY_FILE_LIMIT, QUERY_LOG_ENTRIES, MAX_CONCURRENT_QUERIES, QUERY_TIMEOUT,
      LOG_QUERIES_AFTER, MAX_SELECT_POINTS, MAX_SELECT_SERIES, MAX_SELECT_BUCKETS, MAX_ROWS, CONTINUOUS_QUERIES_OFF,
      CONTINUOUS_QUERY_INTERVAL, LAST_CACHE_EVICTION,
      DISTINCT_CACHE_EVICTION, TABLE_INDEX_ENTRIES, TABLE_INDEX_CONCURRENCY, QUERY_THREADS, PARQUET_FANOUT,
      CACHED_LOADER, RUNTIME_TYPE, DATAFUSION_CONFIG, IO_THREADS,
      LOG_FILTER, NOISE_REDUCTION_OFF, LOG_DESTINATION, LOG_FORMAT, TRACES_EXPORTER,
      ignored("--traces-exporter-jaeger-agent-host"), ignored("--traces-exporter-jaeger-agent-port"),
      ignored("--traces-exporter-jaeger-service-name"), ignored("--traces-exporter-jaeger-trace-context-header-name"),
      ignored("--traces-jaeger-debug-name"), ignored("--traces-jaeger-tags"),
      ignored("--traces-jaeger-max-msgs-per-second"), TELEMETRY_OFF, TELEMETRY_ENDPOINT,
      PLUGIN_DIR, VIRTUAL_ENV, PACKAGE_MANAGER, PLUGIN_REPO, RESTRICT_TRIGGERS, ASYNC_TRIGGER_LIMIT, PACKAGES_OFF, PLUGIN_SANDBOX,
      PLUGIN_MEMORY, PLUGIN_OUTPUT, PLUGIN_IDLE, WRITE_TIME_LIMIT, SCHEDULE_TIME_LIMIT, REQUEST_TIME_LIMIT, TRIGGER_RETRY_LIMIT, TRIGGER_LOG_SIZE, DEAD_LETTER_LIMIT, DEAD_LETTER_SIZE);

  private ServeSettings() {}

  private static Setting<Long> limitOfSelect(String flag, String help) {
    return Setting.of(Section.QUERY, flag, "COUNT", help, Values.number(0)).fallsBackTo("0");
  }

  private static Setting<String> cloud(String flag, String help) {
    String variable = flag.substring(2).replace('-', '_').toUpperCase(java.util.Locale.ROOT);
    return Setting.text(Section.STORAGE, flag, "VALUE", help).variables(variable);
  }

  private static Setting<Long> limit(String flag, String help) {
    return Setting.of(Section.WRITE, flag, "COUNT", help, Values.number(1));
  }

  private static Setting<String> ignored(String flag) {
    return Setting.text(Section.OTHER, flag, "VALUE", "accepted, without effect");
  }

  private static Setting<Boolean> ignoredFlag(String flag) {
    return Setting.flag(Section.OTHER, flag, "accepted, without effect");
  }

  private static String gen1(String text, String spelling) {
    if (!List.of("1m", "5m", "10m").contains(text)) {
      throw new IllegalArgumentException("invalid gen1 duration " + text + ". Must be one of 1m, 5m, 10m");
    }
    return text;
  }

  private static double share(String text, String spelling) {
    double share = Double.parseDouble(text);
    if (!(share > 0 && share < 1)) {
      throw new IllegalArgumentException("must be above 0 and below 1");
    }
    return share;
  }

  private static List<String> pairs(String text, String spelling) {
    List<String> seen = new java.util.ArrayList<>();
    for (String pair : text.isEmpty() ? new String[0] : text.split(",", -1)) {
      int colon = pair.indexOf(':');
      if (colon < 0) {
        throw new IllegalArgumentException("Invalid key value pair - expected 'KEY:VALUE' got '" + pair + "'");
      }
      String key = pair.substring(0, colon).strip();
      if (seen.contains(key)) {
        throw new IllegalArgumentException("key '" + key + "' passed multiple times");
      }
      seen.add(key);
    }
    return List.of(text.split(",", -1));
  }
}
