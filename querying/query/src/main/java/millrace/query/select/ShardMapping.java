package millrace.query.select;

import com.google.re2j.Pattern;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import millrace.base.ErrorCode;
import millrace.base.TimeSpan;
import millrace.catalog.CatalogState;
import millrace.catalog.RetentionPolicy;
import millrace.catalog.Table;
import millrace.columns.TableReader;
import millrace.columns.TableSource;
import millrace.influxql.DataType;
import millrace.influxql.Expression.Call;
import millrace.influxql.Source;
import millrace.query.QueryException;
import millrace.query.batch.Allowance;
import millrace.query.compile.CompiledSelect;
import millrace.query.compile.CompiledSource;
import millrace.query.compile.Schema;
import millrace.query.iterator.BatchIterator;
import millrace.query.iterator.IteratorOptions;
import millrace.query.scan.MappedTable;
import millrace.query.scan.Merges;
import millrace.query.scan.TableFold;
import millrace.query.scan.TableIterators;

/// The tables a statement and its subqueries read, opened once, with the shards that overlap the statement's time.
///
/// Threads: one at a time. Closing lets go of the tables.
final class ShardMapping implements Schema, AutoCloseable {
  private final CatalogState catalog;
  /// A table opened for reading, its shards apart.
  private static final long BYTES_PER_TABLE = 2048;

  private static final long BYTES_PER_SHARD = 256;

  private final TableSource source;
  private final Allowance memory;
  private final long minNanos;
  private final long maxNanos;
  private final TimeSpan span;
  private final Map<CompiledSource, List<MappedTable>> tables = new HashMap<>();
  private final Map<Long, TableReader> readers = new HashMap<>();

  /// Scans that functions of the same field share.
  private final Map<FoldKey, TableFold> folds = new HashMap<>();

  /// What functions have to have in common to share a scan.
  private record FoldKey(String table, TableReader reader, IteratorOptions options) {}

  private ShardMapping(
      CatalogState catalog, TableSource source, long minNanos, long maxNanos, Allowance memory) {
    this.memory = memory;
    this.catalog = catalog;
    this.source = source;
    this.minNanos = minNanos;
    this.maxNanos = maxNanos;
    this.span = new TimeSpan(minNanos, Math.max(minNanos, maxNanos + 1));
  }

  /// Opens what a statement reads between two instants, both included.
  ///
  /// @throws QueryException when a retention policy does not exist
  static ShardMapping open(
      CompiledSelect select,
      long minNanos,
      long maxNanos,
      CatalogState catalog,
      TableSource source,
      Allowance memory) {
    ShardMapping mapping = new ShardMapping(catalog, source, minNanos, maxNanos, memory);
    try {
      mapping.map(select);
      return mapping;
    } catch (RuntimeException failure) {
      mapping.close();
      throw failure;
    }
  }

  @Override
  public Map<String, DataType> fields(CompiledSource source) {
    Map<String, DataType> fields = new HashMap<>();
    for (MappedTable table : tables.get(source)) {
      table.fields().forEach((name, type) -> fields.merge(name, type, Schema::stronger));
    }
    return fields;
  }

  @Override
  public Set<String> tags(CompiledSource source) {
    Set<String> tags = new HashSet<>();
    tables.get(source).forEach(table -> tags.addAll(table.tags()));
    return tags;
  }

  /// All tables a source stands for, ascending by name.
  List<MappedTable> tables(CompiledSource source) {
    return tables.get(source);
  }

  /// The points a query wants of a source; empty when there are certainly none.
  Optional<BatchIterator> create(CompiledSource source, IteratorOptions options) {
    IteratorOptions clamped = clamped(options);
    List<BatchIterator> inputs = new ArrayList<>();
    for (MappedTable table : tables.get(source)) {
      create(table, clamped).ifPresent(inputs::add);
    }
    Optional<BatchIterator> merged = source instanceof CompiledSource.Tables || inputs.size() > 1
        ? Merges.of(inputs, clamped)
        : inputs.stream().findFirst();
    String name = options.call().isEmpty() ? "scan" : "scan " + options.call();
    return merged.map(points -> options.context().measured(name, points));
  }

  /// Points whose values are a tag of their series; empty when there are certainly none.
  Optional<BatchIterator> ofTag(CompiledSource source, IteratorOptions options) {
    IteratorOptions clamped = clamped(options);
    List<BatchIterator> inputs = new ArrayList<>();
    for (MappedTable table : tables.get(source)) {
      new TableIterators(table).ofTag(clamped).ifPresent(inputs::add);
    }
    return Merges.of(inputs, clamped).map(points -> options.context().measured("scan tag", points));
  }

  /// A function of whole windows, over a source that is one table; empty when it has to be computed from merged points.
  Optional<BatchIterator> whole(CompiledSource source, Call call, IteratorOptions options) {
    if (tables.get(source).size() != 1) {
      return Optional.empty();
    }
    return new TableIterators(tables.get(source).getFirst())
        .whole(call, clamped(options))
        .map(points -> options.context().measured("scan " + call.name(), points));
  }

  private IteratorOptions clamped(IteratorOptions options) {
    return options.withBounds(Math.max(options.startNanos(), minNanos), Math.min(options.endNanos(), maxNanos));
  }

  private Optional<BatchIterator> create(MappedTable table, IteratorOptions options) {
    if (!TableIterators.folds(options)) {
      return new TableIterators(table).create(options);
    }
    IteratorOptions shared = options.withCallNamed("");
    TableFold fold =
        folds.compute(
            new FoldKey(table.name(), table.reader(), shared),
            (key, known) ->
                known == null || known.isStarted() ? new TableIterators(table).fold(shared) : known);
    return fold.stream(options);
  }

  @Override
  public void close() {
    readers.values().forEach(TableReader::close);
  }

  private void map(CompiledSelect select) {
    for (CompiledSource from : select.sources()) {
      switch (from) {
        case CompiledSource.Rows rows -> map(rows.select());
        case CompiledSource.Joined joined -> joined.sides().forEach(side -> map(side.select()));
        case CompiledSource.Table table -> tables.computeIfAbsent(table, t -> open(table.measurement()));
        case CompiledSource.Tables all -> tables.computeIfAbsent(all, t -> open(all.pattern()));
      }
    }
  }

  private List<MappedTable> open(Source.Measurement measurement) {
    return policy(measurement.database(), measurement.policy())
        .table(measurement.name())
        .flatMap(this::open)
        .map(List::of)
        .orElse(List.of());
  }

  private List<MappedTable> open(Source.Pattern source) {
    Pattern pattern = Pattern.compile(source.pattern());
    List<MappedTable> matching = new ArrayList<>();
    for (Table table : policy(source.database(), source.policy()).tables()) {
      if (table.deletion().isEmpty() && pattern.matcher(table.name()).find()) {
        open(table).ifPresent(matching::add);
      }
    }
    return matching;
  }

  private RetentionPolicy policy(String database, String policy) {
    return catalog
        .database(database)
        .flatMap(db -> db.policy(policy))
        .orElseThrow(() -> new QueryException(ErrorCode.NOT_FOUND, "retention policy not found: " + policy));
  }

  private Optional<MappedTable> open(Table table) {
    memory.take(BYTES_PER_TABLE);
    TableReader reader = readers.computeIfAbsent(table.id(), source::open);
    var shards = reader.shards(span);
    memory.take(BYTES_PER_SHARD * shards.size());
    return shards.isEmpty() ? Optional.empty() : Optional.of(MappedTable.of(table.name(), reader, shards));
  }
}
