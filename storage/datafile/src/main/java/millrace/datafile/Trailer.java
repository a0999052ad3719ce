package millrace.datafile;

import java.util.Optional;
import java.util.zip.CRC32;

/// The last bytes before the Parquet footer: where the series index is, so that our reader needs no Thrift, and the
/// checksums of everything around it.
///
/// @param indexOffset where the compressed index starts
/// @param indexLength its compressed bytes
/// @param indexSize its bytes uncompressed
/// @param indexCrc CRC-32 of the compressed bytes
/// @param sums empty in files of the first format, which have none
record Trailer(long indexOffset, int indexLength, int indexSize, int indexCrc, Optional<Sums> sums) {
  /// The part that all formats have.
  static final int SIZE = 32;

  /// The checksums before it.
  static final int SUMS_SIZE = 8;

  private static final int MAGIC = 0x5844_494D; // "MIDX"
  private static final int WITHOUT_SUMS = 1;
  private static final int FORMAT = 2;

  /// The Parquet footer's length and magic, which follow the footer.
  static final int PARQUET_TAIL = 8;

  static final byte[] PARQUET_MAGIC = {'P', 'A', 'R', '1'};

  /// Checksums over all bytes of a file but the trailer, which has one of its own.
  ///
  /// @param head CRC-32 of everything before the checksums
  /// @param foot CRC-32 of everything behind the trailer: footer, its length, the closing magic
  record Sums(int head, int foot) {}

  /// A trailer to be written, without checksums yet.
  static Trailer ofIndex(long offset, byte[] packed, int size) {
    return new Trailer(offset, packed.length, size, crc(packed, 0, packed.length), Optional.empty());
  }

  /// Appends checksums and trailer.
  ///
  /// @param foot everything that will follow
  void write(FileOutput file, byte[] foot) {
    ByteSink out = new ByteSink(SUMS_SIZE + SIZE);
    out.putInt(file.crc());
    out.putInt(crc(foot, 0, foot.length));
    out.putInt(MAGIC);
    out.putInt(FORMAT);
    out.putLong(indexOffset);
    out.putInt(indexLength);
    out.putInt(indexSize);
    out.putInt(indexCrc);
    out.putInt(crc(out.array(), 0, SUMS_SIZE + SIZE - 4));
    file.putBytes(out.toBytes());
  }

  /// @param at where the part begins that all formats have; the checksums before it must be in the array
  static Trailer read(byte[] bytes, int at) {
    if (Decodings.intAt(bytes, at) != MAGIC) {
      throw new CorruptPage("no series index trailer");
    }
    int format = Decodings.intAt(bytes, at + 4);
    int covered = format == WITHOUT_SUMS ? 0 : SUMS_SIZE;
    if (Decodings.intAt(bytes, at + SIZE - 4) != crc(bytes, at - covered, covered + SIZE - 4)) {
      throw new CorruptPage("checksum of the trailer differs");
    }
    if (format < WITHOUT_SUMS || format > FORMAT) {
      throw new CorruptPage("format " + format + " is newer than this server's " + FORMAT);
    }
    return new Trailer(
        Decodings.longAt(bytes, at + 8),
        Decodings.intAt(bytes, at + 16),
        Decodings.intAt(bytes, at + 20),
        Decodings.intAt(bytes, at + 24),
        format == WITHOUT_SUMS
            ? Optional.empty()
            : Optional.of(new Sums(Decodings.intAt(bytes, at - SUMS_SIZE), Decodings.intAt(bytes, at - 4))));
  }

  static int crc(byte[] bytes, int from, int count) {
    CRC32 crc = new CRC32();
    crc.update(bytes, from, count);
    return (int) crc.getValue();
  }
}
