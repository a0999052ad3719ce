package millrace.store;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import millrace.base.TimeSpan;
import millrace.columns.Column;

/// One shard's sources as a reader noted them, and the tombstones over each.
///
/// Threads: any.
final class ShardView {
  private final Shard shard;

  /// The part of the shard that has not outlived its policy.
  private final TimeSpan visible;

  /// Newest first.
  private final List<Part> parts;

  private BitSet series;

  /// A source with the tombstones newer than it.
  record Part(Source source, List<Tombstone> tombstones) {
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

    private static Part of(Source source, List<Tombstone> all) {
      List<Tombstone> newer =
          all.stream()
              .filter(tombstone -> tombstone.generation() > source.generation())
              .filter(tombstone -> tombstone.span().startNanos() <= source.maxNanos())
              .filter(tombstone -> tombstone.span().endNanos() > source.minNanos())
              .toList();
      return new Part(source, newer);
    }
  }

  private ShardView(Shard shard, TimeSpan visible, List<Part> parts) {
    this.shard = shard;
    this.visible = visible;
    this.parts = parts;
  }

  static ShardView of(ShardContents contents, List<Tombstone> tombstones, TimeSpan visible) {
    List<Part> parts = new ArrayList<>();
    for (RowLog log : contents.logs().reversed()) {
      Part part = Part.of(new LogSource(log), tombstones);
      if (!part.isGone()) {
        parts.add(part);
      }
    }
    return new ShardView(contents.shard(), contents.shard().span().intersect(visible), parts);
  }

  Shard shard() {
    return shard;
  }

  TimeSpan visible() {
    return visible;
  }

  List<Part> parts() {
    return parts;
  }

  boolean hasRows() {
    return !series().isEmpty();
  }

  /// Registry ordinals of the series that have rows here. Not to be changed.
  synchronized BitSet series() {
    if (series == null) {
      series = new BitSet();
      parts.forEach(part -> series.or(seriesOf(part)));
    }
    return series;
  }

  /// One column per name, the newest source's where they differ.
  List<Column> fields() {
    Map<String, Column> fields = new LinkedHashMap<>();
    for (Part part : parts) {
      if (!seriesOf(part).isEmpty()) {
        part.source().fields().forEach(column -> fields.putIfAbsent(column.name(), column));
      }
    }
    return List.copyOf(fields.values());
  }

  private BitSet seriesOf(Part part) {
    BitSet found = new BitSet();
    part.source().collectSeries(found);
    if (part.tombstones().isEmpty() && visible.startNanos() <= part.source().minNanos()) {
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
