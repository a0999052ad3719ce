package millrace.server.endpoint;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import millrace.base.Clock;
import millrace.base.ErrorCode;
import millrace.base.MillraceException;
import millrace.catalog.CacheCommand.CreateDistinctCache;
import millrace.catalog.CacheCommand.CreateLastCache;
import millrace.catalog.CacheCommand.DeleteDistinctCache;
import millrace.catalog.CacheCommand.DeleteLastCache;
import millrace.catalog.Catalog;
import millrace.catalog.CatalogCommand;
import millrace.catalog.CatalogState;
import millrace.catalog.Database;
import millrace.catalog.DatabaseName;
import millrace.catalog.DistinctCache;
import millrace.catalog.LastCache;
import millrace.catalog.Table;
import millrace.columns.Column;
import millrace.columns.ColumnType;
import millrace.server.http.HttpFault;
import millrace.server.http.HttpRequest;
import millrace.server.http.HttpResponse;
import millrace.server.http.JsonBody;
import millrace.server.http.Router;

/// `/api/v3/configure/last_cache` and `/api/v3/configure/distinct_cache`. Source: specification 4.8 and 10.
public final class CacheEndpoints {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
  private static final String BAD = "invalid configuration provided: ";
  private static final String MISSING = "the requested resource was not found";
  private static final Set<ColumnType> KEY_TYPES =
      Set.of(ColumnType.TAG, ColumnType.STRING, ColumnType.INTEGER, ColumnType.UNSIGNED, ColumnType.BOOLEAN);
  private static final Set<ColumnType> DISTINCT_TYPES = Set.of(ColumnType.TAG, ColumnType.STRING);
  private static final long USUAL_TTL_SECONDS = 4 * 3600;
  private static final long USUAL_CARDINALITY = 100_000;
  private static final long USUAL_AGE_SECONDS = 24 * 3600;

  private final Catalog catalog;
  private final Runnable changed;
  private final Clock clock;

  /// @param changed fills what the catalog has got and forgets what it has lost; returns when that is done
  public CacheEndpoints(Catalog catalog, Runnable changed, Clock clock) {
    this.catalog = catalog;
    this.changed = changed;
    this.clock = clock;
  }

  public void addTo(Router router) {
    router.route("POST", "/api/v3/configure/last_cache", this::createLast);
    router.route("DELETE", "/api/v3/configure/last_cache", this::deleteLast);
    router.route("POST", "/api/v3/configure/distinct_cache", this::createDistinct);
    router.route("DELETE", "/api/v3/configure/distinct_cache", this::deleteDistinct);
  }

  /// A table as a request names it.
  private record Named(DatabaseName database, Table table) {}

  private void createLast(HttpRequest request, HttpResponse response) throws IOException {
    JsonBody body = JsonBody.read(request);
    Named named = named(body.text("db"), body.text("table"));
    List<Column> keys = body.has("key_columns")
        ? columns(named.table, body.texts("key_columns"), "key column")
        : named.table.tags();
    if (!keys.stream().allMatch(column -> KEY_TYPES.contains(column.type()))) {
      throw bad("only uint64, int64, bool, tag, and string columns are supported in the last cache");
    }
    Optional<List<Column>> values = body.has("value_columns")
        ? Optional.of(columns(named.table, withoutTime(body.texts("value_columns")), "value column"))
        : Optional.empty();
    long count = body.findCount("count").orElse(1);
    if (count <= 0) {
      throw bad("last cache size must be greater than 0");
    }
    String name = body.findText("name").orElseGet(() -> name(named.table, keys, "last_cache"));
    LastCache cache = new LastCache(
        0, name, ids(keys), values.map(CacheEndpoints::ids), count, body.findCount("ttl").orElse(USUAL_TTL_SECONDS));
    CatalogState state = create(
        new CreateLastCache(named.database.database(), named.database.policy(), named.table.name(), cache));
    ObjectNode made = JSON.objectNode();
    made.put("table_id", named.table.id()).put("table", named.table.name());
    made.put("id", idOf(state, named, table -> table.lastCaches().stream()
        .filter(known -> known.name().equals(name)).map(LastCache::id).findFirst()));
    made.put("node_spec", "all").put("name", name).set("key_columns", references(named.table, keys));
    if (values.isPresent()) {
      ArrayNode shown = references(named.table, values.get()).add(JSON.objectNode().putNull("timestamp"));
      made.putObject("value_columns").putObject("explicit").set("columns", shown);
    } else {
      made.put("value_columns", "all_non_key_columns");
    }
    made.put("count", count).put("ttl", cache.ttlSeconds());
    answer(response, state, named, "CreateLastCache", made);
  }

  private void createDistinct(HttpRequest request, HttpResponse response) throws IOException {
    JsonBody body = JsonBody.read(request);
    Named named = named(body.text("db"), body.text("table"));
    List<String> wanted = body.has("columns") ? body.texts("columns") : List.of();
    if (wanted.isEmpty()) {
      throw bad(BAD + "no columns provided when creating distinct cache");
    }
    List<Column> columns = columns(named.table, wanted, "column");
    if (!columns.stream().allMatch(column -> DISTINCT_TYPES.contains(column.type()))) {
      throw bad("only tag and string columns are supported in the distinct cache");
    }
    long cardinality = body.findCount("max_cardinality").orElse(USUAL_CARDINALITY);
    long age = body.findCount("max_age").orElse(USUAL_AGE_SECONDS);
    if (cardinality <= 0 || age <= 0) {
      throw bad(BAD + "max_cardinality and max_age must be greater than 0");
    }
    String name = body.findText("name").orElseGet(() -> name(named.table, columns, "distinct_cache"));
    CatalogState state = create(new CreateDistinctCache(
        named.database.database(), named.database.policy(), named.table.name(),
        new DistinctCache(0, name, ids(columns), cardinality, age)));
    ObjectNode made = JSON.objectNode();
    made.put("table_id", named.table.id()).put("table_name", named.table.name()).put("node_spec", "all");
    made.put("cache_id", idOf(state, named, table -> table.distinctCaches().stream()
        .filter(known -> known.name().equals(name)).map(DistinctCache::id).findFirst()));
    made.put("cache_name", name);
    ArrayNode ids = made.putArray("column_ids");
    ids(columns).forEach(ids::add);
    made.put("max_cardinality", cardinality).put("max_age_seconds", age).putObject("source").put("type", "User");
    answer(response, state, named, "CreateDistinctCache", made);
  }

  private void deleteLast(HttpRequest request, HttpResponse response) throws IOException {
    Doomed doomed = doomed(request);
    delete(new DeleteLastCache(doomed.database.database(), doomed.database.policy(), doomed.table, doomed.name));
  }

  private void deleteDistinct(HttpRequest request, HttpResponse response) throws IOException {
    Doomed doomed = doomed(request);
    delete(new DeleteDistinctCache(doomed.database.database(), doomed.database.policy(), doomed.table, doomed.name));
  }

  private record Doomed(DatabaseName database, String table, String name) {}

  /// By the query, or the same as JSON.
  private static Doomed doomed(HttpRequest request) throws IOException {
    if (!request.rawQuery().isEmpty()) {
      return new Doomed(
          DatabaseName.parse(parameter(request, "db")), parameter(request, "table"), parameter(request, "name"));
    }
    JsonBody body = JsonBody.read(request);
    return new Doomed(DatabaseName.parse(body.text("db")), body.text("table"), body.text("name"));
  }

  private static String parameter(HttpRequest request, String name) {
    return request.query().first(name)
        .orElseThrow(() -> HttpFault.text(400, "serde error: missing field `" + name + "`"));
  }

  private CatalogState create(CatalogCommand command) {
    try {
      CatalogState state = catalog.apply(command);
      changed.run();
      return state;
    } catch (MillraceException failure) {
      throw failure.code() == ErrorCode.ALREADY_EXISTS ? HttpFault.text(409, failure.getMessage()) : failure;
    }
  }

  private void delete(CatalogCommand command) {
    try {
      catalog.apply(command);
      changed.run();
    } catch (MillraceException failure) {
      throw failure.code() == ErrorCode.NOT_FOUND ? HttpFault.text(404, MISSING) : failure;
    }
  }

  private Named named(String database, String table) {
    DatabaseName spelled = DatabaseName.parse(database);
    return catalog.state().policy(spelled)
        .flatMap(policy -> policy.table(table))
        .map(found -> new Named(spelled, found))
        .orElseThrow(() -> HttpFault.text(404, MISSING));
  }

  private static List<Column> columns(Table table, List<String> names, String what) {
    List<Column> columns = new ArrayList<>();
    for (String name : names) {
      columns.add(table.columnsNamed(name).stream()
          .findFirst()
          .orElseThrow(() -> bad(BAD + "invalid " + what + " provided: " + name)));
    }
    return columns;
  }

  private static List<String> withoutTime(List<String> names) {
    return names.stream().filter(name -> !name.equals("time")).toList();
  }

  private static String name(Table table, List<Column> columns, String kind) {
    String joined = columns.stream().map(column -> "_" + column.name()).collect(Collectors.joining());
    return table.name() + joined + "_" + kind;
  }

  private static List<Integer> ids(List<Column> columns) {
    return columns.stream().map(Column::id).toList();
  }

  private static long idOf(CatalogState state, Named named, java.util.function.Function<Table, Optional<Long>> find) {
    return state.policy(named.database).flatMap(policy -> policy.table(named.table.name())).flatMap(find).orElseThrow();
  }

  /// Columns as the catalog's batches name them: a tag by its place among tags, a field by its family and place.
  private static ArrayNode references(Table table, List<Column> columns) {
    ArrayNode references = JSON.arrayNode();
    for (Column column : columns) {
      if (column.type() == ColumnType.TAG) {
        references.addObject().put("tag", table.tags().indexOf(column));
      } else {
        references.addObject().putArray("field").add(0).add(table.fields().indexOf(column));
      }
    }
    return references;
  }

  private void answer(HttpResponse response, CatalogState state, Named named, String operation, ObjectNode made)
      throws IOException {
    Database database = state.database(named.database.database()).orElseThrow();
    ObjectNode answer = JSON.objectNode();
    ObjectNode batch = answer.putObject("catalog_batch").putObject("Database");
    batch.put("time_ns", clock.nowNanos()).put("database_id", database.id());
    batch.put("database_name", named.database.toString()).putArray("ops").addObject().set(operation, made);
    answer.put("sequence_number", state.sequence());
    response.send(201, "application/json", answer.toString());
  }

  private static HttpFault bad(String text) {
    return HttpFault.text(400, text);
  }
}
