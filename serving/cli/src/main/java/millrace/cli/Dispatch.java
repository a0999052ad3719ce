package millrace.cli;

import java.io.PrintStream;
import java.util.Map;

/// Runs a client command.
final class Dispatch {
  private final Api api;
  private final PrintStream out;
  private final PrintStream err;
  private final Map<String, String> environment;

  Dispatch(Api api, PrintStream out, PrintStream err, Map<String, String> environment) {
    this.api = api;
    this.out = out;
    this.err = err;
    this.environment = environment;
  }

  /// @return the exit status
  /// @throws CommandFailure when the server refuses or cannot be reached
  int run(Arguments arguments) {
    try {
      return switch (arguments.command().path()) {
        case "query" -> new QueryCommand(api, out, err, environment).run(arguments);
        case "write" -> new WriteCommand(api, err).run(arguments);
        case "import" -> new ImportCommand(api, err, environment).run(arguments);
        case "export" -> new ExportCommand(api, out, err).run(arguments);
        case "create database", "update database", "delete database", "create table", "delete table",
            "create last_cache", "create distinct_cache", "delete last_cache", "delete distinct_cache" ->
          new SchemaCommands(api, out, err).run(arguments);
        case "create token", "delete token" -> new TokenCommands(api, out, err).run(arguments);
        case "create trigger", "update trigger", "delete trigger", "enable trigger", "disable trigger" ->
          new TriggerCommands(api, out, err).run(arguments);
        case "run trigger", "replay trigger", "resume replay", "cancel replay", "replay dead-letters", "delete dead-letters" ->
          new TriggerRunCommands(api, out, err).run(arguments);
        case "logs trigger" -> new LogsCommand(api, out).run(arguments);
        case "create plugin_kit", "test wal_plugin", "test schedule_plugin", "test request_plugin", "install package" ->
          new PluginCommands(api, out).run(arguments);
        default -> new ShowCommands(api, out).run(arguments);
      };
    } catch (Api.Unreachable e) {
      throw new CommandFailure(e.getMessage());
    }
  }
}
