package millrace.query.scan;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import millrace.columns.ColumnType;
import millrace.influxql.Expression;
import millrace.influxql.Expression.Call;
import millrace.influxql.Expression.IntegerLiteral;
import millrace.influxql.Expression.NumberLiteral;
import millrace.query.batch.Batch;
import millrace.query.batch.Group;
import millrace.query.compile.Functions;
import millrace.query.fold.FoldNeeds;
import millrace.query.fold.SortableValues;
import millrace.query.fold.WindowTable;
import millrace.query.iterator.BatchIterator;
import millrace.query.iterator.IteratorOptions;

/// Functions that need all values of a window, from every shard, but not their order: median, percentile and spread.
/// Values are collected series by series, so nothing is merged by time.
final class WholeFold implements BatchIterator {
  private final Call call;
  private final IteratorOptions options;
  private final List<ShardFold> shards;
  private final FoldNeeds needs;
  private final Batch out;

  /// For each final series, in the order of answers, where its sets are.
  private final List<List<Place>> series = new ArrayList<>();

  private int nextSeries;
  private boolean isStarted;
  private List<Row> rows = List.of();
  private int nextRow;

  private record Place(ShardFold shard, int set) {}

  /// A window of a group.
  private record Row(Group group, WindowTable table, int slot) {
    long start() {
      return table.start(slot);
    }
  }

  WholeFold(Call call, List<ShardFold> shards, IteratorOptions options) {
    this.call = call;
    this.options = options;
    this.shards = shards;
    Set<String> functions = call.name().equals("spread") ? Set.of("min", "max") : Set.of("values");
    this.needs = FoldNeeds.of(functions, false);
    ColumnType type = SeriesScan.mainType(options);
    ColumnType result = call.name().equals("median") ? ColumnType.FLOAT : type;
    this.out = new Batch(result, List.of(), options.context().memory());
    Comparator<Group> order = Group::compareTo;
    TreeMap<Group, List<Place>> places = new TreeMap<>(options.ascending() ? order : order.reversed());
    for (ShardFold shard : shards) {
      for (int set = 0; set < shard.sets().size(); set++) {
        places
            .computeIfAbsent(shard.sets().get(set).dimensions(), g -> new ArrayList<>())
            .add(new Place(shard, set));
      }
    }
    series.addAll(places.values());
  }

  /// Whether a function can be computed this way: the order of points must not show, neither in a point's time nor in
  /// values beside it, and no change of clocks may shift windows.
  static boolean applies(Call call, IteratorOptions options) {
    boolean isNumeric = options.value().isPresent() && SeriesScan.mainType(options).isNumeric();
    if (!isNumeric || !options.windows().isSteady() || !options.aux().isEmpty()) {
      return false;
    }
    return switch (call.name()) {
      case "median", "spread" -> true;
      case "percentile" -> !options.pointTimes() && !Functions.isInterpolated(call);
      default -> false;
    };
  }

  @Override
  public Batch batch() {
    return out;
  }

  @Override
  public boolean next() {
    if (!isStarted) {
      isStarted = true;
      shards.forEach(shard -> shard.start(needs, 1));
    }
    out.size = 0;
    while (out.size < Batch.CAPACITY && (nextRow < rows.size() || openNext())) {
      if (nextRow < rows.size()) {
        append(rows.get(nextRow++));
      }
    }
    return out.size > 0;
  }

  private boolean openNext() {
    rows.stream().map(Row::table).distinct().forEach(WindowTable::release);
    rows = List.of();
    nextRow = 0;
    if (nextSeries == series.size()) {
      return false;
    }
    Map<Group, WindowTable> tables = new HashMap<>();
    for (Place place : series.get(nextSeries++)) {
      place.shard().take(place.set()).moveTo(tables);
    }
    rows = rows(tables);
    return true;
  }

  private List<Row> rows(Map<Group, WindowTable> tables) {
    List<Row> found = new ArrayList<>();
    tables.forEach(
        (group, table) -> {
          for (int slot = 0; slot < table.size(); slot++) {
            found.add(new Row(group, table, slot));
          }
        });
    Comparator<Row> byWindow = Comparator.comparingLong(Row::start);
    found.sort(
        (options.ascending() ? byWindow : byWindow.reversed()).thenComparing((a, b) -> a.group().compareTo(b.group())));
    return found;
  }

  private void append(Row row) {
    switch (call.name()) {
      case "median" ->
          out.values.setFloat(out.add(row.start(), row.group()), row.table().values(row.slot()).median());
      case "percentile" -> percentile(row);
      default -> spread(row);
    }
  }

  /// None when the rank falls outside of the values.
  private void percentile(Row row) {
    SortableValues values = row.table().values(row.slot());
    double position = Math.floor(values.size() * rank() / 100.0 + 0.5) - 1;
    if (position >= 0 && position < values.size()) {
      setBits(out.add(row.start(), row.group()), values.bitsAt((int) position));
    }
  }

  private double rank() {
    Expression literal = call.arguments().get(1);
    return switch (literal) {
      case NumberLiteral n -> n.value();
      case IntegerLiteral i -> i.value();
      default -> throw new IllegalArgumentException("not a number: " + literal);
    };
  }

  private void spread(Row row) {
    long low = row.table().pickedBits("min", row.slot());
    long high = row.table().pickedBits("max", row.slot());
    int at = out.add(row.start(), row.group());
    if (out.type() == ColumnType.FLOAT) {
      out.values.setFloat(at, Double.longBitsToDouble(high) - Double.longBitsToDouble(low));
    } else {
      out.values.setInteger(at, high - low);
    }
  }

  private void setBits(int row, long bits) {
    if (out.type() == ColumnType.FLOAT) {
      out.values.setFloat(row, Double.longBitsToDouble(bits));
    } else {
      out.values.setInteger(row, bits);
    }
  }
}
