package millrace.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/// `create token` and `delete token`.
final class TokenCommands {
  private static final String ADMIN = "/api/v3/configure/token/admin";
  private static final String LIMITED = "/api/v3/enterprise/configure/token";
  private static final String HELP = "Store this token securely, as it will not be shown again.";

  private final Api api;
  private final PrintStream out;
  private final PrintStream err;

  TokenCommands(Api api, PrintStream out, PrintStream err) {
    this.api = api;
    this.out = out;
    this.err = err;
  }

  int run(Arguments arguments) {
    return arguments.command().path().equals("create token") ? create(arguments) : delete(arguments);
  }

  private int create(Arguments arguments) {
    if (arguments.find("--permission").isPresent()) {
      return createLimited(arguments);
    }
    if (!arguments.has("--admin")) {
      err.println("Missing required subcommand. Use: influxdb3 create token --admin [OPTIONS]");
      return 2;
    }
    if (arguments.has("--regenerate") && arguments.find("--name").isPresent()) {
      throw new CommandFailure("--regenerate cannot be used with --name, --regenerate only applies for operator token");
    }
    if (arguments.has("--offline")) {
      return OfflineTokens.create(arguments, out);
    }
    if (arguments.has("--regenerate")) {
      out.println("Are you sure you want to regenerate admin token? Enter 'yes' to confirm");
      out.flush();
      if (!Confirmation.answer().equals("yes")) {
        out.println("Failed to create token, error: Cannot regenerate token without confirmation");
        return strict();
      }
    }
    return show(arguments, answer(arguments));
  }

  private int createLimited(Arguments arguments) {
    for (String other : List.of("--admin", "--regenerate", "--offline")) {
      if (arguments.has(other)) {
        throw new UsageError("the argument '--permission <PERMISSION>' cannot be used with '" + other + "'",
            arguments.command().usage());
      }
    }
    List<Json> permissions = arguments.all("--permission").stream().map(TokenCommands::permission).toList();
    Json body = new Json().put("token_name", named(arguments)).put("permissions", permissions)
        .putIfPresent("expiry_secs", arguments.find("--expiry").map(OfflineTokens::seconds));
    return show(arguments, reached(() -> api.postJson(LIMITED, body)));
  }

  private static String named(Arguments arguments) {
    return arguments.find("--name").orElseThrow(() -> new UsageError(
        "the following required arguments were not provided:\n  --name <NAME>", arguments.command().usage()));
  }

  /// `db:NAME[,NAME]:ACTION[,ACTION]` in its three parts, which the server judges.
  private static Json permission(String text) {
    int first = text.indexOf(':');
    int last = text.lastIndexOf(':');
    if (first == last) {
      throw new UsageError("invalid value '" + text
          + "' for '--permission <PERMISSION>': expected db:NAME[,NAME]:read,write", "");
    }
    return new Json()
        .put("resource_type", text.substring(0, first))
        .put("resource_identifier", List.of(text.substring(first + 1, last).split(",", -1)))
        .put("actions", List.of(text.substring(last + 1).split(",", -1)));
  }

  private Optional<Api.Answer> answer(Arguments arguments) {
    return reached(() -> call(arguments));
  }

  private Api.Answer call(Arguments arguments) {
    if (arguments.has("--regenerate")) {
      return api.post(ADMIN + "/regenerate", Map.of());
    }
    if (arguments.find("--name").isPresent()) {
      Json body = new Json().put("token_name", arguments.get("--name"))
          .putIfPresent("expiry_secs", arguments.find("--expiry").map(OfflineTokens::seconds));
      return api.postJson("/api/v3/configure/token/named_admin", body);
    }
    return api.post(ADMIN, Map.of());
  }

  private Optional<Api.Answer> reached(Supplier<Api.Answer> call) {
    try {
      return Optional.of(call.get());
    } catch (Api.Unreachable e) {
      out.println("Failed to create token, error: RequestSend { source: ConnectError(\"" + e.getMessage() + "\") }");
      return Optional.empty();
    }
  }

  /// A refusal goes to standard output with status 0, as scripts written for the original expect; with
  /// `INFLUXDB3_STRICT_EXIT=1` the status is 1.
  private int show(Arguments arguments, Optional<Api.Answer> answered) {
    if (answered.isEmpty()) {
      return strict();
    }
    Api.Answer answer = answered.get();
    if (!answer.isSuccess()) {
      out.println("Failed to create token, error: ApiError { code: " + answer.status() + ", message: \""
          + answer.text().replace("\"", "\\\"") + "\", error_code: None }");
      return strict();
    }
    JsonNode document = PrettyJson.read(answer.text());
    if (!document.hasNonNull("token")) {
      throw new CommandFailure("the server's answer has no token: " + answer.text());
    }
    print(arguments, document.get("token").asText(), out);
    return 0;
  }

  static void print(Arguments arguments, String token, PrintStream out) {
    if (arguments.get("--format").equals("json")) {
      Json json = new Json()
          .put("token", token)
          .put("help_msg", HELP + " HTTP requests require the following header: \"Authorization: Bearer " + token + "\"");
      out.println(PrettyJson.of(json.toString()));
      return;
    }
    Style style = Style.of(System.getenv());
    out.println();
    out.println(style.underlined("New token created successfully!"));
    out.println();
    out.println(style.bold("Token:") + " " + token);
    out.println(style.bold("HTTP Requests Header:") + " Authorization: Bearer " + token);
    out.println();
    out.println(style.alert("IMPORTANT:") + " " + HELP);
    out.println();
  }

  private static int strict() {
    return "1".equals(System.getenv("INFLUXDB3_STRICT_EXIT")) ? 1 : 0;
  }

  private int delete(Arguments arguments) {
    String name = arguments.get("--token-name");
    if (name.equals("_admin")) {
      out.println("The operator token \"_admin\" is required and cannot be deleted. To regenerate an operator token, use:"
          + " influxdb3 create token --admin --regenerate --token [TOKEN]");
      return 0;
    }
    if (!arguments.has("--yes")) {
      Confirmation.require(err, "\"" + name + "\"");
    }
    api.delete("/api/v3/configure/token", Map.of("token_name", name)).orFail();
    out.println("Token \"" + name + "\" deleted successfully");
    return 0;
  }
}
