package millrace.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import millrace.base.Clock;

/// `influxdb3 import`: reads files of line protocol, CSV or Parquet batch by batch, sends several batches at once, and keeps
/// in a state file up to where all are stored, so that the same command goes on after whatever stopped it.
final class ImportCommand {
  private static final int MOST_REFUSALS_SHOWN = 20;

  /// What became of a batch.
  ///
  /// @param after where the file stands behind it
  /// @param refusals of the server and of this side
  /// @param read how much of the file was read when it was cut
  private record Outcome(ImportPosition after, long records, List<ImportBatch.Refusal> refusals, long read) {}

  private final Api api;
  private final PrintStream err;
  private final Map<String, String> environment;
  private final Clock clock;
  private final ImportSender.Pause pause;
  private long refused;

  ImportCommand(Api api, PrintStream err, Map<String, String> environment) {
    this(api, err, environment, Clock.SYSTEM, millis -> LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(millis)));
  }

  ImportCommand(
      Api api, PrintStream err, Map<String, String> environment, Clock clock, ImportSender.Pause pause) {
    this.api = api;
    this.err = err;
    this.environment = environment;
    this.clock = clock;
    this.pause = pause;
  }

  int run(Arguments arguments) {
    List<Path> files = arguments.positionals().stream().map(Path::of).toList();
    files.forEach(ImportCommand::requireFile);
    ImportSources sources = new ImportSources(arguments, environment);
    Map<Path, ImportSources.Format> formats = new LinkedHashMap<>();
    files.forEach(file -> formats.put(file, sources.format(file)));
    ImportProgress progress = new ImportProgress(err, isTerminal(), arguments.has("--quiet"));
    if (arguments.has("--dry-run")) {
      formats.forEach((file, format) -> look(sources, file, format, progress));
      progress.endDry(files.size());
    } else {
      ImportState state = ImportState.open(
          arguments.find("--resume").map(Path::of).orElseGet(() -> beside(files.getFirst())),
          identity(arguments), arguments.has("--restart"), clock.nowNanos());
      formats.forEach((file, format) -> importFile(arguments, sources, file, format, state, progress));
      state.delete();
      progress.end(files.size());
    }
    if (refused > 0) {
      throw new CommandFailure(refusedText() + (arguments.has("--dry-run") ? "" : ", all others are stored"));
    }
    return 0;
  }

  private String refusedText() {
    return refused + (refused == 1 ? " record was refused" : " records were refused");
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
    List<String> flags =
        List.of("--format", "--table", "--tags", "--time-column", "--types", "--without", "--precision");
    for (String flag : flags) {
      arguments.find(flag).ifPresent(value -> identity.append(' ').append(flag).append('=').append(value));
    }
    return identity.toString();
  }

  private static boolean isTerminal() {
    return System.console() != null && System.console().isTerminal();
  }

  /// Reads a file to its end without sending anything.
  private void look(ImportSources sources, Path file, ImportSources.Format format, ImportProgress progress) {
    try (ImportSource source = sources.open(file, format, Optional.empty(), 0)) {
      if (!source.meaning().isEmpty()) {
        progress.say(file + ": " + source.meaning());
      }
      for (var next = source.next(); next.isPresent(); next = source.next()) {
        report(file, next.get().refusals(), progress);
        progress.batch(file.getFileName().toString(), next.get().records(), source.done(), source.size());
      }
    } catch (IOException e) {
      throw new CommandFailure(file + ": " + e.getMessage());
    }
  }

  private void importFile(Arguments arguments, ImportSources sources, Path file, ImportSources.Format format,
      ImportState state, ImportProgress progress) {
    Optional<ImportPosition> done = state.of(file);
    done.ifPresent(at -> progress.say("going on at " + format.unit() + " " + at.line() + " of " + file));
    ImportSender sender = new ImportSender(api, arguments.get("--database"), sources.precision(format),
        arguments.has("--gzip"), number(arguments, "--retries"), pause, progress::say);
    try (ImportSource source = sources.open(file, format, done, state.startNanos());
        InFlight underWay = new InFlight(WriteCommand.atOnce(arguments))) {
      InOrder<Outcome> outcomes =
          new InOrder<>(outcome -> stored(arguments, file, outcome, source.size(), state, progress));
      state.begin();
      long number = 0;
      for (var next = source.next(); next.isPresent(); next = source.next()) {
        ImportBatch batch = next.get();
        long read = source.done();
        long mine = number++;
        underWay.run(() -> outcomes.put(mine, send(batch, sender, read)));
      }
      underWay.done();
    } catch (IOException e) {
      throw new CommandFailure(file + ": " + e.getMessage());
    }
  }

  private static Outcome send(ImportBatch batch, ImportSender sender, long read) {
    List<ImportBatch.Refusal> refusals = new ArrayList<>(batch.refusals());
    if (batch.body().length > 0) {
      refusals.addAll(sender.send(batch));
    }
    return new Outcome(batch.after(), batch.records(), refusals, read);
  }

  private void stored(
      Arguments arguments, Path file, Outcome outcome, long size, ImportState state, ImportProgress progress) {
    report(file, outcome.refusals(), progress);
    if (!outcome.refusals().isEmpty() && !arguments.has("--skip-errors")) {
      throw new CommandFailure(refused + (refused == 1 ? " record" : " records") + " of " + file
          + " refused; correct the file and repeat the command, which goes on there, or leave them out with --skip-errors");
    }
    state.put(file, outcome.after());
    progress.batch(file.getFileName().toString(), outcome.records(), outcome.read(), size);
  }

  private void report(Path file, List<ImportBatch.Refusal> refusals, ImportProgress progress) {
    for (ImportBatch.Refusal refusal : refusals) {
      if (refused++ < MOST_REFUSALS_SHOWN) {
        String text = refusal.text().isEmpty() ? "" : ": " + refusal.text();
        progress.say(file + ":" + refusal.line() + ": " + refusal.reason() + text);
      }
    }
  }

  private static int number(Arguments arguments, String flag) {
    try {
      return Math.max(0, Integer.parseInt(arguments.get(flag)));
    } catch (NumberFormatException e) {
      throw new UsageError("invalid value '" + arguments.get(flag) + "' for '" + flag + "': invalid digit found in string", "");
    }
  }
}
