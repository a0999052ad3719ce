package millrace.server.endpoint;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import millrace.base.Clock;
import millrace.base.ErrorCode;
import millrace.base.MillraceException;
import millrace.catalog.Catalog;
import millrace.catalog.CatalogState;
import millrace.catalog.Database;
import millrace.catalog.DatabaseCommand.AlterPolicy;
import millrace.catalog.DatabaseCommand.CreateDatabase;
import millrace.catalog.DatabaseCommand.CreatePolicy;
import millrace.catalog.DatabaseCommand.SoftDeleteDatabase;
import millrace.catalog.DatabaseName;
import millrace.catalog.Deletion;
import millrace.catalog.PolicySettings;
import millrace.catalog.RetentionPolicy;
import millrace.catalog.TableCommand.EnsureTables;
import millrace.catalog.TableCommand.NewColumn;
import millrace.catalog.TableCommand.SoftDeleteTable;
import millrace.catalog.TableCommand.TableNeed;
import millrace.columns.ColumnType;
import millrace.server.access.Authorization;
import millrace.server.config.HumanDuration;
import millrace.server.encode.RowFormat;
import millrace.server.http.ErrorShape;
import millrace.server.http.HttpFault;
import millrace.server.http.HttpRequest;
import millrace.server.http.HttpResponse;
import millrace.server.http.JsonBody;
import millrace.server.http.Router;
import millrace.sql.SqlColumn;
import millrace.sql.SqlType;

/// `/api/v3/configure/database` and `/api/v3/configure/table`. Source: specification 4.6 and 4.7.
public final class DatabaseEndpoints {
  private static final String INTERNAL = "_internal";
  private static final String EXISTS = "attempted to create a resource that already exists";
  private static final Set<String> RESERVED = Set.of("time", "__chunk_order");

  private final Catalog catalog;
  private final Duration usualHardDeletion;
  private final Clock clock;

  /// @param usualHardDeletion time a deleted thing's data stays when nothing else is asked for
  public DatabaseEndpoints(Catalog catalog, Duration usualHardDeletion, Clock clock) {
    this.catalog = catalog;
    this.usualHardDeletion = usualHardDeletion;
    this.clock = clock;
  }

  public void addTo(Router router) {
    String path = "/api/v3/configure/database";
    router.routeByRights("GET", path, ErrorShape.TEXT, this::list);
    router.route("POST", path, this::create);
    router.route("PUT", path, this::update);
    router.route("DELETE", path, this::delete);
    router.route("POST", path + "/retention_period", this::setRetention);
    router.route("DELETE", path + "/retention_period", this::clearRetention);
    router.route("POST", "/api/v3/configure/table", this::createTable);
    router.route("DELETE", "/api/v3/configure/table", this::deleteTable);
  }

  private record Listed(String name, boolean deleted) {}

  /// Lists what the asker may read.
  private void list(HttpRequest request, HttpResponse response, Authorization asker) throws IOException {
    RowFormat format = RowAnswer.format(request.query().first("format"), request);
    boolean showDeleted = request.query().isTrue("show_deleted");
    List<Listed> all = new ArrayList<>();
    if (asker.sees(INTERNAL)) {
      all.add(new Listed(INTERNAL, false));
    }
    for (Database database : catalog.state().databases()) {
      if (asker.sees(database.name()) && (showDeleted || !database.isDeleted())) {
        all.add(new Listed(database.name(), database.isDeleted()));
        otherPolicies(database).forEach(name -> all.add(new Listed(name, database.isDeleted())));
      }
    }
    all.sort(Comparator.comparing(Listed::deleted).thenComparing(Listed::name));
    List<SqlColumn> columns = new ArrayList<>(List.of(new SqlColumn("iox::database", SqlType.UTF8)));
    if (showDeleted) {
      columns.add(new SqlColumn("deleted", SqlType.BOOLEAN));
    }
    List<List<Object>> rows = new ArrayList<>();
    all.forEach(one -> rows.add(showDeleted ? List.of(one.name, one.deleted) : List.of(one.name)));
    RowAnswer.send(columns, rows, format, response);
  }

  private static List<String> otherPolicies(Database database) {
    return database.policies().stream()
        .filter(policy -> !policy.name().equals(database.defaultPolicy()))
        .map(policy -> database.name() + "/" + policy.name())
        .toList();
  }

  private void create(HttpRequest request, HttpResponse response) throws IOException {
    JsonBody body = JsonBody.read(request);
    String name = body.text("db");
    long durationNanos = body.findText("retention_period").map(DatabaseEndpoints::retention).orElse(0L);
    DatabaseNames.check(name);
    DatabaseName spelled = DatabaseName.parse(name);
    if (spelled.policy().isEmpty()) {
      createDatabase(spelled.database(), durationNanos);
    } else {
      createPolicy(spelled, durationNanos);
    }
  }

  private void createDatabase(String name, long durationNanos) {
    try {
      catalog.apply(new CreateDatabase(name, PolicySettings.autogen(durationNanos)));
    } catch (MillraceException failure) {
      throw failure.code() == ErrorCode.ALREADY_EXISTS ? HttpFault.text(409, EXISTS) : failure;
    }
  }

  private void createPolicy(DatabaseName name, long durationNanos) {
    if (catalog.state().policy(name).isPresent()) {
      throw HttpFault.text(409, EXISTS);
    }
    if (catalog.state().database(name.database()).isEmpty()) {
      createDatabase(name.database(), 0);
    }
    PolicySettings settings = new PolicySettings(name.policy(), durationNanos, 0, 1);
    catalog.apply(new CreatePolicy(name.database(), settings, false));
  }

  private void update(HttpRequest request, HttpResponse response) throws IOException {
    JsonBody body = JsonBody.read(request);
    long durationNanos = body.findText("retention_period").map(DatabaseEndpoints::retention).orElse(0L);
    alterRetention(body.text("db"), durationNanos);
  }

  private void setRetention(HttpRequest request, HttpResponse response) {
    long durationNanos = retention(parameter(request, "duration"));
    alterRetention(parameter(request, "db"), durationNanos);
    response.status(204);
  }

  private void clearRetention(HttpRequest request, HttpResponse response) {
    alterRetention(parameter(request, "db"), 0);
    response.status(204);
  }

  private void alterRetention(String name, long durationNanos) {
    if (name.equals(INTERNAL)) {
      throw HttpFault.text(403, "cannot modify internal db");
    }
    DatabaseName spelled = DatabaseName.parse(name);
    RetentionPolicy policy = requirePolicy(spelled, name);
    catalog.apply(new AlterPolicy(
        spelled.database(), policy.name(), Optional.of(durationNanos), Optional.empty(), Optional.empty(), false));
  }

  private void delete(HttpRequest request, HttpResponse response) {
    if (request.rawQuery().isEmpty()) {
      throw HttpFault.text(400, "missing query parameters 'db'");
    }
    String name = parameter(request, "db");
    long now = clock.nowNanos();
    Deletion deletion = HardDeletion.of(request.query().first("hard_delete_at"), usualHardDeletion, now);
    if (name.equals(INTERNAL)) {
      throw HttpFault.text(403, "cannot delete internal db");
    }
    Database database = catalog.state().database(name).orElseThrow(() -> notFound(name));
    requireAnother(database.deletion(), deletion, name);
    String newName = database.isDeleted() ? name : HardDeletion.nameAfter(name, now);
    catalog.apply(new SoftDeleteDatabase(name, newName, deletion));
  }

  private void createTable(HttpRequest request, HttpResponse response) throws IOException {
    JsonBody body = JsonBody.read(request);
    String name = body.text("db");
    String table = body.text("table");
    requireName("table", table);
    List<NewColumn> columns = columns(body);
    DatabaseNames.check(name);
    DatabaseName spelled = DatabaseName.parse(name);
    CatalogState state = catalog.state();
    if (state.policy(spelled).isEmpty()) {
      if (spelled.policy().isEmpty()) {
        createDatabase(spelled.database(), 0);
      } else {
        createPolicy(spelled, 0);
      }
    } else if (state.policy(spelled).get().table(table).isPresent()) {
      throw HttpFault.text(409, EXISTS);
    }
    catalog.apply(new EnsureTables(spelled.database(), spelled.policy(), List.of(new TableNeed(table, columns))));
  }

  private static void requireName(String kind, String name) {
    if (name.isEmpty()) {
      throw HttpFault.text(400, kind + " name cannot be empty");
    }
  }

  private static List<NewColumn> columns(JsonBody body) {
    List<NewColumn> columns = new ArrayList<>();
    body.texts("tags").forEach(tag -> columns.add(new NewColumn(tag, ColumnType.TAG)));
    if (body.has("fields")) {
      body.objects("fields").forEach(field -> columns.add(new NewColumn(field.text("name"), type(field.text("type")))));
    }
    Set<String> seen = new HashSet<>();
    for (NewColumn column : columns) {
      requireName("column", column.name());
      if (RESERVED.contains(column.name())) {
        throw HttpFault.text(400, "'" + column.name() + "' is a reserved column");
      }
      if (!seen.add(column.name())) {
        throw HttpFault.text(400, "duplicate column name: " + column.name());
      }
    }
    return columns;
  }

  private static ColumnType type(String name) {
    return switch (name) {
      case "utf8" -> ColumnType.STRING;
      case "int64" -> ColumnType.INTEGER;
      case "uint64" -> ColumnType.UNSIGNED;
      case "float64" -> ColumnType.FLOAT;
      case "bool" -> ColumnType.BOOLEAN;
      default -> throw HttpFault.text(400, "serde json error: unknown variant `" + name
          + "`, expected one of `utf8`, `int64`, `uint64`, `float64`, `bool`");
    };
  }

  private void deleteTable(HttpRequest request, HttpResponse response) {
    if (request.rawQuery().isEmpty()) {
      throw HttpFault.text(400, "missing query parameters 'db' and 'table'");
    }
    String name = parameter(request, "db");
    String table = parameter(request, "table");
    long now = clock.nowNanos();
    Deletion deletion = HardDeletion.of(request.query().first("hard_delete_at"), usualHardDeletion, now);
    DatabaseName spelled = DatabaseName.parse(name);
    Optional<Deletion> before =
        requirePolicy(spelled, name).anyTable(table).orElseThrow(() -> notFound(table)).deletion();
    requireAnother(before, deletion, table);
    String newName = before.isPresent() ? table : HardDeletion.nameAfter(table, now);
    catalog.apply(new SoftDeleteTable(spelled.database(), spelled.policy(), table, newName, deletion));
  }

  /// What is deleted already may only get another time for the end of its data.
  private static void requireAnother(Optional<Deletion> before, Deletion deletion, String name) {
    if (before.isPresent() && before.get().hardDeleteNanos().equals(deletion.hardDeleteNanos())) {
      throw HttpFault.text(409, "attempted to modify resource that was already deleted: " + name);
    }
  }

  private RetentionPolicy requirePolicy(DatabaseName spelled, String name) {
    return catalog.state().database(spelled.database())
        .filter(database -> !database.isDeleted())
        .flatMap(database -> database.policy(spelled.policy()))
        .orElseThrow(() -> notFound(name));
  }

  private static HttpFault notFound(String name) {
    return HttpFault.text(404, "the requested resource was not found: " + name);
  }

  private static String parameter(HttpRequest request, String name) {
    return request.query().first(name)
        .orElseThrow(() -> HttpFault.text(400, "serde error: missing field `" + name + "`"));
  }

  /// Nanoseconds of a retention period; 0 for ever, and -1 for one of no time at all.
  private static long retention(String text) {
    if (text.equals("none")) {
      return 0;
    }
    try {
      long nanos = HumanDuration.parse(text).toNanos();
      return nanos == 0 ? -1 : nanos;
    } catch (IllegalArgumentException | ArithmeticException wrong) {
      throw HttpFault.text(400, "Cannot parse the given human time: " + text + ", " + wrong.getMessage());
    }
  }
}
