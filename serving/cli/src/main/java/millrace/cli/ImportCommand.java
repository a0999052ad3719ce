package millrace.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;

/// `influxdb3 import`: reads files of line protocol or CSV batch by batch, sends them in order, and keeps in a state
/// file how far it is, so that the same command goes on after whatever stopped it.
final class ImportCommand {
  private static final int MOST_REFUSALS_SHOWN = 20;

  private final Api api;
  private final PrintStream err;
  private final ImportSender.Pause pause;
  private long refused;

  ImportCommand(Api api, PrintStream err) {
    this(api, err, millis -> LockSupport.parkNanos(millis * 1_000_000));
  }

  ImportCommand(Api api, PrintStream err, ImportSender.Pause pause) {
    this.api = api;
    this.err = err;
    this.pause = pause;
  }

  int run(Arguments arguments) {
    List<Path> files = arguments.positionals().stream().map(Path::of).toList();
    files.forEach(ImportCommand::requireFile);
    Map<Path, String> formats = new java.util.LinkedHashMap<>();
    files.forEach(file -> formats.put(file, format(arguments, file)));
    ImportProgress progress = new ImportProgress(err, isTerminal(), arguments.has("--quiet"));
    ImportState state = ImportState.open(
        arguments.find("--resume").map(Path::of).orElseGet(() -> beside(files.getFirst())),
        identity(arguments), arguments.has("--restart"));
    for (Path file : files) {
      importFile(arguments, file, formats.get(file), state, progress);
    }
    state.delete();
    progress.end(files.size());
    if (refused > 0) {
      throw new CommandFailure(refused + (refused == 1 ? " record was refused" : " records were refused")
          + ", all others are stored");
    }
    return 0;
  }

  private static void requireFile(Path file) {
    if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
      throw new CommandFailure(file + " is not a file that can be read");
    }
  }

  private static Path beside(Path file) {
    return file.resolveSibling(file.getFileName() + ".import-state");
  }

  /// What must be the same for a state to hold.
  private String identity(Arguments arguments) {
    StringBuilder identity = new StringBuilder(api.host()).append(' ').append(arguments.get("--database"));
    for (String flag : List.of("--format", "--table", "--tags", "--time-column", "--types", "--precision")) {
      arguments.find(flag).ifPresent(value -> identity.append(' ').append(flag).append('=').append(value));
    }
    return identity.toString();
  }

  private static boolean isTerminal() {
    return System.console() != null && System.console().isTerminal();
  }

  private static String format(Arguments arguments, Path file) {
    String name = arguments.find("--format").orElseGet(() -> ending(file));
    return switch (name) {
      case "lp", "line", "txt", "influx" -> "lp";
      case "csv" -> "csv";
      case "parquet" -> throw new CommandFailure(
          file + ": Parquet is not read; turn it into CSV first, as DuckDB does with COPY 'x.parquet' TO 'x.csv'");
      default -> throw new UsageError("what is in " + file + "? Say --format lp or --format csv", "");
    };
  }

  /// `csv` of `a.csv` and `a.csv.gz`.
  private static String ending(Path file) {
    String name = nameWithoutGzip(file).toLowerCase(Locale.ROOT);
    return name.substring(name.lastIndexOf('.') + 1);
  }

  private static String nameWithoutGzip(Path file) {
    return file.getFileName().toString().replaceFirst("(?i)\\.gz$", "");
  }

  private void importFile(
      Arguments arguments, Path file, String format, ImportState state, ImportProgress progress) {
    Optional<ImportPosition> done = state.of(file);
    done.ifPresent(at -> progress.say("going on at line " + at.line() + " of " + file));
    try {
      boolean isCsv = format.equals("csv");
      ImportSource.Format reader = isCsv ? csv(arguments, file) : new LineFile();
      String precision = isCsv ? "nanosecond" : WriteCommand.longName(precision(arguments));
      ImportSender sender = new ImportSender(api, arguments.get("--database"), precision, arguments.has("--gzip"),
          number(arguments, "--retries"), pause, progress::say);
      long size = Files.size(file);
      int batchBytes = (int) Math.min(Sizes.parse(arguments.get("--batch-size")), RecordReader.LONGEST);
      try (ImportSource source = ImportSource.open(file, reader, batchBytes, done.orElse(ImportPosition.START))) {
        for (var next = source.next(); next.isPresent(); next = source.next()) {
          importBatch(arguments, file, next.get(), sender, progress);
          state.put(file, next.get().after());
          progress.batch(file.getFileName().toString(), next.get().records(), source.bytesRead(), size);
        }
      }
    } catch (IOException e) {
      throw new CommandFailure(file + ": " + e.getMessage());
    }
  }

  private void importBatch(
      Arguments arguments, Path file, ImportBatch batch, ImportSender sender, ImportProgress progress) {
    List<ImportBatch.Refusal> refusals = new ArrayList<>(batch.refusals());
    if (batch.body().length > 0) {
      refusals.addAll(sender.send(batch));
    }
    for (ImportBatch.Refusal refusal : refusals) {
      if (refused++ < MOST_REFUSALS_SHOWN) {
        String text = refusal.text().isEmpty() ? "" : ": " + refusal.text();
        progress.say(file + ":" + refusal.line() + ": " + refusal.reason() + text);
      }
    }
    if (!refusals.isEmpty() && !arguments.has("--skip-errors")) {
      throw new CommandFailure(refused + (refused == 1 ? " record" : " records") + " of " + file
          + " refused; correct the file and repeat the command, which goes on there, or leave them out with --skip-errors");
    }
  }

  private static ImportSource.Format csv(Arguments arguments, Path file) throws IOException {
    CsvFile.Options options = csvOptions(arguments, file);
    return AnnotatedCsv.isOne(file) ? new AnnotatedCsv(options.unitNanos()) : CsvFile.open(file, options);
  }

  private static CsvFile.Options csvOptions(Arguments arguments, Path file) {
    String name = nameWithoutGzip(file);
    int dot = name.lastIndexOf('.');
    return new CsvFile.Options(
        arguments.find("--table").orElse(dot > 0 ? name.substring(0, dot) : name),
        arguments.find("--tags").map(text -> Set.copyOf(List.of(text.split(",")))).orElse(Set.of()),
        arguments.get("--time-column"),
        arguments.find("--types").map(CsvColumns::types).orElse(Map.of()),
        Instants.unitNanos(precision(arguments)));
  }

  private static String precision(Arguments arguments) {
    return WriteCommand.checkedPrecision(arguments.get("--precision"));
  }

  private static int number(Arguments arguments, String flag) {
    try {
      return Math.max(0, Integer.parseInt(arguments.get(flag)));
    } catch (NumberFormatException e) {
      throw new UsageError("invalid value '" + arguments.get(flag) + "' for '" + flag + "': invalid digit found in string", "");
    }
  }
}
