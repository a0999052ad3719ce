package millrace.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import millrace.plugins.TriggerSpec;

/// Triggers: create (with upload), update, delete, enable, disable.
final class TriggerCommands {
  private static final String TRIGGERS = "/api/v3/configure/processing_engine_trigger";
  private static final Set<String> BEHAVIORS = Set.of("log", "retry", "disable");
  private static final Set<String> DELIVERIES = Set.of("newest", "at-least-once");

  private final Api api;
  private final PrintStream out;
  private final PrintStream err;

  TriggerCommands(Api api, PrintStream out, PrintStream err) {
    this.api = api;
    this.out = out;
    this.err = err;
  }

  int run(Arguments arguments) {
    switch (arguments.command().path()) {
      case "create trigger" -> create(arguments);
      case "update trigger" -> update(arguments);
      case "delete trigger" -> delete(arguments);
      case "enable trigger" -> enable(arguments, "enable");
      case "disable trigger" -> enable(arguments, "disable");
      default -> throw new IllegalStateException(arguments.command().path());
    }
    return 0;
  }

  private void create(Arguments arguments) {
    String name = arguments.positionals().getFirst();
    checkSpecification(arguments.get("--trigger-spec"));
    String behavior = arguments.get("--error-behavior").toLowerCase(java.util.Locale.ROOT);
    if (!BEHAVIORS.contains(behavior)) {
      throw new UsageError("invalid value '" + arguments.get("--error-behavior")
          + "' for '--error-behavior <BEHAVIOR>'\n  [possible values: log, retry, disable]", "");
    }
    String path = path(arguments);
    Json settings = new Json().put("run_async", arguments.has("--run-asynchronous")).put("error_behavior", behavior)
        .put("delivery", delivery(arguments));
    Json body = new Json()
        .put("db", arguments.get("--database"))
        .put("trigger_name", name)
        .put("plugin_filename", arguments.has("--upload") ? upload(arguments, Path.of(path)) : path)
        .put("trigger_specification", arguments.get("--trigger-spec"))
        .put("trigger_settings", settings)
        .put("trigger_arguments", arguments.pairs("--trigger-arguments").orElse(null))
        .put("disabled", arguments.has("--disabled"))
        .putIfPresent("node_spec", nodes(arguments));
    Api.Answer answer = api.postJson(TRIGGERS, body);
    if (!answer.isSuccess()) {
      err.println("Failed to create trigger: " + answer.error());
      throw new CommandFailure(answer.error());
    }
    out.println("Trigger " + name + " created successfully");
  }

  private static String delivery(Arguments arguments) {
    String delivery = arguments.get("--delivery").toLowerCase(java.util.Locale.ROOT);
    if (!DELIVERIES.contains(delivery)) {
      throw new UsageError("invalid value '" + arguments.get("--delivery")
          + "' for '--delivery <DELIVERY>'\n  [possible values: newest, at-least-once]", "");
    }
    return delivery;
  }

  private static Optional<String> nodes(Arguments arguments) {
    Optional<String> nodes = arguments.find("--node-spec");
    if (nodes.isPresent() && !nodes.get().matches("all|nodes:[^,\\s]+(,[^,\\s]+)*")) {
      throw new UsageError(
          "invalid value '" + nodes.get() + "' for '--node-spec <NODE_SPEC>': expected all or nodes:ID[,ID...]", "");
    }
    return nodes;
  }

  private static String path(Arguments arguments) {
    if (arguments.find("--path").isPresent() && arguments.find("--plugin-filename").isPresent()) {
      throw new UsageError("the argument '--path <PATH>' cannot be used with '--plugin-filename <PATH>'",
          arguments.command().usage());
    }
    return arguments.find("--path").or(() -> arguments.find("--plugin-filename"))
        .orElseThrow(() -> new CommandFailure("Either --path or --plugin-filename must be provided"));
  }

  private static void checkSpecification(String text) {
    try {
      TriggerSpec.parse(text);
    } catch (RuntimeException e) {
      throw new UsageError(
          "invalid value '" + text + "' for '--trigger-spec <TRIGGER_SPECIFICATION>': " + e.getMessage(), "");
    }
  }

  /// Sends a local file, or every `.py` below a local folder, under its base name.
  private String upload(Arguments arguments, Path local) {
    if (!Files.exists(local)) {
      throw new CommandFailure("File not found: " + local);
    }
    String base = local.toAbsolutePath().normalize().getFileName().toString();
    Map<String, String> query = Map.of("db", arguments.get("--database"));
    if (Files.isRegularFile(local)) {
      api.postJson("/api/v3/plugins/files", query, file(base, local)).orFail();
    } else if (Files.isDirectory(local)) {
      for (Path file : pythonFiles(local)) {
        api.postJson("/api/v3/plugins/files", query, file(base + "/" + relative(local, file), file)).orFail();
      }
    } else {
      throw new CommandFailure("Invalid path: " + local);
    }
    return base;
  }

  private void update(Arguments arguments) {
    String name = arguments.get("--trigger-name");
    boolean changes = change(arguments, name);
    if (arguments.find("--path").isPresent()) {
      replaceCode(arguments, name);
    } else if (changes) {
      out.println("Trigger '" + name + "' updated successfully");
    } else {
      throw new UsageError("nothing to update: give --path, --trigger-spec, --trigger-arguments, --run-asynchronous,"
          + " --error-behavior, --delivery or --node-spec", arguments.command().usage());
    }
  }

  /// Changes the trigger itself.
  ///
  /// @return whether anything of it was given
  private boolean change(Arguments arguments, String name) {
    Json settings = new Json()
        .putIfPresent("run_async", arguments.find("--run-asynchronous").map(text -> truth("--run-asynchronous", text)))
        .putIfPresent("error_behavior", arguments.find("--error-behavior"))
        .putIfPresent("delivery", arguments.find("--delivery"));
    Json body = new Json().put("db", arguments.get("--database")).put("trigger_name", name);
    int bare = body.toString().length();
    arguments.find("--trigger-spec").ifPresent(TriggerCommands::checkSpecification);
    body.putIfPresent("trigger_specification", arguments.find("--trigger-spec"))
        .putIfPresent("trigger_arguments", arguments.pairs("--trigger-arguments"))
        .putIfPresent("node_spec", nodes(arguments));
    if (!settings.toString().equals("{}")) {
      body.put("trigger_settings", settings);
    }
    boolean changes = body.toString().length() > bare;
    if (changes) {
      api.postJson(TRIGGERS + "/change", body).orFail();
    }
    return changes;
  }

  private static boolean truth(String flag, String text) {
    if (!text.equals("true") && !text.equals("false")) {
      throw new UsageError("invalid value '" + text + "' for '" + flag + " <BOOL>'\n  [possible values: true, false]", "");
    }
    return text.equals("true");
  }

  private void replaceCode(Arguments arguments, String name) {
    Path local = Path.of(arguments.get("--path"));
    if (!Files.exists(local)) {
      throw new CommandFailure("Path does not exist: " + local);
    }
    Map<String, String> query = Map.of("db", arguments.get("--database"));
    if (Files.isDirectory(local)) {
      List<Json> files = new ArrayList<>();
      for (Path file : pythonFiles(local)) {
        files.add(new Json().put("relative_path", relative(local, file)).put("content", content(file)));
      }
      api.putJson("/api/v3/plugins/directory", query, new Json().put("plugin_name", name).put("files", files)).orFail();
      out.println("Trigger '" + name + "' updated successfully (atomic directory replacement)");
    } else {
      api.putJson("/api/v3/plugins/files", query, file(name, local)).orFail();
      out.println("Trigger '" + name + "' updated successfully");
    }
  }

  private static List<Path> pythonFiles(Path folder) {
    if (!Files.isRegularFile(folder.resolve("__init__.py"))) {
      throw new CommandFailure("Multi-file plugin directory must contain __init__.py: " + folder);
    }
    try (Stream<Path> all = Files.walk(folder)) {
      return all.filter(file -> file.toString().endsWith(".py"))
          .filter(file -> Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS))
          .filter(file -> !relative(folder, file).contains("__pycache__/"))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new CommandFailure("unable to read " + folder + ": " + e);
    }
  }

  private static String relative(Path folder, Path file) {
    return folder.relativize(file).toString().replace('\\', '/');
  }

  private static Json file(String name, Path local) {
    return new Json().put("plugin_name", name).put("content", content(local));
  }

  private static String content(Path file) {
    try {
      return Files.readString(file, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new CommandFailure("unable to read " + file + ": " + e);
    }
  }

  private void delete(Arguments arguments) {
    Map<String, String> query = named(arguments);
    query.put("force", Boolean.toString(arguments.has("--force")));
    api.delete(TRIGGERS, query).orFail();
    out.println("Trigger " + arguments.positionals().getFirst() + " deleted successfully");
  }

  private void enable(Arguments arguments, String action) {
    api.post(TRIGGERS + "/" + action, named(arguments)).orFail();
    out.println("Trigger " + arguments.positionals().getFirst() + " " + action + "d successfully");
  }

  private static Map<String, String> named(Arguments arguments) {
    Map<String, String> query = new LinkedHashMap<>();
    query.put("db", arguments.get("--database"));
    query.put("trigger_name", arguments.positionals().getFirst());
    return query;
  }
}
