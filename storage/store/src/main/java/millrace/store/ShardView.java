package millrace.store;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import millrace.base.TimeSpan;
import millrace.columns.Column;
import millrace.columns.SeriesKey;

/// One shard's sources as a reader noted them, and the tombstones over each. Files are opened on first use; one that
/// cannot be read is left out and named.
///
/// Threads: any.
final class ShardView {
  private final Shard shard;

  /// The part of the shard that has not outlived its policy.
  private final TimeSpan visible;

  private final List<Source> sources;
  private final List<Tombstone> tombstones;

  /// Newest first; made when somebody looks into the shard.
  private Optional<List<Part>> noted = Optional.empty();

  private Optional<BitSet> series = Optional.empty();
  private Optional<List<Column>> fields = Optional.empty();
  private final Set<Unread> damage = new LinkedHashSet<>();

  /// A source with the tombstones newer than it.
  record Part(Source source, List<Tombstone> tombstones) {
    static Part of(Source source, List<Tombstone> all) {
      List<Tombstone> newer =
          all.stream()
              .filter(tombstone -> source.isOlderThan(tombstone.generation()))
              .filter(tombstone -> tombstone.span().startNanos() <= source.maxNanos())
              .filter(tombstone -> tombstone.span().endNanos() > source.minNanos())
              .toList();
      return new Part(source, newer);
    }

    /// What has been deleted of one series.
    DeletedSpans deleted(int ordinal) {
      if (tombstones.isEmpty()) {
        return DeletedSpans.NONE;
      }
      return new DeletedSpans(
          tombstones.stream().filter(tombstone -> tombstone.concerns(ordinal)).map(Tombstone::span).toList());
    }

    /// Whether the whole source has been deleted at once.
    private boolean isGone() {
      List<TimeSpan> spans =
          tombstones.stream().filter(tombstone -> tombstone.series().isEmpty()).map(Tombstone::span).toList();
      return new DeletedSpans(spans).covers(source.minNanos(), source.maxNanos());
    }
  }

  /// @param sources newest first
  /// @param tombstones of the table, not to change any more
  ShardView(Shard shard, List<Source> sources, List<Tombstone> tombstones, TimeSpan visible) {
    this.shard = shard;
    this.visible = shard.span().intersect(visible);
    this.sources = sources;
    this.tombstones = tombstones;
  }

  private synchronized List<Part> noted() {
    if (noted.isEmpty()) {
      noted = Optional.of(
          sources.stream().map(source -> Part.of(source, tombstones)).filter(part -> !part.isGone()).toList());
    }
    return noted.get();
  }

  Shard shard() {
    return shard;
  }

  TimeSpan visible() {
    return visible;
  }

  /// Files with rows that may lie in a span.
  int fileCount(TimeSpan span) {
    return Math.toIntExact(noted().stream()
        .map(Part::source)
        .filter(source -> source instanceof FileSource)
        .filter(source -> source.minNanos() < span.endNanos() && source.maxNanos() >= span.startNanos())
        .count());
  }

  /// The sources that can be read, newest first; opens them all.
  List<Part> parts() {
    return noted().stream().filter(this::isReadable).toList();
  }

  /// The sources that can be read and may have rows of one series, newest first. A file is opened only if its filter
  /// lets the series pass.
  List<Part> parts(int ordinal, Supplier<SeriesKey> key) {
    List<Part> found = new ArrayList<>(noted().size());
    Map<String, Set<String>> tags = Map.of();
    for (Part part : noted()) {
      if (!part.source().isReady()) {
        tags = tags.isEmpty() ? tags(key.get()) : tags;
        if (!part.source().mayHave(tags)) {
          continue;
        }
      }
      if (isReadable(part)) {
        found.add(part);
      }
    }
    return found;
  }

  private static Map<String, Set<String>> tags(SeriesKey key) {
    Map<String, Set<String>> tags = new HashMap<>();
    key.tags().forEach((tag, value) -> tags.put(tag, Set.of(value)));
    return tags;
  }

  private boolean isReadable(Part part) {
    Optional<String> found = part.source().damage();
    found.ifPresent(text -> note(part, text));
    return found.isEmpty();
  }

  private synchronized void note(Part part, String text) {
    Source source = part.source();
    damage.add(new Unread(text, source.minNanos(), source.maxNanos()));
  }

  /// Notes what is known to be unreadable already.
  void noteKnownDamage() {
    noted().forEach(part -> part.source().knownDamage().ifPresent(text -> note(part, text)));
  }

  /// What could not be read.
  synchronized List<Unread> damage() {
    return List.copyOf(damage);
  }

  /// Whether there are rows; a file nobody has opened yet is taken to be readable.
  boolean hasRows() {
    return noted().stream().anyMatch(this::isWhole) || !series().isEmpty();
  }

  /// Registry ordinals of the series that have rows here. Not to be changed.
  synchronized BitSet series() {
    if (series.isEmpty()) {
      BitSet found = new BitSet();
      parts().forEach(part -> found.or(seriesOf(part)));
      series = Optional.of(found);
    }
    return series.get();
  }

  /// Registry ordinals of the series with certain tag values that have rows here.
  ///
  /// @param tagValues as [SeriesRegistry#withTags] takes it
  BitSet series(Map<String, Set<String>> tagValues, SeriesRegistry registry) {
    List<Part> parts = noted().stream().filter(part -> part.source().mayHave(tagValues)).filter(this::isReadable).toList();
    BitSet found = new BitSet();
    if (!parts.isEmpty()) {
      for (int ordinal : registry.withTags(tagValues)) {
        if (parts.stream().anyMatch(part -> hasRows(part, ordinal))) {
          found.set(ordinal);
        }
      }
    }
    return found;
  }

  /// One column per name, the newest source's where they differ. Asked for once per series, so found once.
  synchronized List<Column> fields() {
    if (fields.isEmpty()) {
      Map<String, Column> found = new LinkedHashMap<>();
      for (Part part : noted()) {
        if (isWhole(part) || (isReadable(part) && !seriesOf(part).isEmpty())) {
          part.source().fields().forEach(column -> found.putIfAbsent(column.name(), column));
        }
      }
      fields = Optional.of(List.copyOf(found.values()));
    }
    return fields.get();
  }

  /// Whether every row of a source is to be seen, so that it need not be opened to know that it has some.
  private boolean isWhole(Part part) {
    return part.tombstones().isEmpty() && isWithin(part) && part.source().knownDamage().isEmpty();
  }

  private boolean isWithin(Part part) {
    return visible.startNanos() <= part.source().minNanos() && part.source().maxNanos() < visible.endNanos();
  }

  private boolean hasRows(Part part, int ordinal) {
    return part.source().hasSeries(ordinal)
        && (isWhole(part) || part.source().hasRows(ordinal, visible, part.deleted(ordinal)));
  }

  private BitSet seriesOf(Part part) {
    BitSet found = new BitSet();
    part.source().collectSeries(found);
    if (part.tombstones().isEmpty() && isWithin(part)) {
      return found;
    }
    for (int ordinal = found.nextSetBit(0); ordinal >= 0; ordinal = found.nextSetBit(ordinal + 1)) {
      if (!part.source().hasRows(ordinal, visible, part.deleted(ordinal))) {
        found.clear(ordinal);
      }
    }
    return found;
  }
}
