package millrace.wal;

import java.util.zip.CRC32C;

/// CRC32C, the checksum of everything in a segment.
final class Checksums {
  private Checksums() {}

  static int of(byte[] bytes, int from, int end) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, from, end - from);
    return (int) crc.getValue();
  }
}
