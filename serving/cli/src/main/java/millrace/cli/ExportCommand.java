package millrace.cli;

import java.io.BufferedOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;

/// `influxdb3 export`: writes tables into files or to standard output as the rows come.
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
      if (isPerTable) {
        Path folder = Path.of(arguments.get("--output"));
        Files.createDirectories(folder);
        for (ExportTable table : tables) {
          toFile(folder.resolve(fileName(table.name()) + "." + format), arguments, List.of(table), condition);
        }
      } else if (arguments.find("--output").isPresent()) {
        toFile(Path.of(arguments.get("--output")), arguments, tables, condition);
      } else {
        write(out, arguments, tables, condition);
        out.flush();
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

  private static String condition(Arguments arguments) {
    Optional<String> from = arguments.find("--from").map(text -> "time >= '" + instant("--from", text) + "'");
    Optional<String> to = arguments.find("--to").map(text -> "time < '" + instant("--to", text) + "'");
    String both = from.isPresent() && to.isPresent() ? from.get() + " AND " + to.get() : from.or(() -> to).orElse("");
    return both.isEmpty() ? "" : " WHERE " + both;
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

  /// The file appears when it is whole; until then its content is in one beside it.
  private void toFile(Path file, Arguments arguments, List<ExportTable> tables, String condition) throws IOException {
    Path part = file.resolveSibling(file.getFileName() + ".part");
    try {
      try (OutputStream raw = new Counted(new BufferedOutputStream(Files.newOutputStream(part), 1 << 16));
          OutputStream to = file.toString().endsWith(".gz") ? new GZIPOutputStream(raw, 1 << 16) : raw) {
        write(to, arguments, tables, condition);
      }
      Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(part);
    }
  }

  private void write(OutputStream to, Arguments arguments, List<ExportTable> tables, String condition) throws IOException {
    String format = arguments.get("--format");
    for (ExportTable table : tables) {
      String sql = "SELECT * FROM \"" + table.name().replace("\"", "\"\"") + "\"" + condition;
      Json body = new Json().put("db", arguments.get("--database")).put("q", sql)
          .put("format", format.equals("lp") ? "jsonl" : format);
      try (Api.Streamed rows = api.streamJson("/api/v3/query_sql", body)) {
        if (format.equals("lp")) {
          new JsonLinesToProtocol(table).copy(rows.body(), to);
        } else {
          rows.body().transferTo(to);
        }
        rows.partial().ifPresent(missing -> {
          incomplete++;
          err.println("table " + table.name() + " is not complete: " + missing);
        });
      }
    }
  }

  /// Counts what goes into files.
  private final class Counted extends FilterOutputStream {
    Counted(OutputStream to) {
      super(to);
    }

    @Override
    public void write(int b) throws IOException {
      out.write(b);
      bytes++;
    }

    @Override
    public void write(byte[] from, int offset, int length) throws IOException {
      out.write(from, offset, length);
      bytes += length;
    }
  }
}
