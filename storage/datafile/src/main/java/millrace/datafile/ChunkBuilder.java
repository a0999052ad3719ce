package millrace.datafile;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.parquet.format.BoundaryOrder;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.ColumnIndex;
import org.apache.parquet.format.ColumnMetaData;
import org.apache.parquet.format.CompressionCodec;
import org.apache.parquet.format.Encoding;
import org.apache.parquet.format.OffsetIndex;
import org.apache.parquet.format.PageLocation;
import org.apache.parquet.format.Statistics;
import org.apache.parquet.format.Type;

/// Collects what the footer and the page indexes say about one column chunk while its pages are written.
final class ChunkBuilder {
  private final String name;
  private final Type type;
  private final Bounds chunkBounds;
  private final List<PageLocation> locations = new ArrayList<>();
  private final List<Integer> lengths = new ArrayList<>();
  private final List<Integer> headerSums = new ArrayList<>();
  private final List<Bounds> pageBounds = new ArrayList<>();
  private final List<Long> nulls = new ArrayList<>();
  private Optional<PageOutput.Written> dictionary = Optional.empty();
  private final Set<Encoding> encodings = EnumSet.of(Encoding.RLE);
  private long rows;
  private long nullCount;
  private long stored;
  private long uncompressed;

  ChunkBuilder(String name, Type type, Bounds.Order order) {
    this.name = name;
    this.type = type;
    this.chunkBounds = new Bounds(order);
  }

  void dictionary(PageOutput.Written page) {
    dictionary = Optional.of(page);
    headerSums.add(page.headerSum());
    encodings.add(Encoding.PLAIN);
    stored += page.length();
    uncompressed += page.uncompressed();
  }

  void page(PageOutput.Written page, Encoding pageEncoding, int pageRows, int pageNulls, Bounds bounds) {
    locations.add(new PageLocation(page.offset(), page.length(), rows));
    lengths.add(page.length());
    headerSums.add(page.headerSum());
    pageBounds.add(bounds);
    nulls.add((long) pageNulls);
    chunkBounds.include(bounds);
    encodings.add(pageEncoding);
    rows += pageRows;
    nullCount += pageNulls;
    stored += page.length();
    uncompressed += page.uncompressed();
  }

  long stored() {
    return stored;
  }

  long uncompressed() {
    return uncompressed;
  }

  /// Offset of the chunk's first byte.
  long offset() {
    return dictionary.map(PageOutput.Written::offset).orElseGet(() -> locations.getFirst().offset);
  }

  /// Bytes of the dictionary page, zero without one.
  int dictionaryLength() {
    return dictionary.map(PageOutput.Written::length).orElse(0);
  }

  List<Integer> pageLengths() {
    return lengths;
  }

  /// Checksums of the pages' headers, in the order of the file: the dictionary's first.
  List<Integer> headerSums() {
    return headerSums;
  }

  ColumnChunk chunk(Compression compression) {
    CompressionCodec codec = compression == Compression.ZSTD ? CompressionCodec.ZSTD : CompressionCodec.UNCOMPRESSED;
    ColumnMetaData meta = new ColumnMetaData(
        type, List.copyOf(encodings), List.of(name), codec, rows, uncompressed, stored, locations.getFirst().offset);
    dictionary.ifPresent(page -> meta.setDictionary_page_offset(page.offset()));
    Statistics statistics = new Statistics();
    statistics.setNull_count(nullCount);
    chunkBounds.least().ifPresent(statistics::setMin_value);
    chunkBounds.greatest().ifPresent(statistics::setMax_value);
    meta.setStatistics(statistics);
    ColumnChunk chunk = new ColumnChunk(0);
    chunk.setMeta_data(meta);
    return chunk;
  }

  OffsetIndex offsetIndex() {
    return new OffsetIndex(locations);
  }

  /// Empty when some page with values has no usable bounds.
  Optional<ColumnIndex> columnIndex() {
    List<Boolean> isNull = new ArrayList<>();
    List<ByteBuffer> least = new ArrayList<>();
    List<ByteBuffer> greatest = new ArrayList<>();
    for (Bounds bounds : pageBounds) {
      if (!bounds.isEmpty() && bounds.least().isEmpty()) {
        return Optional.empty();
      }
      isNull.add(bounds.isEmpty());
      least.add(ByteBuffer.wrap(bounds.least().orElse(new byte[0])));
      greatest.add(ByteBuffer.wrap(bounds.greatest().orElse(new byte[0])));
    }
    ColumnIndex index = new ColumnIndex(isNull, least, greatest, BoundaryOrder.UNORDERED);
    index.setNull_counts(nulls);
    return Optional.of(index);
  }
}
