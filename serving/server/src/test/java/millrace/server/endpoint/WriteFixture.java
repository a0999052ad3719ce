package millrace.server.endpoint;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.zip.GZIPOutputStream;
import millrace.base.TimeSpan;
import millrace.catalog.Catalog;
import millrace.catalog.DatabaseCommand;
import millrace.catalog.PolicySettings;
import millrace.catalog.RetentionPolicy;
import millrace.columns.ColumnType;
import millrace.columns.TableRows;
import millrace.columns.WriteBatch;
import millrace.ingest.FieldTypes;
import millrace.ingest.LineProtocol;
import millrace.ingest.SchemaLimits;
import millrace.objectstore.MemoryObjectStore;
import millrace.server.http.HttpListener;
import millrace.server.http.HttpService;
import millrace.server.http.RequestGate;
import millrace.server.http.Router;
import millrace.server.write.WritePath;
import millrace.wal.IntervalTimer;
import millrace.wal.Wal;
import millrace.wal.WalOptions;
import millrace.wal.WalOwner;

/// The write endpoints on a port of their own, over a log in memory whose batches are kept for inspection. One shard.
final class WriteFixture implements AutoCloseable {
  static final int BODY_LIMIT = 100_000;

  final MemoryObjectStore objects = new MemoryObjectStore();
  final Catalog catalog = Catalog.open(objects, "catalog");
  final List<WriteBatch> stored = Collections.synchronizedList(new ArrayList<>());
  private final Wal wal;
  private final HttpListener listener = new HttpListener(new InetSocketAddress("127.0.0.1", 0), BODY_LIMIT);
  private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  WriteFixture(SchemaLimits limits) {
    wal = new Wal(
        objects,
        new WalOwner("node", 1, UUID.randomUUID()),
        WalOptions.DEFAULTS.withFlushInterval(Duration.ofMillis(5)),
        () -> 1_700_000_000_000_000_000L,
        new IntervalTimer(),
        appended -> stored.add(appended.batch()));
    wal.start(1);
    LineProtocol lines = new LineProtocol(catalog, new NoTypes(), limits, () -> 1_700_000_000_000_000_000L);
    WritePath writes = new WritePath(lines, wal);
    Router router = new Router();
    new WriteEndpoints(writes).addTo(router);
    new V1WriteEndpoint(writes, catalog::state, ProductVersion.CURRENT).addTo(router);
    listener.serve(new HttpService("cluster", RequestGate.OPEN, router));
  }

  void createDatabase(String name) {
    catalog.apply(new DatabaseCommand.CreateDatabase(name, PolicySettings.autogen(0)));
  }

  HttpResponse<String> post(String path, String body, String... headers) {
    return post(path, body.getBytes(StandardCharsets.UTF_8), headers);
  }

  /// @param headers names and values by turns
  HttpResponse<String> post(String path, byte[] body, String... headers) {
    URI uri = URI.create("http://127.0.0.1:" + listener.address().getPort() + path);
    java.net.http.HttpRequest.Builder request =
        java.net.http.HttpRequest.newBuilder(uri).POST(BodyPublishers.ofByteArray(body));
    if (headers.length > 0) {
      request.headers(headers);
    }
    try {
      return client.send(request.build(), BodyHandlers.ofString());
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    } catch (InterruptedException interrupted) {
      throw new IllegalStateException(interrupted);
    }
  }

  /// Status and body of an answer, such as `204 ` and `400 {"error":"…"}`.
  String answer(String path, String body, String... headers) {
    HttpResponse<String> response = post(path, body, headers);
    return response.statusCode() + " " + response.body();
  }

  /// Rows stored so far, as `database/table times`.
  List<String> rows() {
    List<String> rows = new ArrayList<>();
    for (WriteBatch batch : List.copyOf(stored)) {
      for (TableRows table : batch.tables()) {
        for (int row = 0; row < table.rowCount(); row++) {
          rows.add(batch.database() + "/" + table.table() + " " + table.timesNanos()[row]);
        }
      }
    }
    return rows;
  }

  static byte[] gzip(String text) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
      gzip.write(text.getBytes(StandardCharsets.UTF_8));
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return bytes.toByteArray();
  }

  @Override
  public void close() {
    client.close();
    listener.close();
    wal.close();
  }

  /// Time is one shard that remembers nothing; claims made by earlier bodies decide.
  private static final class NoTypes implements FieldTypes {
    @Override
    public TimeSpan shardOf(RetentionPolicy policy, long timeNanos) {
      return TimeSpan.ALL;
    }

    @Override
    public Optional<ColumnType> typeIn(RetentionPolicy policy, long tableId, long timeNanos, String field) {
      return Optional.empty();
    }
  }
}
