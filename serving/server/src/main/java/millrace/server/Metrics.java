package millrace.server;

import java.lang.management.ManagementFactory;
import java.util.Map;
import millrace.catalog.Catalog;
import millrace.plugins.ProcessingEngine;
import millrace.server.http.HttpService;
import millrace.server.write.WritePath;

/// What the server counts, in Prometheus text, under the names dashboards for InfluxDB 3 know.
///
/// Threads: any. Counting is the business of the parts; they are asked when somebody looks.
final class Metrics {
  private final HttpService http;
  private final WritePath writes;
  private final Catalog catalog;
  private final ProcessingEngine engine;

  Metrics(HttpService http, WritePath writes, Catalog catalog, ProcessingEngine engine) {
    this.http = http;
    this.writes = writes;
    this.catalog = catalog;
    this.engine = engine;
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
    TriggerMetrics.append(engine.figures(), text);
    Runtime runtime = Runtime.getRuntime();
    gauge("jvm_memory_used_bytes", "heap in use", runtime.totalMemory() - runtime.freeMemory(), text);
    gauge("jvm_threads_live", "platform threads", ManagementFactory.getThreadMXBean().getThreadCount(), text);
    return text.toString();
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
