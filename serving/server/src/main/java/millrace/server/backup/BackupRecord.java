package millrace.server.backup;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32C;
import millrace.base.ErrorCode;
import millrace.base.MillraceException;

/// What a backup consists of: the last object that a backup writes, so that where one is, all is.
///
/// Format: `docs/reference/formats/backup.md`.
///
/// @param version of the format
/// @param created when it was begun, RFC 3339
/// @param catalogId the catalog's identity on the server it is of; file names are unique below it
record BackupRecord(int version, String created, String catalogId, List<Part> databases) {
  static final int VERSION = 1;

  private static final byte[] MARK = "\ncrc32c ".getBytes(StandardCharsets.US_ASCII);
  private static final int SEAL_BYTES = MARK.length + 9;
  private static final ObjectMapper JSON =
      JsonMapper.builder().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();

  BackupRecord {
    databases = List.copyOf(databases);
  }

  /// One database.
  ///
  /// @param catalog policies, tables and triggers, as the server gave them
  /// @param manifest files and deletions, base64, as the server gave them
  record Part(String name, String catalog, String manifest, List<Copied> files) {
    Part {
      files = List.copyOf(files);
    }
  }

  /// One data file.
  ///
  /// @param crc32c of all its bytes, eight hexadecimal digits
  record Copied(String name, long sizeBytes, String crc32c) {}

  Optional<Part> database(String name) {
    return databases.stream().filter(part -> part.name().equals(name)).findFirst();
  }

  byte[] write() {
    try {
      byte[] json = JSON.writeValueAsBytes(this);
      byte[] sealed = Arrays.copyOf(json, json.length + SEAL_BYTES);
      System.arraycopy(MARK, 0, sealed, json.length, MARK.length);
      byte[] sum = (checksum(json) + "\n").getBytes(StandardCharsets.US_ASCII);
      System.arraycopy(sum, 0, sealed, json.length + MARK.length, sum.length);
      return sealed;
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  /// @throws MillraceException with code CORRUPT
  static BackupRecord read(String name, byte[] bytes) {
    int length = bytes.length - SEAL_BYTES;
    if (length < 0 || !Arrays.equals(bytes, length, length + MARK.length, MARK, 0, MARK.length)
        || !new String(bytes, length + MARK.length, 9, StandardCharsets.US_ASCII)
            .equals(checksum(Arrays.copyOf(bytes, length)) + "\n")) {
      throw new MillraceException(ErrorCode.CORRUPT, "backup " + name + " is damaged: its checksum differs");
    }
    try {
      BackupRecord found = JSON.readValue(bytes, 0, length, BackupRecord.class);
      if (found.version > VERSION) {
        throw new MillraceException(
            ErrorCode.CORRUPT, "backup " + name + " has format " + found.version + ", newer than this program's " + VERSION);
      }
      return found;
    } catch (IOException e) {
      throw new MillraceException(ErrorCode.CORRUPT, "backup " + name + " is damaged: " + e.getMessage(), e);
    }
  }

  static String checksum(byte[] bytes) {
    CRC32C crc = new CRC32C();
    crc.update(bytes);
    return HexFormat.of().toHexDigits((int) crc.getValue());
  }
}
