package millrace.datafile;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdCompressCtx;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.zip.CRC32;
import org.apache.parquet.format.DataPageHeaderV2;
import org.apache.parquet.format.DictionaryPageHeader;
import org.apache.parquet.format.Encoding;
import org.apache.parquet.format.PageHeader;
import org.apache.parquet.format.PageType;
import org.apache.parquet.format.Util;

/// Appends pages, compressed and with a checksum, to the file being written.
final class PageOutput implements AutoCloseable {
  private static final int ZSTD_LEVEL = 1;

  private final ByteSink file;
  private final Compression compression;
  private final ZstdCompressCtx zstd = new ZstdCompressCtx();
  private byte[] compressed = new byte[1 << 16];

  /// What a page took.
  ///
  /// @param length bytes of header and body in the file
  /// @param uncompressed the same before compression
  record Written(long offset, int length, long uncompressed) {}

  PageOutput(ByteSink file, Compression compression) {
    this.file = file;
    this.compression = compression;
    zstd.setLevel(ZSTD_LEVEL);
  }

  /// A data page whose content is `levels` bytes of levels, then values.
  Written data(ByteSink content, int levels, int rows, int nulls, Encoding encoding) {
    DataPageHeaderV2 data = new DataPageHeaderV2(rows, nulls, rows, encoding, levels, 0);
    PageHeader header = new PageHeader(PageType.DATA_PAGE_V2, 0, 0);
    header.setData_page_header_v2(data);
    return write(header, content, levels);
  }

  Written dictionary(ByteSink content, int values) {
    PageHeader header = new PageHeader(PageType.DICTIONARY_PAGE, 0, 0);
    header.setDictionary_page_header(new DictionaryPageHeader(values, Encoding.PLAIN));
    return write(header, content, 0);
  }

  private Written write(PageHeader header, ByteSink content, int levels) {
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
    if (header.isSetData_page_header_v2()) {
      header.getData_page_header_v2().setIs_compressed(isCompressed);
    }
    header.setUncompressed_page_size(size);
    header.setCompressed_page_size(stored);
    CRC32 crc = new CRC32();
    crc.update(body, 0, stored);
    header.setCrc((int) crc.getValue());
    long offset = file.size();
    byte[] headerBytes = headerBytes(header);
    file.putBytes(headerBytes);
    file.putBytes(body, 0, stored);
    return new Written(offset, headerBytes.length + stored, (long) headerBytes.length + size);
  }

  private static byte[] headerBytes(PageHeader header) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(64);
    try {
      Util.writePageHeader(header, out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  @Override
  public void close() {
    zstd.close();
  }
}
