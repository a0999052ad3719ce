package millrace.cli;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Map;
import millrace.base.MillraceException;
import millrace.server.config.UsageException;
import millrace.server.debug.Debug;
import millrace.server.debug.DebugRun;

/// `influxdb3 debug …`: looks into a node's data without a server.
final class DebugCommand {
  private final Map<String, String> environment;
  private final PrintStream out;

  DebugCommand(Map<String, String> environment, PrintStream out) {
    this.environment = environment;
    this.out = out;
  }

  /// @return 0 when everything stands, 1 when something is damaged
  int run(Arguments arguments) {
    String part = arguments.command().path().substring("debug ".length());
    Debug.Options options = new Debug.Options(
        json(arguments.get("--format")),
        arguments.optional("--export").map(Path::of),
        arguments.optional("--table"),
        arguments.has("--drop-damaged"));
    try {
      boolean stands = DebugRun.run(
          part, arguments.positional(0), options, StoreFlags.of(arguments), environment, out);
      return stands ? 0 : 1;
    } catch (UsageException e) {
      throw new UsageError(e.getMessage(), arguments.command().usage());
    } catch (MillraceException e) {
      throw new CommandFailure(e.getMessage());
    }
  }

  private static boolean json(String format) {
    return switch (format) {
      case "json" -> true;
      case "pretty" -> false;
      default -> throw new UsageError(
          "invalid value '" + format + "' for '--format <FORMAT>'\n  [possible values: pretty, json]", "");
    };
  }
}
