package millrace.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.Map;

/// Runs of triggers that a user asks for: now, over stored history, of events that were given up.
final class TriggerRunCommands {
  private static final String TRIGGERS = "/api/v3/configure/processing_engine_trigger";
  private static final long POLL_MILLIS = 300;

  private final Api api;
  private final PrintStream out;
  private final PrintStream err;

  TriggerRunCommands(Api api, PrintStream out, PrintStream err) {
    this.api = api;
    this.out = out;
    this.err = err;
  }

  int run(Arguments arguments) {
    return switch (arguments.command().path()) {
      case "run trigger" -> runNow(arguments);
      case "replay trigger" -> replay(arguments);
      case "resume replay" -> {
        String id = arguments.positionals().getFirst();
        yield follow(arguments, read(api.post(TRIGGERS + "/replay/resume", Map.of("id", id))));
      }
      case "cancel replay" -> {
        String id = arguments.positionals().getFirst();
        api.delete(TRIGGERS + "/replay", Map.of("id", id)).orFail();
        out.println("Replay " + id + " cancelled successfully");
        yield 0;
      }
      case "replay dead-letters" -> replayDeadLetters(arguments);
      case "delete dead-letters" -> {
        int removed = read(api.delete(TRIGGERS + "/dead_letters", deadLetters(arguments))).path("removed").asInt();
        out.println(removed + " dead letters of trigger " + arguments.get("--trigger") + " deleted");
        yield 0;
      }
      default -> throw new IllegalStateException(arguments.command().path());
    };
  }

  private int runNow(Arguments arguments) {
    Map<String, String> query = new LinkedHashMap<>();
    query.put("db", arguments.get("--database"));
    query.put("trigger_name", arguments.positionals().getFirst());
    JsonNode report = read(api.post(TRIGGERS + "/run", query));
    if (!report.path("outcome").asText().equals("success")) {
      throw new CommandFailure(report.path("error").asText());
    }
    out.println("Trigger " + arguments.positionals().getFirst() + " ran in " + millis(report.path("duration_ns").asLong())
        + " and wrote " + report.path("lines_written").asLong() + " lines");
    return 0;
  }

  private int replay(Arguments arguments) {
    Json body = new Json()
        .put("db", arguments.get("--database"))
        .put("trigger_name", arguments.positionals().getFirst())
        .putIfPresent("from", arguments.find("--from"))
        .putIfPresent("to", arguments.find("--to"))
        .put("dry_run", arguments.has("--dry-run"));
    return follow(arguments, read(api.postJson(TRIGGERS + "/replay", body)));
  }

  /// Shows progress on standard error until it has ended; ended from outside, it is cancelled on the server.
  private int follow(Arguments arguments, JsonNode begun) {
    String id = begun.path("id").asText();
    if (arguments.has("--detach")) {
      out.println("Replay " + id + " runs; see `influxdb3 show replays`");
      return 0;
    }
    Thread cancel = new Thread(() -> api.delete(TRIGGERS + "/replay", Map.of("id", id)));
    Runtime.getRuntime().addShutdownHook(cancel);
    JsonNode report = begun;
    long shown = -1;
    while (report.path("state").asText().equals("running")) {
      if (report.path("rows").asLong() != shown) {
        shown = report.path("rows").asLong();
        err.println("replay " + id + ": at " + report.path("position").asText("the start") + ", " + shown + " rows, "
            + report.path("runs").asLong() + " runs, " + report.path("failures").asLong() + " failed");
      }
      pause();
      report = read(api.get(TRIGGERS + "/replay", Map.of("id", id)));
    }
    Runtime.getRuntime().removeShutdownHook(cancel);
    return ended(id, report);
  }

  private int ended(String id, JsonNode report) {
    String counts = report.path("rows").asLong() + " rows in " + report.path("runs").asLong() + " runs, "
        + report.path("failures").asLong() + " failed, " + report.path("lines_written").asLong() + " lines "
        + (report.path("dry_run").asBoolean() ? "not written (dry run)" : "written");
    if (!report.path("state").asText().equals("finished")) {
      String reason = report.path("error").asText();
      throw new CommandFailure("replay " + id + " " + report.path("state").asText() + (reason.isEmpty() ? "" : ": " + reason)
          + " (" + counts + "); go on with `influxdb3 resume replay " + id + "`");
    }
    report.path("sample").forEach(line -> out.println(line.asText()));
    out.println("Replay " + id + " finished: " + counts);
    return 0;
  }

  private int replayDeadLetters(Arguments arguments) {
    JsonNode report = read(api.post(TRIGGERS + "/dead_letters/replay", deadLetters(arguments)));
    out.println(report.path("succeeded").asInt() + " dead letters of trigger " + arguments.get("--trigger")
        + " ran successfully, " + report.path("left").asInt() + " left");
    if (report.path("failed_id").asLong() != 0) {
      throw new CommandFailure("dead letter " + report.path("failed_id").asLong() + ": " + report.path("error").asText());
    }
    return 0;
  }

  private static Map<String, String> deadLetters(Arguments arguments) {
    Map<String, String> query = new LinkedHashMap<>();
    query.put("db", arguments.get("--database"));
    query.put("trigger_name", arguments.get("--trigger"));
    arguments.find("--id").ifPresent(id -> query.put("id", id));
    return query;
  }

  private static JsonNode read(Api.Answer answer) {
    return PrettyJson.read(answer.orFail().text());
  }

  private static String millis(long nanos) {
    return nanos / 1_000_000 + " ms";
  }

  static void pause() {
    try {
      Thread.sleep(POLL_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CommandFailure("interrupted");
    }
  }
}
