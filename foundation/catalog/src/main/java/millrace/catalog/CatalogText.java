package millrace.catalog;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.zip.CRC32C;

/// The outside of a catalog object: JSON in UTF-8, then a line `crc32c` with the checksum of what stands before it, in
/// eight hexadecimal digits. Objects of servers that wrote none end with the JSON.
///
/// Format: `docs/reference/formats/catalog.md`.
final class CatalogText {
  private static final byte[] MARK = "\ncrc32c ".getBytes(StandardCharsets.US_ASCII);
  private static final int SEAL_BYTES = MARK.length + 8 + 1;

  private CatalogText() {}

  static byte[] sealed(byte[] json) {
    byte[] sealed = Arrays.copyOf(json, json.length + SEAL_BYTES);
    System.arraycopy(MARK, 0, sealed, json.length, MARK.length);
    byte[] digits = (HexFormat.of().toHexDigits(checksum(json)) + "\n").getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(digits, 0, sealed, json.length + MARK.length, digits.length);
    return sealed;
  }

  /// @return the JSON
  /// @throws IOException when it does not stand
  static byte[] opened(byte[] bytes) throws IOException {
    if (bytes.length > 0 && bytes[bytes.length - 1] == '}') {
      return bytes;
    }
    int length = bytes.length - SEAL_BYTES;
    if (length < 0 || !Arrays.equals(bytes, length, length + MARK.length, MARK, 0, MARK.length)) {
      throw new IOException("it has neither a checksum nor the end of an entry without one");
    }
    byte[] json = Arrays.copyOf(bytes, length);
    if (!Arrays.equals(bytes, sealed(json))) {
      throw new IOException("checksum differs");
    }
    return json;
  }

  private static int checksum(byte[] json) {
    CRC32C crc = new CRC32C();
    crc.update(json);
    return (int) crc.getValue();
  }
}
