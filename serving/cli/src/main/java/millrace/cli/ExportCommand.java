package millrace.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// `influxdb3 export`: writes tables into files or to standard output, one slice of time after the other. What is whole is
/// kept in a state file beside the output, so that the same command goes on after whatever stopped it.
final class ExportCommand {
  private final Api api;
  private final PrintStream out;
  private final PrintStream err;
  private long bytes;
  private int incomplete;

  ExportCommand(Api api, PrintStream out, PrintStream err) {
    this.api = api;
    this.out = out;
    this.err = err;
  }

  int run(Arguments arguments) {
    String format = arguments.get("--format");
    if (!List.of("lp", "csv", "jsonl", "parquet").contains(format)) {
      throw new UsageError("invalid value '" + format + "' for '--format <FORMAT>'\n  [possible values: lp, csv, jsonl, parquet]", "");
    }
    boolean isPerTable = arguments.find("--table").isEmpty() && !format.equals("lp");
    if (isPerTable && arguments.find("--output").isEmpty()) {
      throw new UsageError("tables have a file each in " + format + ": give a folder with --output, or one table with --table", "");
    }
    String condition = condition(arguments);
    List<ExportTable> tables = ExportTable.read(api, arguments.get("--database"), arguments.find("--table"));
    try {
      if (arguments.find("--output").isPresent()) {
        toFiles(arguments, tables, condition, isPerTable);
      } else {
        toOut(arguments, tables, condition);
      }
    } catch (IOException | IllegalArgumentException e) {
      throw new CommandFailure(e.getMessage() == null ? e.toString() : e.getMessage());
    }
    if (incomplete > 0) {
      throw new CommandFailure("what was exported is not all there is: the server has damaged files");
    }
    if (!arguments.has("--quiet") && arguments.find("--output").isPresent()) {
      err.println("exported " + tables.size() + (tables.size() == 1 ? " table, " : " tables, ") + Sizes.text(bytes));
    }
    return 0;
  }

  /// The condition on the time that the user wants; empty for none.
  private static String condition(Arguments arguments) {
    Optional<String> from = arguments.find("--from").map(text -> "time >= '" + instant("--from", text) + "'");
    Optional<String> to = arguments.find("--to").map(text -> "time < '" + instant("--to", text) + "'");
    return from.isPresent() && to.isPresent() ? from.get() + " AND " + to.get() : from.or(() -> to).orElse("");
  }

  private static String instant(String flag, String text) {
    try {
      return Instants.text(Instants.parse(text, 1));
    } catch (IllegalArgumentException e) {
      throw new UsageError("invalid value for '" + flag + " <TIME>': " + e.getMessage(), "");
    }
  }

  /// A table's name as the name of a file: what a file system may not like is written as its code.
  static String fileName(String table) {
    StringBuilder name = new StringBuilder();
    table.codePoints().forEach(c -> {
      boolean isPlain = Character.isLetterOrDigit(c) || c == '_' || c == '-' || c == '.' && !name.isEmpty();
      if (isPlain) {
        name.appendCodePoint(c);
      } else {
        name.append(String.format(Locale.ROOT, "%%%02X", c));
      }
    });
    return name.toString();
  }

  private void toFiles(Arguments arguments, List<ExportTable> tables, String condition, boolean isPerTable) throws IOException {
    Path output = Path.of(arguments.get("--output"));
    String format = arguments.get("--format");
    ExportState state = ExportState.open(output, identity(arguments), arguments.has("--restart"));
    if (isPerTable) {
      Files.createDirectories(output);
      for (ExportTable table : tables) {
        toFile(arguments, output.resolve(fileName(table.name()) + "." + format), List.of(table), condition, state, true);
      }
    } else {
      toFile(arguments, output, tables, condition, state, false);
    }
    incomplete = state.incomplete();
    state.delete();
  }

  /// What must be the same for a state to hold.
  private String identity(Arguments arguments) {
    StringBuilder identity = new StringBuilder(api.host()).append(' ').append(arguments.get("--database"));
    for (String flag : List.of("--format", "--table", "--from", "--to")) {
      arguments.find(flag).ifPresent(value -> identity.append(' ').append(flag).append('=').append(value));
    }
    return identity.toString();
  }

  /// Writes one file, of as many tables as it is to hold, or what is missing of it.
  private void toFile(Arguments arguments, Path file, List<ExportTable> tables, String condition, ExportState state,
      boolean isOneOfMany) throws IOException {
    boolean isBegun = tables.stream().anyMatch(table -> state.isDone(table.name()) || state.of(table.name()).isPresent());
    if (tables.stream().allMatch(table -> isWritten(table, state)) && ExportFile.isWhole(file)) {
      tables.forEach(table -> state.done(table.name(), 0));
      bytes += Files.size(file);
      return;
    }
    try (ExportFile target = ExportFile.open(file, arguments.get("--format"), isBegun ? state.bytes() : 0)) {
      for (ExportTable table : tables) {
        if (!state.isDone(table.name())) {
          toFile(arguments, table, condition, target, state);
          if (!isOneOfMany) {
            state.done(table.name(), target.length());
          }
        }
      }
      bytes += target.finish();
    }
    if (isOneOfMany) {
      tables.forEach(table -> state.done(table.name(), 0));
    }
  }

  private static boolean isWritten(ExportTable table, ExportState state) {
    return state.isDone(table.name()) || state.of(table.name()).map(at -> at.next() > at.last()).orElse(false);
  }

  private void toFile(Arguments arguments, ExportTable table, String condition, ExportFile target, ExportState state)
      throws IOException {
    Optional<ExportState.Table> begun = state.of(table.name());
    ExportTable wanted = begun.map(at -> table.only(at.columns())).orElse(table);
    List<String> columns = List.copyOf(wanted.columns().keySet());
    begun.ifPresent(at -> err.println("going on with table " + table.name() + " at " + Instants.text(at.next())));
    ExportSlices slices =
        begun.isPresent() ? new ExportSlices(begun.get().next(), begun.get().last()) : span(arguments, table, condition);
    if (!slices.hasNext() && begun.isEmpty() && arguments.get("--format").equals("parquet")) {
      // Without rows there are columns all the same.
      try (Api.Streamed none = stream(arguments, table.select(condition))) {
        target.append(none.body(), table);
      }
    }
    while (slices.hasNext()) {
      try (Api.Streamed rows = rows(arguments, wanted, slices)) {
        long brought = target.append(rows.body(), wanted);
        if (sawIncomplete(table, rows)) {
          state.sawIncomplete();
        }
        slices.done(brought);
      }
      state.put(new ExportState.Table(table.name(), columns, slices.from(), slices.last()), target.length());
    }
  }

  /// Parquet has one footer for all, which takes a file to go back in: its rows come by one query.
  private void toOut(Arguments arguments, List<ExportTable> tables, String condition) throws IOException {
    ExportText text = new ExportText(arguments.get("--format"), false);
    boolean isFirst = true;
    for (ExportTable table : tables) {
      if (text.format().equals("parquet")) {
        try (Api.Streamed rows = stream(arguments, table.select(condition))) {
          rows.body().transferTo(out);
          incomplete += sawIncomplete(table, rows) ? 1 : 0;
        }
        continue;
      }
      for (ExportSlices slices = span(arguments, table, condition); slices.hasNext(); ) {
        CountedOut counted = new CountedOut(out);
        try (Api.Streamed rows = rows(arguments, table, slices)) {
          text.append(rows.body(), table, counted, isFirst);
          incomplete += sawIncomplete(table, rows) ? 1 : 0;
        }
        isFirst &= counted.bytes() == 0;
        slices.done(counted.bytes());
      }
    }
    out.flush();
  }

  private boolean sawIncomplete(ExportTable table, Api.Streamed rows) {
    rows.partial().ifPresent(missing -> err.println("table " + table.name() + " is not complete: " + missing));
    return rows.partial().isPresent();
  }

  /// The time of a table's rows as it is now; what is written later with later times is not exported.
  private ExportSlices span(Arguments arguments, ExportTable table, String condition) {
    Json body = query(arguments, table.selectSpan(condition)).put("format", "json");
    String answer = new String(api.postJson("/api/v3/query_sql", body).orFail().body(), StandardCharsets.UTF_8);
    JsonNode row = PrettyJson.read(answer).path(0);
    return row.path("first").isTextual()
        ? new ExportSlices(Instants.parse(row.path("first").asText(), 1), Instants.parse(row.path("last").asText(), 1))
        : new ExportSlices(0, -1);
  }

  private Api.Streamed rows(Arguments arguments, ExportTable table, ExportSlices slices) {
    String slice = "time >= '" + Instants.text(slices.from()) + "' AND time <= '" + Instants.text(slices.to()) + "'";
    return stream(arguments, table.select(slice));
  }

  private Api.Streamed stream(Arguments arguments, String sql) {
    String format = arguments.get("--format");
    return api.streamJson("/api/v3/query_sql", query(arguments, sql).put("format", format.equals("lp") ? "jsonl" : format));
  }

  private static Json query(Arguments arguments, String sql) {
    return new Json().put("db", arguments.get("--database")).put("q", sql);
  }
}
