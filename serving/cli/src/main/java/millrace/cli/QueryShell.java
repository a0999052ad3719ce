package millrace.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// `influxdb3 query` without a query on a terminal: statements that end with `;`, one answer after the other, and
/// commands that begin with a backslash.
final class QueryShell {
  static final String HELP = """
      STATEMENT;        run it; it may go over several lines
      \\l                list databases
      \\d [TABLE]        list tables, or the columns of one
      \\use DATABASE     go on in another database
      \\sql, \\influxql   the language of statements
      \\format FORMAT    pretty, csv, json or jsonl
      \\timing           tell how long answers take, or stop telling
      \\?                this text
      \\q                leave; so does Ctrl-D. Ctrl-C forgets what was typed
      """;

  /// Where lines come from.
  interface Lines {
    /// @return empty at the end
    /// @throws Interrupted when the user takes back what was typed
    Optional<String> read(String prompt);
  }

  /// The user pressed Ctrl-C.
  static final class Interrupted extends RuntimeException {
    private static final long serialVersionUID = 1;

    Interrupted() {
      super("", null, false, false);
    }
  }

  private final Api api;
  private final PrintStream out;
  private final PrintStream err;
  private final StatementBuffer typed = new StatementBuffer();
  private String database;
  private String language;
  private String format = "pretty";
  private boolean isTimed;

  QueryShell(Api api, PrintStream out, PrintStream err, String database, String language) {
    this.api = api;
    this.out = out;
    this.err = err;
    this.database = database;
    this.language = language;
  }

  /// The database of statements now.
  String database() {
    return database;
  }

  /// Reads and answers until the user leaves.
  void run(Lines lines) {
    while (true) {
      try {
        Optional<String> line = lines.read(typed.isEmpty() ? database + "> " : " ".repeat(database.length()) + "> ");
        if (line.isEmpty() || !answer(line.get())) {
          return;
        }
      } catch (Interrupted e) {
        typed.clear();
      }
      out.flush();
    }
  }

  /// @return whether to go on
  private boolean answer(String line) {
    try {
      if (typed.isEmpty() && line.strip().startsWith("\\")) {
        return command(line.strip().split("\\s+", 2));
      }
      for (String statement : typed.add(line)) {
        timed(() -> query(language, statement));
      }
    } catch (CommandFailure | Api.Unreachable e) {
      err.println(e.getMessage());
    }
    return true;
  }

  private boolean command(String[] words) {
    Optional<String> argument = words.length > 1 ? Optional.of(words[1].replaceFirst(";$", "").strip()) : Optional.empty();
    switch (words[0].replaceFirst(";$", "")) {
      case "\\q", "\\quit", "\\exit" -> {
        return false;
      }
      case "\\?", "\\h", "\\help" -> out.print(HELP);
      case "\\l" -> out.println(api.get("/api/v3/configure/database", Map.of("format", "pretty")).orFail().text());
      case "\\d" -> describe(argument);
      case "\\use", "\\c" -> database = argument.orElseThrow(() -> new CommandFailure("\\use wants the name of a database"));
      case "\\sql" -> language = "sql";
      case "\\influxql" -> language = "influxql";
      case "\\format" -> format(argument.orElse(""));
      case "\\timing" -> {
        isTimed = !isTimed;
        out.println("timing is " + (isTimed ? "on" : "off"));
      }
      default -> throw new CommandFailure("unknown command " + words[0] + "; \\? lists them");
    }
    return true;
  }

  private void format(String wanted) {
    if (!List.of("pretty", "csv", "json", "jsonl").contains(wanted)) {
      throw new CommandFailure("\\format wants pretty, csv, json or jsonl");
    }
    format = wanted;
  }

  private void describe(Optional<String> table) {
    String from = " FROM information_schema." + (table.isPresent() ? "columns" : "tables") + " WHERE table_schema = 'iox'";
    query("sql", table.isPresent()
        ? "SELECT column_name, data_type" + from + " AND table_name = '" + table.get().replace("'", "''") + "' ORDER BY 1"
        : "SELECT table_name" + from + " ORDER BY 1");
  }

  private void query(String in, String statement) {
    Json body = new Json().put("db", database).put("q", statement).put("format", format);
    try (Api.Streamed answer = api.streamJson("/api/v3/query_" + in, body)) {
      answer.body().transferTo(out);
      out.println();
      answer.partial().ifPresent(missing -> err.println("not complete: " + missing));
    } catch (IOException e) {
      throw new CommandFailure("the answer broke off: " + e.getMessage());
    }
  }

  private void timed(Runnable work) {
    long start = System.nanoTime();
    work.run();
    if (isTimed) {
      out.println(String.format(Locale.ROOT, "%.1f ms", (System.nanoTime() - start) / 1e6));
    }
  }
}
