package millrace.datafile;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdCompressCtx;
import java.util.zip.CRC32;
import org.apache.parquet.format.Encoding;

/// Appends pages, compressed and with a checksum, to the file being written.
final class PageOutput implements AutoCloseable {
  private static final int ZSTD_LEVEL = 1;

  private final FileOutput file;
  private final Compression compression;
  private final ZstdCompressCtx zstd = new ZstdCompressCtx();
  private final ByteSink head = new ByteSink(64);
  private byte[] compressed = new byte[1 << 16];

  /// What a page took.
  ///
  /// @param length bytes of header and body in the file
  /// @param uncompressed the same before compression
  /// @param headerSum CRC-32 of the header
  record Written(long offset, int length, long uncompressed, int headerSum) {}

  PageOutput(FileOutput file, Compression compression) {
    this.file = file;
    this.compression = compression;
    zstd.setLevel(ZSTD_LEVEL);
  }

  /// A data page whose content is `levels` bytes of levels, then values.
  Written data(ByteSink content, int levels, int rows, int nulls, Encoding encoding) {
    PageHeaderSink.Data data = new PageHeaderSink.Data(rows, nulls, encoding.getValue(), levels);
    return write(content, levels, (body, isCompressed) -> PageHeaderSink.data(head, body, data, isCompressed));
  }

  Written dictionary(ByteSink content, int values) {
    return write(content, 0, (body, isCompressed) -> PageHeaderSink.dictionary(head, body, values));
  }

  /// Writes a page's header.
  @FunctionalInterface
  private interface Header {
    void write(PageHeaderSink.Body body, boolean isCompressed);
  }

  private Written write(ByteSink content, int levels, Header header) {
    int size = content.size();
    int values = size - levels;
    byte[] body = content.array();
    int stored = size;
    boolean isCompressed = compression == Compression.ZSTD && values > 0;
    if (isCompressed) {
      int bound = levels + (int) Zstd.compressBound(values);
      if (compressed.length < bound) {
        compressed = new byte[bound];
      }
      System.arraycopy(body, 0, compressed, 0, levels);
      stored = levels
          + zstd.compressByteArray(compressed, levels, compressed.length - levels, body, levels, values);
      body = compressed;
    }
    CRC32 crc = new CRC32();
    crc.update(body, 0, stored);
    long offset = file.size();
    head.clear();
    header.write(new PageHeaderSink.Body(size, stored, (int) crc.getValue()), isCompressed);
    int headerBytes = head.size();
    file.putBytes(head.array(), 0, headerBytes);
    file.putBytes(body, 0, stored);
    return new Written(
        offset, headerBytes + stored, (long) headerBytes + size, Trailer.crc(head.array(), 0, headerBytes));
  }

  @Override
  public void close() {
    zstd.close();
  }
}
