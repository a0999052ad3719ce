package millrace.store;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import millrace.base.TimeSpan;
import millrace.columns.Column;

/// One shard's sources as a reader noted them, and the tombstones over each. Files are opened on first use; one that
/// cannot be read is left out and named.
///
/// Threads: any.
final class ShardView {
  private final Shard shard;

  /// The part of the shard that has not outlived its policy.
  private final TimeSpan visible;

  /// Newest first.
  private final List<Part> noted;

  private List<Part> readable;
  private BitSet series;
  private List<Column> fields;
  private final List<String> damage = new ArrayList<>();

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
  ShardView(Shard shard, List<Source> sources, List<Tombstone> tombstones, TimeSpan visible) {
    this.shard = shard;
    this.visible = shard.span().intersect(visible);
    this.noted = sources.stream().map(source -> Part.of(source, tombstones)).filter(part -> !part.isGone()).toList();
  }

  Shard shard() {
    return shard;
  }

  TimeSpan visible() {
    return visible;
  }

  /// The sources that can be read, newest first.
  synchronized List<Part> parts() {
    if (readable == null) {
      readable = new ArrayList<>();
      for (Part part : noted) {
        part.source().damage().ifPresentOrElse(damage::add, () -> readable.add(part));
      }
    }
    return readable;
  }

  /// What could not be read.
  synchronized List<String> damage() {
    return List.copyOf(damage);
  }

  boolean hasRows() {
    return !series().isEmpty();
  }

  /// Registry ordinals of the series that have rows here. Not to be changed.
  synchronized BitSet series() {
    if (series == null) {
      series = new BitSet();
      parts().forEach(part -> series.or(seriesOf(part)));
    }
    return series;
  }

  /// One column per name, the newest source's where they differ. Asked for once per series, so found once.
  synchronized List<Column> fields() {
    if (fields == null) {
      Map<String, Column> found = new LinkedHashMap<>();
      for (Part part : parts()) {
        if (!seriesOf(part).isEmpty()) {
          part.source().fields().forEach(column -> found.putIfAbsent(column.name(), column));
        }
      }
      fields = List.copyOf(found.values());
    }
    return fields;
  }

  private BitSet seriesOf(Part part) {
    BitSet found = new BitSet();
    part.source().collectSeries(found);
    boolean isWhole = visible.startNanos() <= part.source().minNanos() && part.source().maxNanos() < visible.endNanos();
    if (part.tombstones().isEmpty() && isWhole) {
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
