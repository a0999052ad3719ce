package millrace.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import millrace.base.MillraceException;
import millrace.plugins.PluginKit;

/// Plugin tests and packages.
final class PluginCommands {
  private static final String ENVIRONMENT = "/api/v3/configure/plugin_environment/";

  private final Api api;
  private final PrintStream out;

  PluginCommands(Api api, PrintStream out) {
    this.api = api;
    this.out = out;
  }

  int run(Arguments arguments) {
    return switch (arguments.command().path()) {
      case "test wal_plugin" -> test(arguments, "wal", request(arguments).put("input_lp", lines(arguments)));
      case "test schedule_plugin" ->
        test(arguments, "schedule", request(arguments).putIfPresent("schedule", arguments.find("--schedule")));
      case "test request_plugin" -> test(arguments, "request", request(arguments)
          .putIfPresent("query_parameters", arguments.pairs("--query"))
          .putIfPresent("request_headers", arguments.pairs("--headers"))
          .putIfPresent("request_body", body(arguments)));
      case "install package" -> install(arguments);
      case "create plugin_kit" -> createKit(arguments);
      default -> throw new IllegalStateException(arguments.command().path());
    };
  }

  /// Needs no server.
  private int createKit(Arguments arguments) {
    try {
      PluginKit.writeTo(Path.of(arguments.positionals().getFirst())).forEach(out::println);
      return 0;
    } catch (MillraceException failure) {
      throw new CommandFailure(failure.getMessage());
    }
  }

  private static Json request(Arguments arguments) {
    return new Json()
        .put("filename", arguments.positionals().getFirst())
        .put("database", arguments.get("--database"))
        .putIfPresent("cache_name", arguments.find("--cache-name"))
        .putIfPresent("input_arguments", arguments.pairs("--input-arguments"));
  }

  private static String lines(Arguments arguments) {
    if (arguments.find("--lp").isPresent()) {
      return arguments.get("--lp");
    }
    Path file = Path.of(arguments.find("--file")
        .orElseThrow(() -> new CommandFailure("either --lp or --file must be provided")));
    try {
      return Files.readString(file, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new CommandFailure("unable to read input file");
    }
  }

  private static Optional<String> body(Arguments arguments) {
    if (arguments.find("--body").isPresent()) {
      return arguments.find("--body");
    }
    return arguments.find("--file").map(name -> {
      try {
        return Files.readString(Path.of(name), StandardCharsets.UTF_8);
      } catch (IOException e) {
        throw new CommandFailure("unable to read input file");
      }
    });
  }

  private int test(Arguments arguments, String kind, Json request) {
    var answer = PrettyJson.read(api.postJson("/api/v3/plugin_test/" + kind, request).orFail().text());
    out.println(PrettyJson.of(answer));
    return arguments.has("--fail-on-error") && !answer.path("errors").isEmpty() ? 1 : 0;
  }

  private int install(Arguments arguments) {
    if (arguments.find("--requirements").isPresent()) {
      Json body = new Json().put("requirements_location", arguments.get("--requirements"));
      api.postJson(ENVIRONMENT + "install_requirements", body).orFail();
      return 0;
    }
    if (arguments.positionals().isEmpty()) {
      throw new UsageError(
          "the following required arguments were not provided:\n  <PACKAGE>...", arguments.command().usage());
    }
    api.postJson(ENVIRONMENT + "install_packages", new Json().put("packages", arguments.positionals())).orFail();
    return 0;
  }
}
