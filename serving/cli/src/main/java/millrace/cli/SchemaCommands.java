package millrace.cli;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import millrace.server.config.HumanDuration;

/// Databases, tables and caches: create, update, delete.
final class SchemaCommands {
  private static final String DATABASES = "/api/v3/configure/database";
  private static final String TABLES = "/api/v3/configure/table";
  private static final String LAST_CACHES = "/api/v3/configure/last_cache";
  private static final String DISTINCT_CACHES = "/api/v3/configure/distinct_cache";
  private static final Set<String> FIELD_TYPES = Set.of("int64", "uint64", "float64", "utf8", "bool");

  private final Api api;
  private final PrintStream out;
  private final PrintStream err;

  SchemaCommands(Api api, PrintStream out, PrintStream err) {
    this.api = api;
    this.out = out;
    this.err = err;
  }

  int run(Arguments arguments) {
    switch (arguments.command().path()) {
      case "create database" -> createDatabase(arguments);
      case "update database" -> updateDatabase(arguments);
      case "delete database" -> deleteDatabase(arguments);
      case "create table" -> createTable(arguments);
      case "delete table" -> deleteTable(arguments);
      case "create last_cache" -> createLastCache(arguments);
      case "create distinct_cache" -> createDistinctCache(arguments);
      case "delete last_cache" -> deleteCache(arguments, LAST_CACHES, "last");
      case "delete distinct_cache" -> deleteCache(arguments, DISTINCT_CACHES, "distinct");
      default -> throw new IllegalStateException(arguments.command().path());
    }
    return 0;
  }

  private void createDatabase(Arguments arguments) {
    String name = arguments.positionals().getFirst();
    Json body = new Json().put("db", name).putIfPresent("retention_period", arguments.find("--retention-period"));
    api.postJson(DATABASES, body).orFail();
    out.println("Database \"" + name + "\" created successfully");
  }

  private void updateDatabase(Arguments arguments) {
    String period = arguments.find("--retention-period")
        .orElseThrow(() -> new CommandFailure("--retention-period is required for update database"));
    String name = arguments.get("--database");
    api.putJson(DATABASES, Map.of(), new Json().put("db", name).put("retention_period", period.equals("none") ? null : period))
        .orFail();
    out.println("Database \"" + name + "\" updated successfully");
  }

  private void deleteDatabase(Arguments arguments) {
    String name = arguments.positionals().getFirst();
    confirm(arguments, "\"" + name + "\"");
    Map<String, String> query = new LinkedHashMap<>(Map.of("db", name));
    arguments.find("--hard-delete").ifPresent(when -> query.put("hard_delete_at", when));
    api.delete(DATABASES, query).orFail();
    out.println("Database \"" + name + "\" deleted successfully");
  }

  private void createTable(Arguments arguments) {
    String database = arguments.get("--database");
    String table = arguments.positionals().getFirst();
    Json body = new Json().put("db", database).put("table", table).put("tags", names(arguments.find("--tags")));
    arguments.find("--fields").ifPresent(fields -> body.put("fields", fields(fields)));
    api.postJson(TABLES, body).orFail();
    out.println("Table \"" + database + "\".\"" + table + "\" created successfully");
  }

  private static List<Json> fields(String text) {
    List<Json> fields = new ArrayList<>();
    for (String field : text.split(",")) {
      int colon = field.lastIndexOf(':');
      if (colon < 0) {
        throw invalidFields(text, "invalid FIELD:VALUE. No `:` found in `" + field + "`");
      }
      String type = field.substring(colon + 1);
      if (!FIELD_TYPES.contains(type)) {
        throw invalidFields(text, type + " is not a valid data type, values are int64, uint64, float64, utf8, and bool");
      }
      fields.add(new Json().put("name", field.substring(0, colon)).put("type", type));
    }
    return fields;
  }

  private static UsageError invalidFields(String text, String why) {
    return new UsageError("invalid value '" + text + "' for '--fields <FIELDS>': " + why, "");
  }

  private void deleteTable(Arguments arguments) {
    String database = arguments.get("--database");
    String table = arguments.positionals().getFirst();
    confirm(arguments, "\"" + database + "\".\"" + table + "\"");
    Map<String, String> query = new LinkedHashMap<>();
    query.put("db", database);
    query.put("table", table);
    arguments.find("--hard-delete").ifPresent(when -> query.put("hard_delete_at", when));
    api.delete(TABLES, query).orFail();
    out.println("Table \"" + database + "\".\"" + table + "\" deleted successfully");
  }

  private void createLastCache(Arguments arguments) {
    Json body = cache(arguments);
    arguments.find("--key-columns").ifPresent(columns -> body.put("key_columns", names(Optional.of(columns))));
    arguments.find("--value-columns").ifPresent(columns -> body.put("value_columns", names(Optional.of(columns))));
    body.putIfPresent("count", arguments.find("--count").map(SchemaCommands::number));
    body.putIfPresent("ttl", arguments.find("--ttl").map(SchemaCommands::seconds));
    created(api.postJson(LAST_CACHES, body));
  }

  private void createDistinctCache(Arguments arguments) {
    Json body = cache(arguments).put("columns", names(arguments.find("--columns")));
    body.putIfPresent("max_cardinality", arguments.find("--max-cardinality").map(SchemaCommands::number));
    body.putIfPresent("max_age", arguments.find("--max-age").map(SchemaCommands::seconds));
    created(api.postJson(DISTINCT_CACHES, body));
  }

  private void created(Api.Answer answer) {
    out.println("new cache created: " + PrettyJson.of(answer.orFail().text()));
  }

  private static Json cache(Arguments arguments) {
    return new Json().put("db", arguments.get("--database")).put("table", arguments.get("--table"))
        .putIfPresent("name", arguments.positional(0));
  }

  private void deleteCache(Arguments arguments, String path, String kind) {
    String name = arguments.positional(0).or(() -> arguments.find("--cache-name"))
        .orElseThrow(() -> new UsageError("the following required arguments were not provided:\n  <CACHE_NAME>",
            arguments.command().usage()));
    Map<String, String> query = new LinkedHashMap<>();
    query.put("db", arguments.get("--database"));
    query.put("table", arguments.get("--table"));
    query.put("name", name);
    api.delete(path, query).orFail();
    out.println(kind + " cache deleted successfully");
  }

  private void confirm(Arguments arguments, String what) {
    if (!arguments.has("--yes")) {
      Confirmation.require(err, what);
    }
  }

  private static List<String> names(Optional<String> list) {
    return list.map(text -> List.of(text.split(","))).orElse(List.of());
  }

  private static Long number(String text) {
    try {
      return Long.valueOf(text);
    } catch (NumberFormatException e) {
      throw new UsageError("invalid value '" + text + "': not a whole number", "");
    }
  }

  private static Long seconds(String text) {
    try {
      return HumanDuration.parse(text).toSeconds();
    } catch (IllegalArgumentException e) {
      throw new UsageError("invalid value '" + text + "': " + e.getMessage(), "");
    }
  }
}
