package millrace.server.backup;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import millrace.base.Clock;
import millrace.base.ErrorCode;
import millrace.base.MillraceException;
import millrace.datafile.DataFileCheck;
import millrace.datafile.DataFiles;
import millrace.datafile.FileBytes;

/// Makes a backup: asks a server to hold a database's files, copies those that no earlier backup has, looks at every byte of
/// them, and writes down last what belongs together.
final class BackupCopy {
  static final int PART_BYTES = 4 << 20;

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final DateTimeFormatter ID =
      DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss.SSSSSSSSS'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

  private final ServerCalls server;
  private final BackupArchive archive;
  private final Clock clock;
  private final Consumer<String> tell;
  private int copied;
  private int kept;
  private long copiedBytes;

  /// @param tell hears what is worth knowing, a sentence at a time
  BackupCopy(ServerCalls server, BackupArchive archive, Clock clock, Consumer<String> tell) {
    this.server = server;
    this.archive = archive;
    this.clock = clock;
    this.tell = tell;
  }

  /// Backs up one database, or all.
  ///
  /// @return the backup's id
  String run(Optional<String> database) {
    JsonNode listing = json(server.call("GET", "/api/v3/backup", Map.of(), new byte[0], ""));
    String catalogId = listing.path("catalog_id").asText();
    List<String> names = new ArrayList<>();
    listing.path("databases").forEach(name -> names.add(name.asText()));
    Instant now = Instant.ofEpochSecond(0, clock.nowNanos());
    Map<String, BackupRecord.Copied> known = archive.known(catalogId);
    List<BackupRecord.Part> parts = new ArrayList<>();
    for (String name : database.map(List::of).orElse(names)) {
      parts.add(copy(name, catalogId, known));
    }
    String id = ID.format(now);
    archive.finish(id, new BackupRecord(BackupRecord.VERSION, now.toString(), catalogId, parts));
    tell.accept(copied + " files copied (" + copiedBytes + " bytes), " + kept + " there already");
    return id;
  }

  private BackupRecord.Part copy(String database, String catalogId, Map<String, BackupRecord.Copied> known) {
    byte[] wish = JSON.createObjectNode().put("db", database).toString().getBytes(StandardCharsets.UTF_8);
    JsonNode begun = json(server.call("POST", "/api/v3/backup", Map.of(), wish, "application/json"));
    String id = begun.path("id").asText();
    try {
      List<BackupRecord.Copied> files = new ArrayList<>();
      for (JsonNode file : begun.path("files")) {
        String name = file.path("name").asText();
        long size = file.path("size_bytes").asLong();
        Optional<BackupRecord.Copied> before = Optional.ofNullable(known.get(name)).filter(one -> one.sizeBytes() == size);
        kept += before.isPresent() ? 1 : 0;
        files.add(before.isPresent() ? before.get() : fetch(id, catalogId, name, size));
      }
      begun.path("set_aside").forEach(name -> tell.accept(
          "data file " + name.asText() + " of database " + database + " is damaged and not in the backup"));
      return new BackupRecord.Part(database, begun.path("catalog").asText(), begun.path("manifest").asText(), files);
    } finally {
      server.call("DELETE", "/api/v3/backup", Map.of("id", id), new byte[0], "");
    }
  }

  private BackupRecord.Copied fetch(String id, String catalogId, String name, long size) {
    byte[] content = new byte[Math.toIntExact(size)];
    for (int at = 0; at < content.length; at += PART_BYTES) {
      int length = Math.min(PART_BYTES, content.length - at);
      byte[] part = server.call("GET", "/api/v3/backup/file",
          Map.of("id", id, "name", name, "offset", Integer.toString(at), "length", Integer.toString(length)), new byte[0], "");
      if (part.length != length) {
        throw new MillraceException(
            ErrorCode.STORE_UNAVAILABLE, "the server sent " + part.length + " bytes of data file " + name + ", asked for " + length);
      }
      System.arraycopy(part, 0, content, at, length);
    }
    check(name, content);
    copied++;
    copiedBytes += content.length;
    return archive.put(catalogId, name, content);
  }

  private static void check(String name, byte[] content) {
    try (DataFiles files = new DataFiles()) {
      List<DataFileCheck.Damage> damage =
          DataFileCheck.check(name, FileBytes.of(content), files, (_, _) -> {}).damage();
      if (!damage.isEmpty()) {
        throw new MillraceException(ErrorCode.CORRUPT, "data file " + name + " is damaged on the server: " + damage.getFirst());
      }
    }
  }

  static JsonNode json(byte[] answer) {
    try {
      return JSON.readTree(answer);
    } catch (IOException e) {
      throw new MillraceException(ErrorCode.INTERNAL, "the server's answer is not JSON: " + e.getMessage(), e);
    }
  }
}
