package millrace.server.backup;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import millrace.base.ErrorCode;
import millrace.base.MillraceException;

/// Brings databases of a backup back to a server. Nobody sees a database there before all of it is back.
final class RestoreCopy {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final ServerCalls server;
  private final BackupArchive archive;

  RestoreCopy(ServerCalls server, BackupArchive archive) {
    this.server = server;
    this.archive = archive;
  }

  /// Restores one database.
  ///
  /// @param name what it is to be called
  void run(BackupRecord backup, BackupRecord.Part database, String name) {
    byte[] wish = JSON.createObjectNode()
        .put("db", name).put("catalog", database.catalog()).put("manifest", database.manifest())
        .toString().getBytes(StandardCharsets.UTF_8);
    JsonNode begun = BackupCopy.json(server.call("POST", "/api/v3/restore", Map.of(), wish, "application/json"));
    String id = begun.path("id").asText();
    boolean isDone = false;
    try {
      Map<String, BackupRecord.Copied> files =
          database.files().stream().collect(Collectors.toMap(BackupRecord.Copied::name, Function.identity()));
      for (JsonNode wanted : begun.path("files")) {
        BackupRecord.Copied file = files.get(wanted.path("name").asText());
        if (file == null) {
          throw new MillraceException(ErrorCode.CORRUPT, "the backup lacks data file " + wanted.path("name").asText());
        }
        send(id, file.name(), archive.get(backup.catalogId(), file));
      }
      server.call("POST", "/api/v3/restore/commit", Map.of("id", id), new byte[0], "");
      isDone = true;
    } finally {
      if (!isDone) {
        server.call("DELETE", "/api/v3/restore", Map.of("id", id), new byte[0], "");
      }
    }
  }

  private void send(String id, String name, byte[] content) {
    for (int at = 0; at < content.length; at += BackupCopy.PART_BYTES) {
      byte[] part = Arrays.copyOfRange(content, at, Math.min(content.length, at + BackupCopy.PART_BYTES));
      server.call("POST", "/api/v3/restore/file", Map.of("id", id, "name", name, "offset", Integer.toString(at)), part,
          "application/octet-stream");
    }
  }
}
