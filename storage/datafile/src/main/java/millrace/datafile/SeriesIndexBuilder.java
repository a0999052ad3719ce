package millrace.datafile;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import millrace.columns.Column;
import millrace.columns.ColumnType;

/// Writes the private index of a file: which rows and pages each series has, and what is in them. Everything is
/// gathered by kind, so that equal things stand together and compress to little.
///
/// Format: `docs/reference/formats/datafile.md`.
final class SeriesIndexBuilder {
  static final int VERSION = 2;

  /// Segments with fewer rows are read as fast as their statistics.
  static final int STATISTICS_FROM_ROWS = 64;

  private final List<Column> columns;
  private final List<Column> fields;
  private final Compression compression;
  private final ByteSink groups = new ByteSink(256);
  private final ByteSink headerSums = new ByteSink(256);
  private final ByteSink keys = new ByteSink(1024);
  private final ByteSink segmentRows = new ByteSink(256);
  private final ByteSink segmentTimes = new ByteSink(256);
  private final List<ByteSink> missing = new ArrayList<>();
  private final List<ByteSink> statistics = new ArrayList<>();
  private int groupCount;
  private int[] segmentCounts = new int[16];
  private int seriesCount;
  private byte[] lastKey = {};
  private long lastMinNanos;

  SeriesIndexBuilder(List<Column> columns, Compression compression) {
    this.columns = columns;
    this.compression = compression;
    this.fields = columns.stream().filter(column -> column.type().isField()).toList();
    for (int i = 0; i < fields.size(); i++) {
      missing.add(new ByteSink(64));
      statistics.add(new ByteSink(64));
    }
  }

  /// @param chunks time first, then the columns in order
  void group(PagePlan plan, List<ChunkBuilder> chunks) {
    groupCount++;
    groups.putVarint(plan.pageRows().size());
    plan.pageRows().forEach(groups::putVarint);
    for (ChunkBuilder chunk : chunks) {
      groups.putVarint(chunk.offset());
      groups.putVarint(chunk.dictionaryLength());
      chunk.pageLengths().forEach(groups::putVarint);
      chunk.headerSums().forEach(headerSums::putInt);
    }
  }

  /// The next series; ascending by key.
  void series(byte[] key) {
    int mismatch = Arrays.mismatch(lastKey, key);
    int shared = mismatch < 0 ? key.length : mismatch;
    keys.putVarint(shared);
    keys.putVarint(key.length - shared);
    keys.putBytes(key, shared, key.length - shared);
    lastKey = key;
    if (seriesCount == segmentCounts.length) {
      segmentCounts = Arrays.copyOf(segmentCounts, 2 * seriesCount);
    }
    seriesCount++;
  }

  /// The next segment, of a series told before.
  void segment(int series, int rows, long minNanos, long maxNanos) {
    segmentCounts[series]++;
    segmentRows.putVarint(rows);
    segmentTimes.putSigned(minNanos - lastMinNanos);
    segmentTimes.putVarint(maxNanos - minNanos);
    lastMinNanos = minNanos;
  }

  /// One field's part of the segment just told, which has `rows` rows from `row` on in the buffer.
  void field(int field, FieldBuffer values, int row, int rows) {
    int present = values.presentCount(row, row + rows);
    missing.get(field).putVarint(rows - present);
    if (rows >= STATISTICS_FROM_ROWS && fields.get(field).type().isNumeric()) {
      statistics(statistics.get(field), values, row, present == rows ? rows : 0);
    }
  }

  byte[] build() {
    ByteSink out = new ByteSink(1024 + keys.size());
    out.put(VERSION);
    out.put(compression == Compression.ZSTD ? 1 : 0);
    out.putVarint(columns.size());
    for (Column column : columns) {
      byte[] name = column.name().getBytes(StandardCharsets.UTF_8);
      out.putVarint(column.id());
      out.put(typeCode(column.type()));
      out.putVarint(name.length);
      out.putBytes(name);
    }
    out.putVarint(groupCount);
    append(out, groups);
    out.putVarint(seriesCount);
    append(out, keys);
    for (int series = 0; series < seriesCount; series++) {
      out.putVarint(segmentCounts[series]);
    }
    append(out, segmentRows);
    append(out, segmentTimes);
    missing.forEach(sink -> append(out, sink));
    statistics.forEach(sink -> append(out, sink));
    append(out, headerSums);
    return out.toBytes();
  }

  static int typeCode(ColumnType type) {
    return switch (type) {
      case TAG -> 0;
      case FLOAT -> 1;
      case INTEGER -> 2;
      case UNSIGNED -> 3;
      case STRING -> 4;
      case BOOLEAN -> 5;
    };
  }

  /// Sum, least, greatest, first and last; zeros when some row has no value, since they would mislead.
  private static void statistics(ByteSink out, FieldBuffer values, int row, int rows) {
    long[] figures = rows == 0 ? new long[5] : SegmentFigures.of(values, row, rows);
    for (long figure : figures) {
      out.putLong(figure);
    }
  }

  private static void append(ByteSink out, ByteSink part) {
    out.putBytes(part.array(), 0, part.size());
  }
}
