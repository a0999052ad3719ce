package millrace.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// `influxdb3 demo`: a tour of the main job on a server of its own. Every command is shown as a user would type it, with
/// its real output. With `--once` the tour checks each step, stops the server and says by its exit status whether all
/// went well.
final class DemoCommand {
  static final Command COMMAND = new Command("demo", "a tour of the main job on a server of its own",
      List.of(
          Flag.value("--data-dir", "DIR", "folder for data and plugins; a fresh one by default"),
          Flag.value("--http-bind", "ADDRESS", "address to listen on; a free loopback port by default").orElse("127.0.0.1:0"),
          Flag.toggle("--once", "check every step, stop the server, exit 0 or name the step that failed")),
      Reach.NOTHING, List.of());
  static final List<String> PLUGINS = List.of("host_metrics.py", "host_rates.py", "host_summary.py");

  private final Map<String, String> environment;
  private final PrintStream out;
  private final PrintStream err;

  DemoCommand(Map<String, String> environment, PrintStream out, PrintStream err) {
    this.environment = environment;
    this.out = out;
    this.err = err;
  }

  int run(List<String> words) {
    if (words.contains("--help") || words.contains("-h")) {
      out.print(Help.of(COMMAND));
      return 0;
    }
    Arguments arguments = Arguments.parse(COMMAND, words, environment);
    Path folder = folder(arguments.find("--data-dir"));
    try (DemoServer server = DemoServer.start(folder, arguments.get("--http-bind"), out)) {
      DemoTour tour = new DemoTour(server, new Shell(server.url()), out);
      Optional<String> failed = tour.run();
      if (failed.isPresent()) {
        err.println("demo: step failed: " + failed.get());
        err.println("demo: the server's log is " + server.logFile());
        return 1;
      }
      if (arguments.has("--once")) {
        out.println("Every step worked. Stopping the server.");
        return server.stop() ? 0 : stopFailed(server);
      }
      out.println("The server stays up; Ctrl-C stops it.");
      out.flush();
      return server.waitFor();
    }
  }

  private int stopFailed(DemoServer server) {
    err.println("demo: step failed: stopping the server; its log is " + server.logFile());
    return 1;
  }

  private static Path folder(Optional<String> given) {
    try {
      Path folder = given.isPresent()
          ? Files.createDirectories(Path.of(given.get()))
          : Files.createTempDirectory("millrace-demo-");
      Path plugins = Files.createDirectories(folder.resolve("plugins"));
      for (String plugin : PLUGINS) {
        try (var content = DemoCommand.class.getResourceAsStream("demo/" + plugin)) {
          Files.write(plugins.resolve(plugin), content.readAllBytes());
        }
      }
      return folder.toAbsolutePath();
    } catch (IOException e) {
      throw new CommandFailure("unable to prepare the demo's folder: " + e);
    }
  }

  /// Runs client commands in this process, with what they print.
  final class Shell {
    private final String url;
    private Optional<String> token = Optional.empty();

    Shell(String url) {
      this.url = url;
    }

    void use(String newToken) {
      token = Optional.of(newToken);
    }

    Api api() {
      return new Api(url, token, Optional.empty(), false);
    }

    /// @param status the exit status
    /// @param text standard output and standard error
    record Ran(int status, String text) {}

    Ran run(String... words) {
      Map<String, String> variables = new java.util.HashMap<>(environment);
      variables.put("INFLUXDB3_HOST_URL", url);
      token.ifPresent(text -> variables.put("INFLUXDB3_AUTH_TOKEN", text));
      ByteArrayOutputStream printed = new ByteArrayOutputStream();
      PrintStream both = new PrintStream(printed, true, StandardCharsets.UTF_8);
      int status = new Main(variables, both, both).run(List.of(words));
      both.flush();
      return new Ran(status, printed.toString(StandardCharsets.UTF_8));
    }
  }
}
