package millrace.store;

import java.lang.ref.WeakReference;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import millrace.base.TimeSpan;
import millrace.columns.Column;
import millrace.columns.PointSummary;
import millrace.datafile.ColumnPage;
import millrace.datafile.DataFile;
import millrace.datafile.TagFilter;

/// A data file as a reader sees it.
final class FileSource implements Source {
  private static final int TIME = -1;

  private final FileHandle handle;
  private final List<Column> fields;
  private final PageCache cache = new PageCache();

  /// Spares the handle's monitor at every cursor.
  private volatile WeakReference<FileHandle.Opened> opened = new WeakReference<>(null);

  /// @param fields the columns of the file's fields
  FileSource(FileHandle handle, List<Column> fields) {
    this.handle = handle;
    this.fields = fields;
  }

  @Override
  public long generation() {
    return handle.file().generation();
  }

  @Override
  public boolean isOlderThan(long tombstoneGeneration) {
    return handle.file().isOlderThan(tombstoneGeneration);
  }

  @Override
  public Optional<String> damage() {
    return isReady() ? handle.knownDamage() : handle.damage();
  }

  @Override
  public boolean isReady() {
    return opened.get() != null;
  }

  @Override
  public Optional<String> knownDamage() {
    return handle.knownDamage();
  }

  @Override
  public long minNanos() {
    return handle.file().minNanos();
  }

  @Override
  public long maxNanos() {
    return handle.file().maxNanos();
  }

  @Override
  public List<Column> fields() {
    return fields;
  }

  @Override
  public boolean mayHave(Map<String, Set<String>> tagValues) {
    TagFilter filter = handle.file().tagFilter();
    for (Map.Entry<String, Set<String>> tag : tagValues.entrySet()) {
      if (tag.getValue().stream().noneMatch(value -> filter.mayHave(tag.getKey(), value))) {
        return false;
      }
    }
    return true;
  }

  @Override
  public boolean hasSeries(int ordinal) {
    return open().series(ordinal) >= 0;
  }

  @Override
  public void collectSeries(BitSet into) {
    open().series().collect(into);
  }

  private FileHandle.Opened open() {
    FileHandle.Opened known = opened.get();
    if (known == null) {
      known = handle.open();
      opened = new WeakReference<>(known);
    }
    return known;
  }

  @Override
  public boolean hasRows(int ordinal, TimeSpan span, DeletedSpans deleted) {
    FileHandle.Opened opened = open();
    int series = opened.series(ordinal);
    if (series < 0) {
      return false;
    }
    DataFile file = opened.file();
    for (int segment = file.firstSegment(series); segment < file.firstSegment(series + 1); segment++) {
      if (hasRows(file, segment, span, deleted)) {
        return true;
      }
    }
    return false;
  }

  private boolean hasRows(DataFile file, int segment, TimeSpan span, DeletedSpans deleted) {
    long min = file.minNanos(segment);
    long max = file.maxNanos(segment);
    if (max < span.startNanos() || min >= span.endNanos() || deleted.covers(min, max)) {
      return false;
    }
    if ((span.contains(min) && !deleted.contains(min)) || (span.contains(max) && !deleted.contains(max))) {
      return true;
    }
    long[] times = times(file, file.page(segment));
    int first = file.firstRow(segment);
    for (int row = first; row < first + file.rows(segment); row++) {
      if (span.contains(times[row]) && !deleted.contains(times[row])) {
        return true;
      }
    }
    return false;
  }

  @Override
  public Optional<PointStream> points(int ordinal, Column field, TimeSpan span, boolean ascending) {
    FileHandle.Opened opened = open();
    int series = opened.series(ordinal);
    int index = opened.fieldIndex(field);
    if (series < 0 || index < 0) {
      return Optional.empty();
    }
    Segments segments = new Segments(opened.file(), series, index, span, ascending);
    return segments.isEmpty() ? Optional.empty() : Optional.of(segments);
  }

  @Override
  public Optional<PointStream> times(int ordinal, TimeSpan span, boolean ascending) {
    FileHandle.Opened opened = open();
    int series = opened.series(ordinal);
    if (series < 0) {
      return Optional.empty();
    }
    Segments segments = new Segments(opened.file(), series, TIME, span, ascending);
    return segments.isEmpty() ? Optional.empty() : Optional.of(segments);
  }

  private long[] times(DataFile file, int page) {
    return cache.get(TIME, page, long[].class, () -> handle.guarded(() -> file.times(page)));
  }

  private ColumnPage values(DataFile file, int field, int page) {
    return cache.get(field, page, ColumnPage.class, () -> handle.guarded(() -> file.values(field, page)));
  }

  /// Walks the segments of one series that overlap a span and have a field.
  private final class Segments implements PointStream {
    private final DataFile file;
    private final int field;
    private final TimeSpan span;
    private final boolean ascending;
    private int next;
    private final int end;

    private Segments(DataFile file, int series, int field, TimeSpan span, boolean ascending) {
      this.file = file;
      this.field = field;
      this.span = span;
      this.ascending = ascending;
      int first = file.firstSegment(series);
      int last = file.firstSegment(series + 1) - 1;
      this.next = ascending ? first : last;
      this.end = ascending ? last + 1 : first - 1;
      skipOthers();
    }

    private boolean isEmpty() {
      return next == end;
    }

    @Override
    public long minNanos() {
      int first = ascending ? next : end + 1;
      return Math.max(span.startNanos(), file.minNanos(first));
    }

    @Override
    public long maxNanos() {
      int last = ascending ? end - 1 : next;
      return Math.min(span.endNanos() - 1, file.maxNanos(last));
    }

    @Override
    public boolean isDone() {
      return isEmpty();
    }

    @Override
    public Optional<PointSummary> summary() {
      boolean isWhole =
          next != end && field != TIME && span.contains(file.minNanos(next)) && span.contains(file.maxNanos(next));
      return isWhole ? Optional.of(file.summary(field, next)) : Optional.empty();
    }

    @Override
    public void skip() {
      next += ascending ? 1 : -1;
      skipOthers();
    }

    @Override
    public Optional<Points> next() {
      while (next != end) {
        Points points = read(next);
        next += ascending ? 1 : -1;
        skipOthers();
        if (!points.isEmpty()) {
          return Optional.of(points);
        }
      }
      return Optional.empty();
    }

    private void skipOthers() {
      while (next != end && !isWanted(next)) {
        next += ascending ? 1 : -1;
      }
    }

    private boolean isWanted(int segment) {
      return file.maxNanos(segment) >= span.startNanos()
          && file.minNanos(segment) < span.endNanos()
          && (field == TIME || !file.isAbsent(field, segment));
    }

    private Points read(int segment) {
      int page = file.page(segment);
      long[] times = times(file, page);
      int segmentEnd = file.firstRow(segment) + file.rows(segment);
      int from = rowAt(times, file.firstRow(segment), segmentEnd, span.startNanos());
      int to = rowAt(times, from, segmentEnd, span.endNanos());
      Points points =
          field == TIME
              ? Points.ofTimes(times, from, to)
              : Points.ofPage(times, values(file, field, page), file.fields().get(field).type(), from, to);
      if (!ascending) {
        points.reverse();
      }
      return points;
    }
  }

  /// The first row in `[from, to)` whose time is not before an instant, or `to`.
  private static int rowAt(long[] times, int from, int to, long instantNanos) {
    if (from == to || times[from] >= instantNanos) {
      return from;
    }
    if (times[to - 1] < instantNanos) {
      return to;
    }
    int at = Arrays.binarySearch(times, from, to, instantNanos);
    return at >= 0 ? at : -at - 1;
  }
}
