package millrace.datafile;

import java.lang.ref.SoftReference;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;
import millrace.columns.Column;
import millrace.columns.PointSummary;

/// One open data file: its series, segments and pages by number. A *segment* is the rows of one series in one page; the
/// segments of series `s` are `[firstSegment(s), firstSegment(s + 1))`, in order of time.
///
/// Threads: any. Pages are decoded on every call; whoever reads one again soon keeps it.
public final class DataFile {
  private final String name;
  private final FileBytes bytes;
  private final SeriesIndex index;
  private final DataFiles files;

  /// By field, then row group; let go when memory is short.
  private final AtomicReferenceArray<SoftReference<PageReader.Dictionary>> dictionaries;

  private final int groupCount;
  private final int[] chunkOfField;
  private final long minNanos;
  private final long maxNanos;

  DataFile(String name, FileBytes bytes, SeriesIndex index, DataFiles files) {
    this.name = name;
    this.bytes = bytes;
    this.index = index;
    this.files = files;
    this.groupCount = index.pages.groupCount();
    this.dictionaries = new AtomicReferenceArray<>(groupCount * index.fields.size());
    this.chunkOfField = index.fields.stream().mapToInt(field -> 1 + index.columns.indexOf(field)).toArray();
    long min = Long.MAX_VALUE;
    long max = Long.MIN_VALUE;
    for (int i = 0; i < index.segmentCount; i++) {
      min = Math.min(min, index.minNanos(i));
      max = Math.max(max, index.maxNanos(i));
    }
    this.minNanos = min;
    this.maxNanos = max;
  }

  public String name() {
    return name;
  }

  /// Tags and fields in the file's order.
  public List<Column> columns() {
    return index.columns;
  }

  /// The fields alone; other methods take an index into this.
  public List<Column> fields() {
    return index.fields;
  }

  public long rowCount() {
    return index.pages.rowCount();
  }

  public int seriesCount() {
    return index.seriesCount;
  }

  public int pageCount() {
    return index.pages.pageCount();
  }

  /// Bytes of memory that the open file takes, roughly, without what is decoded.
  public long sizeBytes() {
    return index.sizeBytes();
  }

  /// First time in the file.
  public long minNanos() {
    return minNanos;
  }

  /// Last time in the file, within.
  public long maxNanos() {
    return maxNanos;
  }

  public int firstSegment(int series) {
    return index.firstSegment(series);
  }

  public int page(int segment) {
    return index.page(segment);
  }

  /// The segment's first row within its page.
  public int firstRow(int segment) {
    return index.firstRow(segment);
  }

  public int rows(int segment) {
    return index.rows(segment);
  }

  public long minNanos(int segment) {
    return index.minNanos(segment);
  }

  public long maxNanos(int segment) {
    return index.maxNanos(segment);
  }

  /// Whether no row of a segment has the field.
  public boolean isAbsent(int field, int segment) {
    return index.isAbsent(field, segment);
  }

  /// What the index knows of a field's points in a segment. Figures are there when every row has a value, the rows are
  /// not few, and the type is a number.
  public PointSummary summary(int field, int segment) {
    return index.summary(field, segment);
  }

  /// The times of a page's rows. The caller owns the array.
  public long[] times(int page) {
    return files.decode(name, reader -> reader.times(stored(0, page), index.pages.rows(page)));
  }

  /// A field's values in a page's rows. The caller owns it.
  public ColumnPage values(int field, int page) {
    int chunk = chunkOfField[field];
    return files.decode(
        name,
        reader ->
            reader.values(
                stored(chunk, page),
                index.pages.rows(page),
                index.fields.get(field).type(),
                dictionary(field, index.pages.group(page), reader)));
  }

  /// Reads every page of every field, so that damage anywhere shows.
  public void verify() {
    for (int page = 0; page < pageCount(); page++) {
      times(page);
      for (int field = 0; field < index.fields.size(); field++) {
        values(field, page);
      }
    }
  }

  private PageReader.Dictionary dictionary(int field, int group, PageReader reader) {
    PageMap.Place place = index.pages.dictionary(chunkOfField[field], group);
    if (place.length() == 0) {
      return PageReader.Dictionary.NONE;
    }
    int slot = field * groupCount + group;
    SoftReference<PageReader.Dictionary> remembered = dictionaries.get(slot);
    PageReader.Dictionary known = remembered == null ? null : remembered.get();
    if (known == null) {
      known = reader.dictionary(place.read(bytes, index.compression), index.fields.get(field).type());
      dictionaries.set(slot, new SoftReference<>(known));
    }
    return known;
  }

  private StoredPage stored(int chunk, int page) {
    return index.pages.page(chunk, page).read(bytes, index.compression);
  }
}
