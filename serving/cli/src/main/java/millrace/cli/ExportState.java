package millrace.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// How far an export is, in a file beside its output that is replaced whole after every slice.
final class ExportState {
  /// The table that is under way.
  ///
  /// @param columns as they were when it began
  /// @param next first instant that is not exported
  /// @param last last instant wanted; before `next` when there is nothing left
  record Table(String name, List<String> columns, long next, long last) {
    Table {
      columns = List.copyOf(columns);
    }
  }

  private final Path file;
  private final String identity;
  private final List<String> done = new ArrayList<>();
  private Optional<Table> current = Optional.empty();
  private long bytes;
  private int incomplete;

  private ExportState(Path file, String identity) {
    this.file = file;
    this.identity = identity;
  }

  /// Reads the state of an export, or begins one.
  ///
  /// @param identity what else must be the same to go on
  /// @throws CommandFailure when the file is the state of another export, or none
  static ExportState open(Path output, String identity, boolean restart) {
    Path file = output.resolveSibling(output.getFileName() + ".export-state");
    ExportState state = new ExportState(file, identity);
    if (!restart) {
      try {
        state.read(PrettyJson.read(Files.readString(file)));
      } catch (NoSuchFileException nothingDone) {
        return state;
      } catch (IOException e) {
        throw new CommandFailure("unable to read " + file + ": " + e);
      }
    }
    return state;
  }

  private void read(JsonNode json) {
    if (!json.path("export").asText().equals(identity)) {
      throw new CommandFailure(file + " is the state of another export (" + json.path("export").asText()
          + "); --restart forgets it");
    }
    json.path("done").forEach(name -> done.add(name.asText()));
    bytes = json.path("bytes").asLong();
    incomplete = json.path("incomplete").asInt();
    if (json.path("table").isTextual()) {
      List<String> columns = new ArrayList<>();
      json.path("columns").forEach(name -> columns.add(name.asText()));
      current = Optional.of(
          new Table(json.path("table").asText(), columns, json.path("next").asLong(), json.path("last").asLong()));
    }
  }

  boolean isDone(String table) {
    return done.contains(table);
  }

  /// Where a table stands; empty when it did not begin.
  Optional<Table> of(String table) {
    return current.filter(one -> one.name().equals(table));
  }

  /// Length of the file that is under way.
  long bytes() {
    return bytes;
  }

  /// How many answers lacked rows of damaged files.
  int incomplete() {
    return incomplete;
  }

  void sawIncomplete() {
    incomplete++;
  }

  /// Keeps how far a table is.
  void put(Table table, long fileBytes) {
    current = Optional.of(table);
    bytes = fileBytes;
    write();
  }

  /// A table is whole.
  ///
  /// @param fileBytes length of the file that the next table goes to
  void done(String table, long fileBytes) {
    done.add(table);
    current = Optional.empty();
    bytes = fileBytes;
    write();
  }

  private void write() {
    Json json = new Json().put("export", identity).put("done", done).put("bytes", bytes).put("incomplete", incomplete);
    current.ifPresent(table -> json.put("table", table.name()).put("columns", table.columns())
        .put("next", table.next()).put("last", table.last()));
    Path next = file.resolveSibling(file.getFileName() + ".new");
    try {
      Files.write(next, json.bytes());
      Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new CommandFailure("unable to keep how far the export is in " + file + ": " + e);
    }
  }

  /// Everything is exported.
  void delete() {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new CommandFailure("unable to delete " + file + ": " + e);
    }
  }
}
