package millrace.cli;

import java.io.PrintStream;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// The steps of the demo, in order. Each prints its command and its output, and says whether it did what it should.
final class DemoTour {
  private static final Pattern TOKEN = Pattern.compile("Token: (apiv3_\\S+)");
  private static final long WAIT_SECONDS = 60;

  private final DemoServer server;
  private final DemoCommand.Shell shell;
  private final PrintStream out;
  private Optional<String> failed = Optional.empty();

  DemoTour(DemoServer server, DemoCommand.Shell shell, PrintStream out) {
    this.server = server;
    this.shell = shell;
    this.out = out;
  }

  /// @return the step that failed, if one did
  Optional<String> run() {
    token();
    say("A database, and three plugins on it: one samples this host every second, one derives rates from what is"
        + " written and raises alerts, one answers HTTP requests.");
    step("create the database", "created successfully", "create", "database", "hosts");
    step("create the scheduled trigger", "created successfully", "create", "trigger", "--database", "hosts",
        "--trigger-spec", "every:1s", "--path", "host_metrics.py", "sample_host");
    step("create the write trigger", "created successfully", "create", "trigger", "--database", "hosts",
        "--trigger-spec", "table:counters", "--path", "host_rates.py", "--trigger-arguments", "threshold=95", "derive_rates");
    step("create the request trigger", "created successfully", "create", "trigger", "--database", "hosts",
        "--trigger-spec", "request:summary", "--path", "host_summary.py", "summary");
    say("Samples are coming in, and rates are derived from them as they are written.");
    await("rates derived by the write plugin", "--language", "influxql", "SELECT count(per_second) FROM rates",
        text -> Pattern.compile("\\|\\s+([6-9]|\\d{2,})\\s+\\|").matcher(text).find());
    request("the summary endpoint", Optional.empty(), text -> text.contains("rates_per_second") && text.contains("cpu"));
    say("The threshold lives in the plugins' cache. Set it to 0 %, and the next sample raises an alert.");
    request("set the threshold", Optional.of("{\"threshold\": 0}"), text -> text.contains("\"cpu_threshold\""));
    await("an alert raised by the write plugin", "--language", "sql", "SELECT count(*) AS alerts FROM alerts",
        text -> Pattern.compile("\\|\\s+[1-9]\\d*\\s+\\|").matcher(text).find());
    say("InfluxQL and SQL see the same rows.");
    step("query with InfluxQL", "mean", "query", "--database", "hosts", "--language", "influxql",
        "SELECT mean(per_second), max(per_second) FROM rates WHERE time > now() - 1m GROUP BY \"name\"");
    step("query with SQL", "message", "query", "--database", "hosts",
        "SELECT time, host, round(value, 2) AS cpu, message FROM alerts ORDER BY time DESC LIMIT 3");
    step("read the plugins' logs", "sample_host", "query", "--database", "hosts",
        "SELECT trigger_name, log_level, count(*) AS lines FROM system.processing_engine_logs GROUP BY 1, 2 ORDER BY 1, 2");
    step("list the plugins", "host_rates.py", "show", "plugins");
    next();
    return failed;
  }

  private void token() {
    DemoCommand.Shell.Ran ran = show("create", "token", "--admin");
    Matcher token = TOKEN.matcher(ran.text());
    if (token.find()) {
      shell.use(token.group(1));
      out.println(prompt("export INFLUXDB3_HOST_URL=" + server.url() + " INFLUXDB3_AUTH_TOKEN=<the token>"));
      out.println();
    } else {
      failed = Optional.of("create an admin token");
    }
  }

  private void say(String text) {
    if (failed.isEmpty()) {
      out.println("# " + text);
      out.println();
    }
  }

  private void step(String name, String expected, String... words) {
    if (failed.isPresent()) {
      return;
    }
    DemoCommand.Shell.Ran ran = show(words);
    if (ran.status() != 0 || !ran.text().contains(expected)) {
      failed = Optional.of(name);
    }
  }

  private DemoCommand.Shell.Ran show(String... words) {
    out.println(prompt("influxdb3 " + Arrays.stream(words).map(DemoTour::quoted).collect(Collectors.joining(" "))));
    DemoCommand.Shell.Ran ran = shell.run(words);
    out.println(ran.text().strip());
    out.println();
    out.flush();
    return ran;
  }

  /// Repeats a query until its answer is as wanted, then shows it once.
  private void await(String name, String languageFlag, String language, String query, Predicate<String> wanted) {
    if (failed.isPresent()) {
      return;
    }
    String[] words = {"query", "--database", "hosts", languageFlag, language, query};
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(WAIT_SECONDS);
    while (System.nanoTime() < deadline && !wanted.test(shell.run(words).text())) {
      DemoServer.pause();
    }
    if (!wanted.test(show(words).text())) {
      failed = Optional.of(name);
    }
  }

  private void request(String name, Optional<String> body, Predicate<String> wanted) {
    if (failed.isPresent()) {
      return;
    }
    String data = body.map(json -> " -d " + quoted(json)).orElse("");
    out.println(prompt("curl -s -H \"Authorization: Bearer $INFLUXDB3_AUTH_TOKEN\"" + data + " " + server.url()
        + "/api/v3/engine/summary"));
    Api.Answer answer = body.isPresent()
        ? shell.api().postBytes("/api/v3/engine/summary", Map.of(), body.get().getBytes(java.nio.charset.StandardCharsets.UTF_8), false)
        : shell.api().get("/api/v3/engine/summary", Map.of());
    out.println(answer.text());
    out.println();
    if (!answer.isSuccess() || !wanted.test(answer.text())) {
      failed = Optional.of(name);
    }
  }

  private void next() {
    if (failed.isEmpty()) {
      out.println("Where to go next: docs/tutorial/first-plugin.md writes a plugin of your own; `influxdb3 --help` lists the"
          + " commands; docs/reference/ has the rest.");
      out.println();
    }
  }

  static String prompt(String command) {
    return "$ " + command;
  }

  private static String quoted(String word) {
    boolean plain = word.matches("[\\w@%+=:,./-]+");
    return plain ? word : "'" + word.replace("'", "'\\''") + "'";
  }
}
