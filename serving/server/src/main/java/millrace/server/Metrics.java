package millrace.server;

import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Map;
import millrace.catalog.Catalog;
import millrace.objectstore.CacheFigures;
import millrace.objectstore.CachingObjectStore;
import millrace.objectstore.ObjectStore;
import millrace.plugins.ProcessingEngine;
import millrace.server.http.HttpService;
import millrace.server.system.QueryDurations;
import millrace.server.system.QueryLog;
import millrace.server.write.WritePath;
import millrace.store.FileDescription;
import millrace.store.Store;

/// What the server counts, in Prometheus text, under the names dashboards for InfluxDB 3 know.
///
/// Threads: any. Counting is the business of the parts; they are asked when somebody looks.
final class Metrics {
  private final HttpService http;
  private final WritePath writes;
  private final QueryLog queries;
  private final Catalog catalog;
  private final Store store;
  private final ProcessingEngine engine;
  private final ObjectStore objects;
  private final GrpcCalls calls;

  Metrics(HttpService http, GrpcCalls calls, Endpoints.Parts parts) {
    this.http = http;
    this.calls = calls;
    this.queries = parts.queries();
    this.store = parts.store();
    this.writes = parts.writes();
    this.catalog = parts.catalog();
    this.engine = parts.engine();
    this.objects = parts.objects();
  }

  String text() {
    StringBuilder text = new StringBuilder(1024);
    WritePath.Counts counts = writes.counts();
    counter("influxdb3_write_lines_total", "lines written", counts.rows(), text);
    counter("influxdb3_write_bytes_total", "bytes of line protocol received", counts.bytes(), text);
    counter("influxdb3_write_lines_rejected_total", "lines refused", counts.rejected(), text);
    counter("influxdb3_catalog_operations_total", "changes of the catalog", catalog.state().sequence(), text);
    head("http_requests_total", "requests answered", "counter", text);
    for (Map.Entry<String, Long> count : http.counts().entrySet()) {
      text.append("http_requests_total{").append(count.getKey()).append("} ").append(count.getValue()).append('\n');
    }
    head("influxdb3_grpc_calls_total", "gRPC calls ended", "counter", text);
    calls.ended().forEach((labels, count) ->
        text.append("influxdb3_grpc_calls_total{").append(labels).append("} ").append(count).append('\n'));
    head("influxdb3_queries_total", "queries ended", "counter", text);
    queries.ended().forEach((labels, count) ->
        text.append("influxdb3_queries_total{").append(labels).append("} ").append(count).append('\n'));
    queries.durations().forEach((phase, durations) ->
        histogram("influxdb_iox_query_log_" + phase + "_duration_seconds", durations, text));
    List<FileDescription> files = store.files();
    gauge("influxdb3_store_files", "data files", files.size(), text);
    gauge("influxdb3_store_file_bytes", "bytes of data files", files.stream().mapToLong(FileDescription::sizeBytes).sum(), text);
    gauge("influxdb3_store_file_rows", "rows of data files", files.stream().mapToLong(FileDescription::rowCount).sum(), text);
    gauge("influxdb3_store_buffered_bytes", "bytes of rows not in files yet", store.bufferedBytes(), text);
    if (objects instanceof CachingObjectStore cached) {
      CacheFigures cache = cached.figures();
      counter("influxdb3_file_cache_hits_total", "blocks of data files read from the cache", cache.hits(), text);
      counter("influxdb3_file_cache_misses_total", "blocks of data files that were not in the cache", cache.misses(), text);
      gauge("influxdb3_file_cache_bytes", "bytes of data files in the cache", cache.keptBytes(), text);
    }
    TriggerMetrics.append(engine.figures(), text);
    Runtime runtime = Runtime.getRuntime();
    gauge("jvm_memory_used_bytes", "heap in use", runtime.totalMemory() - runtime.freeMemory(), text);
    gauge("jvm_threads_live", "platform threads", ManagementFactory.getThreadMXBean().getThreadCount(), text);
    return text.toString();
  }

  private static void histogram(String name, QueryDurations durations, StringBuilder text) {
    head(name, "how long queries took", "histogram", text);
    List<Long> counts = durations.cumulated();
    for (int i = 0; i < counts.size(); i++) {
      String bound = i < QueryDurations.BOUNDS.size() ? Double.toString(QueryDurations.BOUNDS.get(i)) : "+Inf";
      text.append(name).append("_bucket{le=\"").append(bound).append("\"} ").append(counts.get(i)).append('\n');
    }
    text.append(name).append("_sum ").append(durations.sumSeconds()).append('\n');
    text.append(name).append("_count ").append(counts.getLast()).append('\n');
  }

  private static void counter(String name, String help, long value, StringBuilder text) {
    head(name, help, "counter", text);
    text.append(name).append(' ').append(value).append('\n');
  }

  private static void gauge(String name, String help, long value, StringBuilder text) {
    head(name, help, "gauge", text);
    text.append(name).append(' ').append(value).append('\n');
  }

  private static void head(String name, String help, String type, StringBuilder text) {
    text.append("# HELP ").append(name).append(' ').append(help).append('\n');
    text.append("# TYPE ").append(name).append(' ').append(type).append('\n');
  }
}
