package millrace.server.endpoint;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import millrace.catalog.CatalogState;
import millrace.catalog.DatabaseName;
import millrace.catalog.User;
import millrace.ingest.LineError;
import millrace.ingest.Precision;
import millrace.ingest.ReadOutcome;
import millrace.ingest.ReadRequest;
import millrace.server.access.Authorization;
import millrace.server.access.Forbidden;
import millrace.server.access.Permission;
import millrace.server.http.ErrorShape;
import millrace.server.http.HttpFault;
import millrace.server.http.HttpRequest;
import millrace.server.http.HttpResponse;
import millrace.server.http.Parameters;
import millrace.server.http.Router;
import millrace.server.write.V1Refusal;
import millrace.server.write.WritePath;

/// `POST /write` as InfluxDB 1.x answers it: good points of a bad body are kept, databases must exist.
public final class V1WriteEndpoint {
  private static final Set<String> CONSISTENCY = Set.of("", "any", "one", "quorum", "all");

  private final WritePath writes;
  private final Supplier<CatalogState> catalog;
  private final ProductVersion version;

  public V1WriteEndpoint(WritePath writes, Supplier<CatalogState> catalog, ProductVersion version) {
    this.writes = writes;
    this.catalog = catalog;
    this.version = version;
  }

  public void addTo(Router router) {
    router.routeByRights("POST", "/write", ErrorShape.V1, this::write);
  }

  private void write(HttpRequest request, HttpResponse response, Authorization asker) throws IOException {
    response.header("Request-Id", UUID.randomUUID().toString());
    response.header("X-Influxdb-Build", version.build());
    response.header("X-Influxdb-Version", version.version());
    response.header("Content-Type", "application/json");
    Parameters query = request.query();
    DatabaseName target = target(query, asker);
    HttpRequest.BodyBytes body = request.content();
    ReadRequest read = ReadRequest.v1(target, Precision.ofV1(query.text("precision")));
    Optional<HttpFault> misdirected = misdirected(target, query.text("consistency"));
    if (misdirected.isPresent()) {
      List<LineError> unreadable = writes.unreadable(read, body.bytes(), body.length());
      throw unreadable.isEmpty() ? misdirected.get() : HttpFault.of(400, V1Refusal.message(unreadable, false));
    }
    switch (writes.write(read, body.bytes(), body.length(), false)) {
      case ReadOutcome.Accepted _, ReadOutcome.Empty _ -> response.status(204);
      case ReadOutcome.PartlyRejected partly -> throw HttpFault.of(400, V1Refusal.message(partly.errors(), true));
      case ReadOutcome.Rejected rejected -> throw HttpFault.of(400, V1Refusal.message(rejected.errors(), false));
    }
  }

  private DatabaseName target(Parameters query, Authorization asker) {
    String database = query.text("db");
    if (database.isEmpty()) {
      throw HttpFault.of(400, "database is required");
    }
    DatabaseName spelled = DatabaseName.parse(database);
    DatabaseName target = query.text("rp").isEmpty() ? spelled : new DatabaseName(spelled.database(), query.text("rp"));
    // Before anything is looked up: whoever may not write to a database is not told whether there is one.
    checkRights(asker, target.database());
    var known = catalog.get().database(target.database()).filter(found -> !found.isDeleted());
    if (known.isEmpty()) {
      throw HttpFault.of(404, "database not found: \"" + database + "\"");
    }
    return target;
  }

  /// What is wrong with a request beside its lines. InfluxDB looks at the lines first: if not one can be read, it says
  /// that instead.
  private Optional<HttpFault> misdirected(DatabaseName target, String consistency) {
    if (!CONSISTENCY.contains(consistency)) {
      return Optional.of(HttpFault.of(400, "invalid consistency level"));
    }
    boolean known = catalog.get().database(target.database()).flatMap(found -> found.policy(target.policy())).isPresent();
    return known ? Optional.empty() : Optional.of(HttpFault.of(500, "retention policy not found: " + target.policy()));
  }

  private static void checkRights(Authorization asker, String database) {
    if (!asker.allows(new Permission.Write(database))) {
      throw switch (asker) {
        case Authorization.OfUser(User user) -> HttpFault.of(
            403, "\"" + user.name() + "\" user is not authorized to write to database \"" + database + "\"");
        case Authorization.OfToken _, Authorization.Unlimited _, Authorization.Unclaimed _ -> new Forbidden();
      };
    }
  }
}
