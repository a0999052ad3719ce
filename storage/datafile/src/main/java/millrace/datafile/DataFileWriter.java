package millrace.datafile;

import static millrace.base.Checks.require;

import com.github.luben.zstd.Zstd;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import millrace.columns.Column;
import millrace.columns.ColumnType;
import millrace.columns.SeriesKey;

/// Writes one Parquet file of one table and shard, sorted by series key and time. Rows are given series by series; each
/// row group is gathered in memory, cut into pages and encoded as a whole.
///
/// Format: `docs/reference/formats/datafile.md`.
///
/// Threads: one.
public final class DataFileWriter implements AutoCloseable {
  private static final int MAX_GROUP_ROWS = 1 << 20;
  private static final long MAX_GROUP_VALUES = 8L << 20;

  /// A group's distinct tag values are in memory while it is gathered.
  private static final int MAX_GROUP_SERIES = 1 << 17;

  private static final int INDEX_ZSTD_LEVEL = 3;

  private final List<Column> columns;
  private final List<Column> tags;
  private final List<Integer> tagsByName;
  private final FileOutput file;
  private final Compression compression;
  private final PageOutput pages;
  private final ColumnWriter columnWriter;
  private final ParquetFooter footer;
  private final SeriesIndexBuilder index;
  private final List<String> names;
  private final List<FieldBuffer> fields = new ArrayList<>();

  private final List<TagBuffer> groupTags = new ArrayList<>();

  private final TagFilter.Builder tagFilter;
  private final GroupSeries groupSeries = new GroupSeries();
  private long[] times = new long[1024];
  private int groupRows;

  /// The series whose rows are being given.
  private Optional<SeriesKey> current = Optional.empty();
  private List<Optional<String>> currentTags = List.of();
  private long currentMaxNanos;

  private boolean isSorted = true;
  private long rowCount;
  private int seriesCount;
  private long minNanos = Long.MAX_VALUE;
  private long maxNanos = Long.MIN_VALUE;

  /// @param columns every tag that a series may have, and the fields, in the order of the file; ids from 1 on
  public DataFileWriter(List<Column> columns, Compression compression) {
    this(columns, compression, Optional::empty);
  }

  /// @param columns every tag that a series may have, and the fields, in the order of the file; ids from 1 on
  /// @param scratch opens a file for what is no longer small, which is closed with this; empty to write in memory
  public DataFileWriter(List<Column> columns, Compression compression, Supplier<Optional<FileChannel>> scratch) {
    this.file = new FileOutput(scratch);
    this.columns = List.copyOf(columns);
    this.tags = columns.stream().filter(column -> column.type() == ColumnType.TAG).toList();
    this.tagsByName = IntStream.range(0, tags.size())
        .boxed()
        .sorted(Comparator.comparing(i -> tags.get(i).name()))
        .toList();
    this.names = parquetNames(columns);
    this.compression = compression;
    this.pages = new PageOutput(file, compression);
    this.columnWriter = new ColumnWriter(pages, compression);
    this.footer = new ParquetFooter(this.columns, names);
    this.index = new SeriesIndexBuilder(this.columns, compression);
    columns.stream().filter(column -> column.type().isField()).map(FieldBuffer::new).forEach(fields::add);
    tags.forEach(tag -> groupTags.add(new TagBuffer()));
    tagFilter = new TagFilter.Builder(tags.stream().map(Column::name).toList());
    file.putBytes(Trailer.PARQUET_MAGIC);
  }

  /// A whole file.
  ///
  /// @param content good until the writer is closed, where it is not in memory
  public record Finished(
      DataFileContent content, long rowCount, int seriesCount, long minNanos, long maxNanos, TagFilter tagFilter) {
    /// All of a file that is not large.
    public byte[] bytes() {
      return content.range(0, Math.toIntExact(content.sizeBytes()));
    }
  }

  /// Appends rows of one series. Series come ascending by key; the rows of one may come in several blocks, ascending.
  public void append(SeriesKey series, RowBlock rows) {
    if (rows.size() == 0) {
      return;
    }
    int given = rows.fields().size();
    require(given == fields.size(), "block has %d fields, expected %d", given, fields.size());
    if (current.isEmpty() || !current.get().equals(series)) {
      begin(series);
    } else {
      require(rows.time(0) > currentMaxNanos, "rows of series %s out of order", series);
    }
    int done = 0;
    while (done < rows.size()) {
      int room = maxGroupRows() - groupRows;
      int count = Math.min(room, rows.size() - done);
      gather(rows, done, count);
      done += count;
      if (count == room) {
        writeGroup();
      }
    }
    currentMaxNanos = rows.time(rows.size() - 1);
    rowCount += rows.size();
    minNanos = Math.min(minNanos, rows.time(0));
    maxNanos = Math.max(maxNanos, currentMaxNanos);
  }

  /// Bytes written so far; what is being gathered comes on top.
  public long sizeBytes() {
    return file.size();
  }

  public long rowCount() {
    return rowCount;
  }

  /// Ends the file. It must have rows.
  public Finished finish() {
    require(rowCount > 0, "a data file needs rows");
    writeGroup();
    byte[] raw = index.build();
    byte[] packed = Zstd.compress(raw, INDEX_ZSTD_LEVEL);
    Trailer trailer = Trailer.ofIndex(file.size(), packed, raw.length);
    file.putBytes(packed);
    footer.write(file, trailer, isSorted);
    return new Finished(file.content(), rowCount, seriesCount, minNanos, maxNanos, tagFilter.build());
  }

  @Override
  public void close() {
    pages.close();
    file.close();
  }

  private void begin(SeriesKey series) {
    if (groupSeries.count() == MAX_GROUP_SERIES) {
      writeGroup();
    }
    require(current.isEmpty() || current.get().compareTo(series) < 0, "series %s out of order", series);
    index.series(series.bytes());
    seriesCount++;
    List<Optional<String>> values = tagValues(series);
    isSorted &= current.isEmpty() || compareByName(currentTags, values) <= 0;
    current = Optional.of(series);
    currentTags = values;
  }

  /// A row group holds a bounded number of values, so that wide tables do not need more memory than narrow ones.
  private int maxGroupRows() {
    return (int) Math.max(PagePlan.MAX_ROWS, Math.min(MAX_GROUP_ROWS, MAX_GROUP_VALUES / (columns.size() + 1)));
  }

  private void gather(RowBlock rows, int from, int count) {
    if (groupRows + count > times.length) {
      times = Arrays.copyOf(times, Math.max(groupRows + count, 2 * times.length));
    }
    System.arraycopy(rows.times(), rows.first() + from, times, groupRows, count);
    for (int i = 0; i < fields.size(); i++) {
      fields.get(i).append(rows.fields().get(i), from, count);
    }
    if (!groupSeries.endsWith(seriesCount - 1)) {
      groupSeries.add(seriesCount - 1);
      for (int i = 0; i < tags.size(); i++) {
        groupTags.get(i).append(currentTags.get(i));
      }
    }
    groupSeries.addRows(count);
    groupRows += count;
  }

  private void writeGroup() {
    if (groupRows == 0) {
      return;
    }
    PagePlan plan = PagePlan.of(groupSeries);
    List<ChunkBuilder> chunks = new ArrayList<>();
    chunks.add(columnWriter.times(times, plan));
    int field = 0;
    int tag = 0;
    for (int i = 0; i < columns.size(); i++) {
      if (columns.get(i).type() == ColumnType.TAG) {
        chunks.add(columnWriter.tag(names.get(i), groupTags.get(tag++), groupSeries, plan));
      } else {
        chunks.add(columnWriter.field(names.get(i), fields.get(field++), plan));
      }
    }
    footer.group(chunks, groupRows, compression);
    index.group(plan, chunks);
    indexSegments(plan);
    for (int i = 0; i < tags.size(); i++) {
      int index = i;
      groupTags.get(i).values().forEach(value -> tagFilter.add(index, value));
    }
    clearGroup();
  }

  /// A segment ends where its page or its series does.
  private void indexSegments(PagePlan plan) {
    int row = 0;
    int page = 0;
    int pageLeft = plan.pageRows().getFirst();
    for (int i = 0; i < groupSeries.count(); i++) {
      int left = groupSeries.rows(i);
      while (left > 0) {
        if (pageLeft == 0) {
          pageLeft = plan.pageRows().get(++page);
        }
        int rows = Math.min(left, pageLeft);
        index.segment(groupSeries.number(i), rows, times[row], times[row + rows - 1]);
        for (int field = 0; field < fields.size(); field++) {
          index.field(field, fields.get(field), row, rows);
        }
        row += rows;
        left -= rows;
        pageLeft -= rows;
      }
    }
  }

  private void clearGroup() {
    fields.forEach(FieldBuffer::clear);
    groupSeries.clear();
    groupTags.forEach(TagBuffer::clear);
    groupRows = 0;
  }

  private List<Optional<String>> tagValues(SeriesKey series) {
    SortedMap<String, String> values = series.tags();
    List<Optional<String>> found = tags.stream().map(tag -> Optional.ofNullable(values.get(tag.name()))).toList();
    long matched = found.stream().filter(Optional::isPresent).count();
    require(matched == values.size(), "series %s has a tag that the file does not", series);
    return found;
  }

  /// The order that `sorting_columns` promises: tag by tag by name, missing ones first, texts by their bytes.
  private int compareByName(List<Optional<String>> a, List<Optional<String>> b) {
    for (int tag : tagsByName) {
      int order = compare(a.get(tag), b.get(tag));
      if (order != 0) {
        return order;
      }
    }
    return 0;
  }

  private static int compare(Optional<String> a, Optional<String> b) {
    if (a.isEmpty() || b.isEmpty()) {
      return Boolean.compare(a.isPresent(), b.isPresent());
    }
    return Arrays.compareUnsigned(
        a.get().getBytes(StandardCharsets.UTF_8), b.get().getBytes(StandardCharsets.UTF_8));
  }

  /// Names that are unique in the file: a field that shares its name with a tag, or with `time`, gets its type added.
  private static List<String> parquetNames(List<Column> columns) {
    Set<String> taken = new HashSet<>(Set.of("time"));
    columns.stream().filter(column -> column.type() == ColumnType.TAG).forEach(tag -> taken.add(tag.name()));
    List<String> names = new ArrayList<>();
    for (Column column : columns) {
      String name = column.name();
      while (column.type().isField() && !taken.add(name)) {
        name += "::" + column.type().name().toLowerCase(Locale.ROOT);
      }
      names.add(name);
    }
    return names;
  }
}
