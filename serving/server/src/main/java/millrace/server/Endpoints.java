package millrace.server;

import millrace.base.Clock;
import millrace.base.MillraceException;
import millrace.catalog.Catalog;
import millrace.flight.FlightService;
import millrace.objectstore.ObjectStore;
import millrace.plugins.ProcessingEngine;
import millrace.query.QueryExecutor;
import millrace.query.QueryLimits;
import millrace.server.auth.TokenEndpoints;
import millrace.server.auth.TokenGate;
import millrace.server.auth.Tokens;
import millrace.server.backup.BackupEndpoints;
import millrace.server.backup.BackupSessions;
import millrace.server.config.ServeSettings;
import millrace.server.config.ServerOptions;
import millrace.server.endpoint.CacheEndpoints;
import millrace.server.endpoint.DatabaseEndpoints;
import millrace.server.endpoint.DeleteEndpoint;
import millrace.server.endpoint.EngineEndpoints;
import millrace.server.endpoint.ProductVersion;
import millrace.server.endpoint.QuerySlots;
import millrace.server.endpoint.StatusEndpoints;
import millrace.server.endpoint.TriggerRunEndpoints;
import millrace.server.endpoint.V1QueryEndpoint;
import millrace.server.endpoint.V1WriteEndpoint;
import millrace.server.endpoint.V3QueryEndpoints;
import millrace.server.endpoint.WriteEndpoints;
import millrace.server.http.GrpcHandler;
import millrace.server.http.HttpHandler;
import millrace.server.http.HttpService;
import millrace.server.http.Router;
import millrace.server.system.QueryLog;
import millrace.server.write.WritePath;
import millrace.sql.SqlEngine;
import millrace.store.Store;
import millrace.store.caches.ValueCaches;

/// All that a server answers to, over HTTP and Flight, behind one gate.
final class Endpoints {
  /// What the endpoints speak for.
  record Parts(
      Catalog catalog,
      Store store,
      ObjectStore objects,
      ValueCaches caches,
      WritePath writes,
      QueryLog queries,
      QueryExecutor influxql,
      SqlEngine sql,
      ProcessingEngine engine,
      BackupSessions backups) {}

  private static final ProductVersion VERSION = ProductVersion.CURRENT;

  private final HttpService service;
  private final TokenEndpoints tokens;
  private final GrpcCalls flight;

  /// @param router where the routes go
  Endpoints(ServerOptions options, Parts parts, Router router, Clock clock) {
    TokenGate gate = new TokenGate(parts.catalog()::state, clock, options.access().enabled(), options.access().open());
    service = new HttpService(parts.catalog().state().uuid(), gate, router);
    tokens = new TokenEndpoints(new Tokens(parts.catalog(), clock));
    QuerySlots slots = new QuerySlots(options.settings().given(ServeSettings.MAX_CONCURRENT_QUERIES).map(Math::toIntExact));
    QueryLimits limits = QueryOptions.influxql(options);
    data(options, parts, limits, slots, router, clock);
    FlightEngines engines = new FlightEngines(parts.influxql(), parts.sql(), limits, slots, parts.queries(), clock);
    int longestMessage = Math.toIntExact(options.get(ServeSettings.MAX_REQUEST_BYTES));
    flight = new GrpcCalls(new LazyFlight(() -> new FlightService(engines, new FlightGate(gate), longestMessage)));
    administration(options, parts, router, clock);
  }

  /// Everything over HTTP.
  HttpHandler http() {
    return service;
  }

  /// Everything over gRPC.
  GrpcHandler flight() {
    return flight;
  }

  /// Where the operator's token is made anew.
  TokenEndpoints tokens() {
    return tokens;
  }

  private static void data(
      ServerOptions options, Parts parts, QueryLimits limits, QuerySlots slots, Router router, Clock clock) {
    new WriteEndpoints(parts.writes()).addTo(router);
    new V1WriteEndpoint(parts.writes(), parts.catalog()::state, VERSION).addTo(router);
    new V1QueryEndpoint(
        parts.influxql(), limits, options.get(ServeSettings.MAX_ROWS), slots, parts.queries(), clock, VERSION).addTo(router);
    new DeleteEndpoint(parts.catalog()::state, parts.store()).addTo(router);
    new V3QueryEndpoints(
        parts.influxql(), parts.sql()::query, parts.catalog()::state, limits, slots, parts.queries(), clock).addTo(router);
  }

  private void administration(ServerOptions options, Parts parts, Router router, Clock clock) {
    new DatabaseEndpoints(parts.catalog(), options.get(ServeSettings.HARD_DELETE_DEFAULT), clock).addTo(router);
    new CacheEndpoints(parts.catalog(), parts.caches()::follow, clock).addTo(router);
    new EngineEndpoints(parts.engine()).addTo(router);
    new TriggerRunEndpoints(parts.engine()).addTo(router);
    new BackupEndpoints(parts.backups(), options.nodeId()).addTo(router);
    tokens.addTo(router);
    Metrics metrics = new Metrics(service, flight, parts);
    new StatusEndpoints(VERSION, () -> answers(parts.objects()), metrics::text, clock).addTo(router);
  }

  private static boolean answers(ObjectStore objects) {
    try {
      objects.get("ready-probe");
      return true;
    } catch (MillraceException unavailable) {
      return false;
    }
  }
}
