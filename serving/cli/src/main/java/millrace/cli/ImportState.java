package millrace.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What an import has done, in a file that outlives it. The file is replaced whole after each batch that the server has
/// stored, so a killed import repeats no more than was under way; the time of lines that have none is kept in it, so that
/// what is sent twice makes no second rows.
final class ImportState {
  private final Path file;
  private final String identity;
  private final Map<String, ImportPosition> positions = new LinkedHashMap<>();
  private long startNanos;

  private ImportState(Path file, String identity, long startNanos) {
    this.file = file;
    this.identity = identity;
    this.startNanos = startNanos;
  }

  /// Reads the state of an import, or begins one.
  ///
  /// @param identity what else must be the same to go on: server, database, how files are read
  /// @param restart forget what was done
  /// @param nowNanos when it begins, if it begins
  /// @throws CommandFailure when the file is the state of another import, or none
  static ImportState open(Path file, String identity, boolean restart, long nowNanos) {
    ImportState state = new ImportState(file, identity, nowNanos);
    if (restart) {
      return state;
    }
    try {
      state.read(PrettyJson.read(Files.readString(file)));
    } catch (NoSuchFileException nothingDone) {
      return state;
    } catch (IOException e) {
      throw new CommandFailure("unable to read " + file + ": " + e);
    }
    return state;
  }

  /// Keeps when the import began; before the first line that may have that time is sent.
  void begin() {
    if (positions.isEmpty()) {
      write();
    }
  }

  private void read(JsonNode json) {
    if (!json.path("import").isTextual() || !json.path("files").isArray()) {
      throw new CommandFailure(file + " is not the state of an import; name another file with --resume");
    }
    if (!json.path("import").asText().equals(identity)) {
      throw new CommandFailure(file + " is the state of another import (" + json.path("import").asText()
          + "); --restart forgets it, --resume names another file");
    }
    startNanos = json.path("start").asLong(startNanos);
    for (JsonNode one : json.path("files")) {
      positions.put(one.path("path").asText(), new ImportPosition(
          one.path("bytes").asLong(), one.path("line").asLong(), one.path("records").asLong(),
          one.path("last_length").asInt(), one.path("last_crc").asLong()));
    }
  }

  /// When the import began, nanoseconds since 1970.
  long startNanos() {
    return startNanos;
  }

  /// Where the import of a file stands; empty when nothing of it is done.
  Optional<ImportPosition> of(Path source) {
    return Optional.ofNullable(positions.get(key(source)));
  }

  /// Keeps how far a file is imported.
  void put(Path source, ImportPosition position) {
    positions.put(key(source), position);
    write();
  }

  private void write() {
    List<Json> files = new ArrayList<>();
    positions.forEach((path, at) -> files.add(new Json()
        .put("path", path)
        .put("bytes", at.bytes())
        .put("line", at.line())
        .put("records", at.records())
        .put("last_length", at.lastLength())
        .put("last_crc", at.lastCrc())));
    Path next = file.resolveSibling(file.getFileName() + ".new");
    try {
      Files.write(next, new Json().put("import", identity).put("start", startNanos).put("files", files).bytes());
      Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new CommandFailure("unable to keep how far the import is in " + file + ": " + e + "; --resume names another file");
    }
  }

  /// Everything is imported.
  void delete() {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new CommandFailure("unable to delete " + file + ": " + e);
    }
  }

  Path file() {
    return file;
  }

  private static String key(Path source) {
    return source.toAbsolutePath().normalize().toString();
  }
}
