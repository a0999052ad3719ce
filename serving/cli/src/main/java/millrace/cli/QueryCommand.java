package millrace.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/// `influxdb3 query`.
final class QueryCommand {
  private final Api api;
  private final PrintStream out;
  private final PrintStream err;
  private final Map<String, String> environment;

  QueryCommand(Api api, PrintStream out, PrintStream err, Map<String, String> environment) {
    this.api = api;
    this.out = out;
    this.err = err;
    this.environment = environment;
  }

  int run(Arguments arguments) {
    String language = arguments.get("--language");
    if (!language.equals("sql") && !language.equals("influxql")) {
      throw new UsageError("invalid value '" + language + "' for '--language <LANGUAGE>'\n  [possible values: sql, influxql]", "");
    }
    if (arguments.positionals().isEmpty() && arguments.find("--file").isEmpty() && Input.isTerminal()) {
      return interactive(arguments, language);
    }
    String text = text(arguments).strip();
    Json body = new Json().put("db", arguments.get("--database")).put("q", text).put("format", arguments.get("--format"));
    Api target = arguments.find("--query-host").map(api::at).orElse(api);
    Api.Answer answer = target.postJson("/api/v3/query_" + language, body).orFail();
    Output.print(out, arguments, answer.body());
    return 0;
  }

  private int interactive(Arguments arguments, String language) {
    Api target = arguments.find("--query-host").map(api::at).orElse(api);
    QueryShell shell = new QueryShell(target, out, err, arguments.get("--database"), language);
    try (TerminalLines lines = new TerminalLines(environment, () -> TerminalLines.names(target, shell.database()))) {
      out.println("Statements end with ; and \\? lists commands");
      out.flush();
      shell.run(lines);
    } catch (IOException e) {
      throw new CommandFailure("the terminal: " + e.getMessage());
    }
    return 0;
  }

  private static String text(Arguments arguments) {
    if (!arguments.positionals().isEmpty()) {
      return String.join(" ", arguments.positionals());
    }
    return Input.fileOrStandardInput(arguments.find("--file")).orElseThrow(() -> new CommandFailure(
        "No input from stdin detected, no string was passed in,  and no file path was given\n"
            + "Give the query as an argument, with --file, or on standard input"));
  }

  /// Where texts come from besides arguments.
  static final class Input {
    private Input() {}

    static boolean isTerminal() {
      return System.console() != null && System.console().isTerminal();
    }

    static Optional<String> fileOrStandardInput(Optional<String> file) {
      return bytes(file).map(bytes -> new String(bytes, StandardCharsets.UTF_8));
    }

    static Optional<byte[]> bytes(Optional<String> file) {
      try {
        if (file.isPresent()) {
          return Optional.of(Files.readAllBytes(Path.of(file.get())));
        }
        return isTerminal() ? Optional.empty() : Optional.of(System.in.readAllBytes());
      } catch (IOException e) {
        throw new CommandFailure("unable to read input: " + e);
      }
    }
  }
}
