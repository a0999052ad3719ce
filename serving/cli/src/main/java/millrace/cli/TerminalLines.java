package millrace.cli;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.jline.reader.Candidate;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.UserInterruptException;
import org.jline.reader.impl.DefaultParser;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;

/// Lines typed on a terminal: edited with the keys of a shell, kept in a history that outlives the command, completed
/// with the words the server knows. The only class that touches JLine, so that no other command loads it.
final class TerminalLines implements QueryShell.Lines, Closeable {
  private final Terminal terminal;
  private final LineReader reader;

  /// @param words asked for names at a press of the tab key
  TerminalLines(Map<String, String> environment, Supplier<Set<String>> words) throws IOException {
    // Without clusters of graphemes the terminal is not asked whether it has them: an answer that comes late, as over
    // a slow line, would stand in the prompt.
    terminal = TerminalBuilder.builder().name("influxdb3").system(true).graphemeCluster(false).build();
    DefaultParser parser = new DefaultParser();
    // A backslash begins a command here, and a quote may stay open over lines.
    parser.setEscapeChars(new char[0]);
    LineReaderBuilder builder = LineReaderBuilder.builder()
        .terminal(terminal)
        .parser(parser)
        .option(LineReader.Option.DISABLE_EVENT_EXPANSION, true)
        .completer((line, parsed, candidates) -> words.get().stream().map(Candidate::new).forEach(candidates::add));
    history(environment).ifPresent(file -> builder.variable(LineReader.HISTORY_FILE, file));
    reader = builder.build();
  }

  @Override
  public Optional<String> read(String prompt) {
    try {
      return Optional.of(reader.readLine(prompt));
    } catch (UserInterruptException e) {
      throw new QueryShell.Interrupted();
    } catch (EndOfFileException e) {
      return Optional.empty();
    }
  }

  /// Names of a database's tables and columns, for completion; none when the server does not tell.
  static Set<String> names(Api api, String database) {
    Set<String> names = new TreeSet<>(List.of("SELECT", "FROM", "WHERE", "GROUP", "ORDER", "BY", "LIMIT", "SHOW"));
    try {
      for (ExportTable table : ExportTable.read(api, database, Optional.empty())) {
        names.add(table.name());
        names.addAll(table.columns().keySet());
      }
    } catch (CommandFailure | Api.Unreachable e) {
      // The statement that is being typed will say what is wrong.
    }
    return names;
  }

  /// `$XDG_STATE_HOME/influxdb3/history`, for its owner alone; none when it cannot be made.
  private static Optional<Path> history(Map<String, String> environment) {
    String state = environment.getOrDefault("XDG_STATE_HOME", "");
    Path base = state.isEmpty() ? Path.of(System.getProperty("user.home"), ".local", "state") : Path.of(state);
    Path file = base.resolve("influxdb3").resolve("history");
    try {
      Files.createDirectories(file.getParent());
      Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    } catch (FileAlreadyExistsException kept) {
      return Optional.of(file);
    } catch (IOException | UnsupportedOperationException e) {
      return Optional.empty();
    }
    return Optional.of(file);
  }

  @Override
  public void close() throws IOException {
    reader.getHistory().save();
    terminal.close();
  }
}
