package millrace.datafile;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import millrace.columns.Column;
import millrace.columns.ColumnType;
import millrace.columns.PointSummary;

/// The private index of a file, in memory as flat arrays. A *segment* is the rows of one series in one page; a series'
/// segments stand together, in order of time.
final class SeriesIndex {
  private static final ColumnType[] TYPES = {
    ColumnType.TAG, ColumnType.FLOAT, ColumnType.INTEGER, ColumnType.UNSIGNED, ColumnType.STRING, ColumnType.BOOLEAN
  };
  private static final int FIGURES = 5;
  private static final int WITHOUT_HEADER_SUMS = 1;

  final List<Column> columns;
  final List<Column> fields;
  final Compression compression;

  final PageMap pages;

  int seriesCount;

  int segmentCount;

  /// First segment per series, and the segment count after the last; `null` when every series has one segment.
  private int[] firstSegment;

  /// First segment per page, and the segment count after the last.
  private int[] pageFirstSegment;

  /// First row within the page, and rows, per segment: a page has less rows than a `char` can say.
  private char[] segmentFirstRow;
  private char[] segmentRows;
  private PackedTimes segmentMin;
  private PackedTimes segmentMax;

  /// Rows without a value, by field, then segment; `null` for a field that every row has.
  private char[][] missing;

  /// Where a segment's figures start among its field's; `null` when no segment has any.
  private int[] figuresAt;
  private long[][] figures;

  /// Receives the key of each series while an index is read, so that the file need not keep them.
  @FunctionalInterface
  interface KeySink {
    void series(int index, byte[] canonicalKey);
  }

  private SeriesIndex(List<Column> columns, Compression compression, PageMap pages) {
    this.pages = pages;
    this.compression = compression;
    this.columns = List.copyOf(columns);
    this.fields = columns.stream().filter(column -> column.type().isField()).toList();
  }

  static SeriesIndex read(byte[] bytes, KeySink keys) {
    VarintReader in = new VarintReader(bytes, 0, bytes.length);
    int version = in.unsignedByte();
    if (version < WITHOUT_HEADER_SUMS || version > SeriesIndexBuilder.VERSION) {
      throw new CorruptPage("series index has version " + version + ", expected " + SeriesIndexBuilder.VERSION);
    }
    int compression = in.unsignedByte();
    if (compression > 1) {
      throw new CorruptPage("compression " + compression);
    }
    int columnCount = in.count(4);
    List<Column> columns = new ArrayList<>();
    for (int i = 0; i < columnCount; i++) {
      int id = in.size();
      int type = in.unsignedByte();
      if (type >= TYPES.length) {
        throw new CorruptPage("column type " + type);
      }
      columns.add(new Column(id, in.text(), TYPES[type]));
    }
    PageMap pages = PageMap.read(in, columns.size() + 1);
    SeriesIndex index = new SeriesIndex(columns, compression == 1 ? Compression.ZSTD : Compression.NONE, pages);
    index.readSeries(in, keys);
    index.readSegments(in);
    index.readFields(in);
    if (version > WITHOUT_HEADER_SUMS) {
      pages.readHeaderSums(in);
    }
    return index;
  }

  /// The first segment of a series, or the segment count for the number after the last series.
  int firstSegment(int series) {
    return firstSegment == null ? series : firstSegment[series];
  }

  int page(int segment) {
    int at = Arrays.binarySearch(pageFirstSegment, segment);
    return at >= 0 ? at : -at - 2;
  }

  int firstRow(int segment) {
    return segmentFirstRow[segment];
  }

  int rows(int segment) {
    return segmentRows[segment];
  }

  long minNanos(int segment) {
    return segmentMin.get(segment);
  }

  long maxNanos(int segment) {
    return segmentMax.get(segment);
  }

  /// Bytes in memory, roughly.
  long sizeBytes() {
    long bytes = 1024 + 4L * segmentCount + segmentMin.sizeBytes() + segmentMax.sizeBytes();
    bytes += firstSegment == null ? 0 : 4L * firstSegment.length;
    bytes += pages.sizeBytes();
    for (int field = 0; field < fields.size(); field++) {
      bytes += missing[field] == null ? 0 : 2L * segmentCount;
      bytes += figures[field] == null ? 0 : 8L * figures[field].length;
    }
    return bytes + (figuresAt == null ? 0 : 4L * segmentCount);
  }

  boolean isAbsent(int field, int segment) {
    return missing[field] != null && missing[field][segment] == segmentRows[segment];
  }

  PointSummary summary(int field, int segment) {
    int absent = missing[field] == null ? 0 : missing[field][segment];
    return new PointSummary(fields.get(field).type(), segmentRows[segment] - absent, minNanos(segment),
        maxNanos(segment), absent == 0 ? figures(field, segment) : Optional.empty());
  }

  private Optional<PointSummary.Figures> figures(int field, int segment) {
    if (figures[field] == null || segmentRows[segment] < SeriesIndexBuilder.STATISTICS_FROM_ROWS) {
      return Optional.empty();
    }
    long[] all = figures[field];
    int at = figuresAt[segment];
    return Optional.of(new PointSummary.Figures(all[at], all[at + 1], all[at + 2], all[at + 3], all[at + 4]));
  }

  private void readSeries(VarintReader in, KeySink keys) {
    seriesCount = in.count(3);
    byte[] key = {};
    for (int i = 0; i < seriesCount; i++) {
      int shared = in.size();
      int suffix = in.count(1);
      if (shared > key.length) {
        throw new CorruptPage("key shares " + shared + " bytes with one of " + key.length);
      }
      byte[] next = Arrays.copyOf(key, shared + suffix);
      System.arraycopy(in.bytes(suffix), 0, next, shared, suffix);
      if (i > 0 && Arrays.compareUnsigned(key, next) >= 0) {
        throw new CorruptPage("series out of order");
      }
      keys.series(i, next);
      key = next;
    }
    readSegmentCounts(in);
  }

  private void readSegmentCounts(VarintReader in) {
    int[] first = new int[seriesCount + 1];
    boolean isOneEach = true;
    for (int i = 0; i < seriesCount; i++) {
      first[i + 1] = Math.addExact(first[i], in.count(1));
      isOneEach &= first[i + 1] == i + 1;
    }
    segmentCount = first[seriesCount];
    firstSegment = isOneEach ? null : first;
  }

  private void readSegments(VarintReader in) {
    if (segmentCount > in.remaining() / 3) {
      throw new CorruptPage(segmentCount + " segments");
    }
    segmentFirstRow = new char[segmentCount];
    segmentRows = new char[segmentCount];
    pageFirstSegment = new int[pages.pageCount()];
    int page = 0;
    int row = 0;
    for (int i = 0; i < segmentCount; i++) {
      int rows = in.size();
      if (page < pages.pageCount() && row == pages.rows(page)) {
        page++;
        row = 0;
      }
      if (page == pages.pageCount() || rows == 0 || rows > pages.rows(page) - row) {
        throw new CorruptPage("segment " + i + " does not fit its page");
      }
      if (row == 0) {
        pageFirstSegment[page] = i;
      }
      segmentFirstRow[i] = (char) row;
      segmentRows[i] = (char) rows;
      row += rows;
    }
    if (segmentCount == 0 || page != pages.pageCount() - 1 || row != pages.rows(page)) {
      throw new CorruptPage("segments end before the pages");
    }
    readTimes(in);
  }

  private void readTimes(VarintReader in) {
    long[] min = new long[segmentCount];
    long[] max = new long[segmentCount];
    long before = 0;
    for (int i = 0; i < segmentCount; i++) {
      min[i] = before + in.signed();
      max[i] = min[i] + in.varint();
      before = min[i];
    }
    segmentMin = PackedTimes.of(min);
    segmentMax = PackedTimes.of(max);
  }

  private void readFields(VarintReader in) {
    missing = new char[fields.size()][];
    for (int field = 0; field < fields.size(); field++) {
      for (int i = 0; i < segmentCount; i++) {
        int count = in.size();
        if (count > segmentRows[i]) {
          throw new CorruptPage("more values missing than rows");
        }
        if (count > 0 && missing[field] == null) {
          missing[field] = new char[segmentCount];
        }
        if (count > 0) {
          missing[field][i] = (char) count;
        }
      }
    }
    readFigures(in);
  }

  private void readFigures(VarintReader in) {
    int with = 0;
    for (char rows : segmentRows) {
      with += rows >= SeriesIndexBuilder.STATISTICS_FROM_ROWS ? 1 : 0;
    }
    figures = new long[fields.size()][];
    if (with == 0) {
      return;
    }
    figuresAt = new int[segmentRows.length];
    int at = 0;
    for (int i = 0; i < segmentRows.length; i++) {
      figuresAt[i] = at;
      at += segmentRows[i] >= SeriesIndexBuilder.STATISTICS_FROM_ROWS ? FIGURES : 0;
    }
    for (int field = 0; field < fields.size(); field++) {
      if (fields.get(field).type().isNumeric()) {
        if (with > in.remaining() / (8 * FIGURES)) {
          throw new CorruptPage("figures end early");
        }
        figures[field] = new long[with * FIGURES];
        for (int i = 0; i < figures[field].length; i++) {
          figures[field][i] = in.longAt();
        }
      }
    }
  }
}
