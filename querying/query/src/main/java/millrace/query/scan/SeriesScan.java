package millrace.query.scan;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import millrace.columns.ColumnType;
import millrace.columns.PointBatch;
import millrace.influxql.Expression.VarRef;
import millrace.query.batch.Batch;
import millrace.query.iterator.BatchIterator;
import millrace.query.iterator.IteratorOptions;

/// The points of one series in one shard: the main field, what the condition and the auxiliary fields need read beside
/// it at the same times. Without a main field, there is a point wherever one of the auxiliary fields has one.
///
/// Cursors are opened at the first step and let go at the end. Auxiliary fields are read for points that satisfy the
/// condition only.
final class SeriesScan implements BatchIterator {
  /// An open cursor with its batch of times and values, and the rows made of it.
  private static final long BYTES_PER_COLUMN = 40L * PointBatch.CAPACITY;

  /// Rows from which on copying whole runs pays.
  private static final int SHORTEST_RUN = 8;

  private final SeriesInShard series;
  private final IteratorOptions options;
  private final Optional<RowFilter> filter;
  private final boolean isOfTag;
  private final Batch out;

  /// Rows whose group and weight are set, which are the same for all.
  private int labelled;

  private boolean opened;
  private int columns;
  private FieldReader main;
  private SideColumn[] aux = {};
  private SideColumn[] conditions = {};

  /// @param filter the series' filter made ready, where it has one
  SeriesScan(SeriesInShard series, IteratorOptions options, Optional<RowFilter> filter) {
    this(series, options, filter, false);
  }

  /// @param isOfTag whether the value wanted is a tag of the series, at every time it has any
  SeriesScan(SeriesInShard series, IteratorOptions options, Optional<RowFilter> filter, boolean isOfTag) {
    this.isOfTag = isOfTag;
    this.series = series;
    this.options = options;
    this.filter = filter;
    this.out = emptyBatch(options);
  }

  static Batch emptyBatch(IteratorOptions options) {
    return new Batch(mainType(options), auxTypes(options.aux()), options.context().memory());
  }

  static ColumnType mainType(IteratorOptions options) {
    return options.value().map(ReferenceTypes::of).orElse(ColumnType.FLOAT);
  }

  static List<ColumnType> auxTypes(List<VarRef> refs) {
    return refs.stream().map(ReferenceTypes::of).toList();
  }

  @Override
  public Batch batch() {
    return out;
  }

  @Override
  public boolean next() {
    if (!opened) {
      open();
    }
    do {
      out.size = 0;
      int rows = options.value().isPresent() ? readMain() : readUnion();
      if (rows == 0) {
        close();
        return false;
      }
      options.context().countPoints(rows);
      finish(rows);
    } while (out.size == 0);
    return true;
  }

  private void open() {
    opened = true;
    columns = 1 + options.aux().size() + filter.map(f -> f.references().size()).orElse(0);
    options.context().memory().take(columns * BYTES_PER_COLUMN);
    boolean ascending = options.ascending();
    options
        .value()
        .flatMap(
            ref ->
                isOfTag
                    ? TagCursor.open(series, ref.name(), ascending)
                    : FieldReader.open(series, ref.name(), ReferenceTypes.of(ref), ascending))
        .ifPresent(reader -> main = reader);
    aux = sideColumns(options.aux());
    conditions = sideColumns(filter.map(RowFilter::references).orElse(List.of()));
  }

  /// Lets go of the cursors; there are no more points then.
  void close() {
    options.context().memory().give(columns * BYTES_PER_COLUMN);
    columns = 0;
    main = null;
    aux = new SideColumn[0];
    conditions = new SideColumn[0];
  }

  private SideColumn[] sideColumns(List<VarRef> refs) {
    return refs.stream().map(ref -> SideColumn.open(series, ref, options.ascending())).toArray(SideColumn[]::new);
  }

  /// Reads times and values of the main field.
  private int readMain() {
    if (main == null || !main.has()) {
      return 0;
    }
    int rows = main.ready();
    out.ensure(rows);
    main.take(rows, out.times, out.values, 0);
    return rows;
  }

  /// Reads times at which one of the auxiliary fields has a value, and all their values.
  private int readUnion() {
    int fields = 0;
    int last = -1;
    for (int i = 0; i < aux.length; i++) {
      if (aux[i].has()) {
        fields++;
        last = i;
      }
    }
    if (fields == 0) {
      return 0;
    }
    int rows = fields == 1 ? readSingle(last) : readTogether(last);
    out.values.setMissing(0, rows);
    return rows;
  }

  /// Only one field has points left: its times are the rows' times.
  private int readSingle(int field) {
    FieldReader reader = aux[field].reader();
    int rows = reader.ready();
    out.ensure(rows);
    reader.take(rows, out.times, out.aux[field], 0);
    for (int i = 0; i < aux.length; i++) {
      if (i != field) {
        aux[i].valuesAt(out.times, 0, rows, out.aux[i]);
      }
    }
    return rows;
  }

  /// Several fields have points left: a run in which all of them have the same times is taken whole.
  private int readTogether(int leader) {
    FieldReader first = aux[leader].reader();
    int run = first.ready();
    for (SideColumn column : aux) {
      if (run > 0 && column.has()) {
        run = column.reader().commonWith(first, run);
      }
    }
    if (run < SHORTEST_RUN) {
      return readJoined();
    }
    out.ensure(run);
    first.take(run, out.times, out.aux[leader], 0);
    for (int i = 0; i < aux.length; i++) {
      if (i != leader && aux[i].has()) {
        aux[i].reader().take(run, out.aux[i], 0);
      } else if (i != leader) {
        aux[i].valuesAt(out.times, 0, run, out.aux[i]);
      }
    }
    return run;
  }

  private int readJoined() {
    out.ensure(Batch.CAPACITY);
    int rows = 0;
    while (rows < Batch.CAPACITY) {
      int earliest = earliest();
      if (earliest < 0) {
        break;
      }
      long time = aux[earliest].time();
      out.times[rows] = time;
      for (int i = 0; i < aux.length; i++) {
        aux[i].valueAt(time, out.aux[i], rows);
      }
      rows++;
    }
    return rows;
  }

  /// The auxiliary field whose next point comes first, or -1 when none has any.
  private int earliest() {
    int earliest = -1;
    for (int i = 0; i < aux.length; i++) {
      if (aux[i].has() && (earliest < 0 || isBefore(aux[i].time(), aux[earliest].time()))) {
        earliest = i;
      }
    }
    return earliest;
  }

  private boolean isBefore(long a, long b) {
    return options.ascending() ? a < b : a > b;
  }

  /// Drops the rows that fail the condition and completes the others.
  private void finish(int rows) {
    boolean union = options.value().isEmpty();
    int kept = filter.isPresent() ? filter.get().keep(out, rows, conditions, union) : rows;
    if (!union) {
      for (int i = 0; i < aux.length; i++) {
        aux[i].valuesAt(out.times, 0, kept, out.aux[i]);
      }
    }
    if (kept > labelled) {
      Arrays.fill(out.groups, labelled, kept, series.group());
      Arrays.fill(out.weights, labelled, kept, 1);
      labelled = kept;
    }
    out.size = kept;
  }
}
