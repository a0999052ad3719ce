package millrace.server.endpoint;

import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Supplier;
import millrace.base.TimeSpan;
import millrace.catalog.CatalogState;
import millrace.catalog.DatabaseName;
import millrace.catalog.RetentionPolicy;
import millrace.catalog.Table;
import millrace.columns.SeriesKey;
import millrace.columns.SeriesSet;
import millrace.columns.TableReader;
import millrace.server.access.Authorization;
import millrace.server.access.Permission;
import millrace.server.http.ErrorShape;
import millrace.server.http.HttpFault;
import millrace.server.http.HttpRequest;
import millrace.server.http.HttpResponse;
import millrace.server.http.JsonBody;
import millrace.server.http.Router;
import millrace.store.SeriesSelection;
import millrace.store.Store;

/// `POST /api/v2/delete`: removes the rows of a time, both ends within, that have some tags, from the one policy that the
/// bucket stands for. They are gone from all queries when the answer comes. Source: the API of InfluxDB 2; specification
/// 12.2.
public final class DeleteEndpoint {
  private static final long NANOS_PER_SECOND = 1_000_000_000;

  private final Supplier<CatalogState> catalog;
  private final Store store;

  public DeleteEndpoint(Supplier<CatalogState> catalog, Store store) {
    this.catalog = catalog;
    this.store = store;
  }

  public void addTo(Router router) {
    router.routeByRights("POST", "/api/v2/delete", ErrorShape.V2, this::delete);
  }

  private void delete(HttpRequest request, HttpResponse response, Authorization asker) throws IOException {
    String bucket = request.query().first("bucket").filter(name -> !name.isEmpty())
        .orElseThrow(() -> HttpFault.of(400, "Please provide either bucketID or bucket"));
    DatabaseName name = DatabaseName.parse(bucket);
    asker.require(new Permission.Write(name.database()));
    JsonBody body = JsonBody.parse(request.body());
    long start = nanos(body, "start");
    long stop = nanos(body, "stop");
    if (stop < start) {
      throw HttpFault.of(400, "invalid time range: stop is before start");
    }
    TimeSpan span = new TimeSpan(start, stop == Long.MAX_VALUE ? stop : stop + 1);
    DeletePredicate predicate = DeletePredicate.of(body.findText("predicate").orElse(""));
    RetentionPolicy policy = catalog.get().policy(name)
        .orElseThrow(() -> HttpFault.of(404, "bucket \"" + bucket + "\" not found"));
    policy.tables().stream().filter(table -> isMeant(table, predicate)).forEach(table -> delete(table, span, predicate));
    response.status(204);
  }

  private static boolean isMeant(Table table, DeletePredicate predicate) {
    return table.deletion().isEmpty() && predicate.measurement().stream().allMatch(table.name()::equals);
  }

  private void delete(Table table, TimeSpan span, DeletePredicate predicate) {
    if (predicate.tags().isEmpty()) {
      store.delete(table.id(), new SeriesSelection.All(), span);
      return;
    }
    Set<SeriesKey> keys = keys(table, predicate);
    if (!keys.isEmpty()) {
      store.delete(table.id(), new SeriesSelection.Keys(keys), span);
    }
  }

  private Set<SeriesKey> keys(Table table, DeletePredicate predicate) {
    Set<SeriesKey> keys = new HashSet<>();
    try (TableReader reader = store.open(table.id())) {
      SeriesSet series = reader.series();
      for (int ordinal : series.sorted()) {
        boolean fits = predicate.tags().stream().allMatch(
            tag -> series.tagValue(ordinal, tag.key()).filter(tag.value()::equals).isPresent());
        if (fits) {
          keys.add(series.key(ordinal));
        }
      }
    }
    return keys;
  }

  private static long nanos(JsonBody body, String member) {
    String text = body.findText(member)
        .orElseThrow(() -> HttpFault.of(400, "invalid request; error parsing request json: " + member + " is missing"));
    try {
      Instant instant = OffsetDateTime.parse(text).toInstant();
      return Math.addExact(Math.multiplyExact(instant.getEpochSecond(), NANOS_PER_SECOND), instant.getNano());
    } catch (DateTimeException | ArithmeticException e) {
      throw HttpFault.of(400, "invalid RFC3339Nano for field " + member + ", please format your time with RFC3339Nano format, "
          + "example: 2009-01-02T23:00:00Z");
    }
  }
}
