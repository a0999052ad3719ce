package millrace.datafile;

import java.util.zip.CRC32;

/// The last bytes before the Parquet footer: where the series index is, so that our reader needs no Thrift.
///
/// @param indexOffset where the compressed index starts
/// @param indexLength its compressed bytes
/// @param indexSize its bytes uncompressed
/// @param indexCrc CRC-32 of the compressed bytes
record Trailer(long indexOffset, int indexLength, int indexSize, int indexCrc) {
  static final int SIZE = 32;
  private static final int MAGIC = 0x5844_494D; // "MIDX"
  private static final int FORMAT = 1;

  /// The Parquet footer's length and magic, which follow the footer.
  static final int PARQUET_TAIL = 8;

  static final byte[] PARQUET_MAGIC = {'P', 'A', 'R', '1'};

  void write(ByteSink out) {
    int start = out.size();
    out.putInt(MAGIC);
    out.putInt(FORMAT);
    out.putLong(indexOffset);
    out.putInt(indexLength);
    out.putInt(indexSize);
    out.putInt(indexCrc);
    out.putInt(crc(out.array(), start, SIZE - 4));
  }

  static Trailer read(byte[] bytes, int at) {
    if (Decodings.intAt(bytes, at) != MAGIC) {
      throw new CorruptPage("no series index trailer");
    }
    if (Decodings.intAt(bytes, at + SIZE - 4) != crc(bytes, at, SIZE - 4)) {
      throw new CorruptPage("checksum of the trailer differs");
    }
    int format = Decodings.intAt(bytes, at + 4);
    if (format != FORMAT) {
      throw new CorruptPage("format " + format + " is newer than this server's " + FORMAT);
    }
    return new Trailer(
        Decodings.longAt(bytes, at + 8),
        Decodings.intAt(bytes, at + 16),
        Decodings.intAt(bytes, at + 20),
        Decodings.intAt(bytes, at + 24));
  }

  static int crc(byte[] bytes, int from, int count) {
    CRC32 crc = new CRC32();
    crc.update(bytes, from, count);
    return (int) crc.getValue();
  }
}
