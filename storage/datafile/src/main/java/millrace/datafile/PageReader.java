package millrace.datafile;

import com.github.luben.zstd.ZstdDecompressCtx;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import millrace.columns.ColumnType;

/// Turns the stored bytes of a page into values. Has scratch space, so one instance serves one thread at a time.
final class PageReader implements AutoCloseable {
  private static final int PLAIN = 0;
  private static final int RLE = 3;
  private static final int DELTA = 5;
  private static final int DICTIONARY = 8;
  private static final int STREAM_SPLIT = 9;

  private final ZstdDecompressCtx zstd = new ZstdDecompressCtx();
  private byte[] body = new byte[1 << 16];
  private int[] indexes = new int[PagePlan.MAX_ROWS + 8];
  private final int[] levels = new int[PagePlan.MAX_ROWS + 8];
  private final long[] present = new long[PagePlan.MAX_ROWS + 8];

  /// Values of a dictionary page: numbers or strings.
  record Dictionary(long[] bits, String[] strings) {
    static final Dictionary NONE = new Dictionary(new long[0], new String[0]);
  }

  /// Whether a page's checksums and length stand.
  ///
  /// @return true
  /// @throws CorruptPage otherwise
  boolean isWhole(StoredPage page) {
    load(page);
    return true;
  }

  long[] times(StoredPage page, int rows) {
    PageHeader header = load(page);
    if (header.values() != rows || header.encoding() != DELTA || header.levelBytes() != 0) {
      throw new CorruptPage("time page header");
    }
    long[] times = new long[rows];
    Decodings.delta(body, 0, header.size(), rows, times);
    return times;
  }

  Dictionary dictionary(StoredPage page, ColumnType type) {
    PageHeader header = load(page);
    if (!header.isDictionary() || header.encoding() != PLAIN || header.values() > header.size()) {
      throw new CorruptPage("dictionary page header");
    }
    if (type == ColumnType.STRING) {
      String[] strings = new String[header.values()];
      VarintReader in = new VarintReader(body, 0, header.size());
      for (int i = 0; i < strings.length; i++) {
        strings[i] = text(in);
      }
      return new Dictionary(new long[0], strings);
    }
    if (8L * header.values() != header.size()) {
      throw new CorruptPage("dictionary of " + header.size() + " bytes");
    }
    long[] bits = new long[header.values()];
    Decodings.plain(body, 0, bits.length, bits);
    return new Dictionary(bits, new String[0]);
  }

  ColumnPage values(StoredPage page, int rows, ColumnType type, Dictionary dictionary) {
    PageHeader header = load(page);
    if (header.isDictionary() || header.values() != rows) {
      throw new CorruptPage("data page header");
    }
    long[] valid = RowBlock.FieldBlock.ALL_VALID;
    int count = rows;
    if (!Decodings.isOnes(body, header.levelBytes(), rows)) {
      Decodings.hybrid(body, 0, header.levelBytes(), 1, rows, levels);
      valid = new long[(rows + 63) / 64];
      count = 0;
      for (int i = 0; i < rows; i++) {
        valid[i >> 6] |= (long) (levels[i] & 1) << (i & 63);
        count += levels[i] & 1;
      }
    }
    return type == ColumnType.STRING
        ? strings(header, rows, count, valid, dictionary)
        : numbers(header, rows, count, valid, dictionary, type);
  }

  private ColumnPage numbers(
      PageHeader header, int rows, int count, long[] valid, Dictionary dictionary, ColumnType type) {
    long[] values = count == rows ? new long[rows] : present;
    if (count > 0) {
      decode(header, count, dictionary.bits, type, values);
    }
    if (count == rows) {
      return new ColumnPage(values, RowBlock.FieldBlock.NO_STRINGS, RowBlock.FieldBlock.ALL_VALID);
    }
    long[] spread = new long[rows];
    int next = 0;
    for (int i = 0; i < rows; i++) {
      if (levels[i] == 1) {
        spread[i] = present[next++];
      }
    }
    return new ColumnPage(spread, RowBlock.FieldBlock.NO_STRINGS, valid);
  }

  private void decode(PageHeader header, int count, long[] dictionary, ColumnType type, long[] out) {
    int from = header.levelBytes();
    int to = header.size();
    switch (header.encoding()) {
      case DICTIONARY -> {
        readIndexes(from, to, count);
        for (int i = 0; i < count; i++) {
          out[i] = dictionary[indexes[i]];
        }
      }
      case DELTA -> Decodings.delta(body, from, to, count, out);
      case PLAIN -> {
        requireSize(8L * count, to - from);
        Decodings.plain(body, from, count, out);
      }
      case STREAM_SPLIT -> {
        requireSize(8L * count, to - from);
        Decodings.streamSplit(body, from, count, out);
      }
      case RLE -> {
        if (type != ColumnType.BOOLEAN) {
          throw new CorruptPage("run lengths of a " + type);
        }
        Decodings.hybrid(body, from + 4, to, 1, count, indexes);
        for (int i = 0; i < count; i++) {
          out[i] = indexes[i];
        }
      }
      default -> throw new CorruptPage("encoding " + header.encoding());
    }
  }

  private ColumnPage strings(PageHeader header, int rows, int count, long[] valid, Dictionary dictionary) {
    String[] strings = new String[rows];
    if (count > 0 && header.encoding() == DICTIONARY) {
      readIndexes(header.levelBytes(), header.size(), count);
      int next = 0;
      for (int i = 0; i < rows; i++) {
        if (count == rows || levels[i] == 1) {
          strings[i] = dictionary.strings[indexes[next++]];
        }
      }
    } else if (count > 0 && header.encoding() == PLAIN) {
      VarintReader in = new VarintReader(body, header.levelBytes(), header.size());
      for (int i = 0; i < rows; i++) {
        if (count == rows || levels[i] == 1) {
          strings[i] = text(in);
        }
      }
    } else if (count > 0) {
      throw new CorruptPage("strings in encoding " + header.encoding());
    }
    return new ColumnPage(RowBlock.FieldBlock.NO_BITS, strings, count == rows ? RowBlock.FieldBlock.ALL_VALID : valid);
  }

  /// An index beyond the dictionary shows when it is used.
  private void readIndexes(int from, int to, int count) {
    Decodings.hybrid(body, from + 1, to, body[from] & 0xFF, count, indexes);
  }

  private String text(VarintReader in) {
    in.skip(4);
    int length = Decodings.intAt(body, in.position() - 4);
    int from = in.position();
    in.skip(length);
    return new String(body, from, length, StandardCharsets.UTF_8);
  }

  /// Checks the page's checksums and leaves its body, decompressed, in `body`.
  private PageHeader load(StoredPage page) {
    PageHeader header = page.header();
    byte[] bytes = page.bytes();
    if (Trailer.crc(bytes, header.dataOffset(), header.storedSize()) != header.crc()) {
      throw new CorruptPage("checksum of a page differs");
    }
    if (body.length < header.size() + Decodings.SLACK) {
      body = new byte[header.size() + Decodings.SLACK];
    }
    int levelBytes = header.levelBytes();
    if (!header.isCompressed() || page.compression() == Compression.NONE) {
      requireSize(header.size(), header.storedSize());
      System.arraycopy(bytes, header.dataOffset(), body, 0, header.size());
    } else {
      System.arraycopy(bytes, header.dataOffset(), body, 0, levelBytes);
      int written = zstd.decompressByteArray(body, levelBytes, header.size() - levelBytes, bytes,
          header.dataOffset() + levelBytes, header.storedSize() - levelBytes);
      requireSize(header.size() - levelBytes, written);
    }
    Arrays.fill(body, header.size(), header.size() + Decodings.SLACK, (byte) 0);
    return header;
  }

  private static void requireSize(long expected, long found) {
    if (expected != found) {
      throw new CorruptPage("page of " + found + " bytes, expected " + expected);
    }
  }

  @Override
  public void close() {
    zstd.close();
  }
}
