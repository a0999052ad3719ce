package millrace.plugins.worker;

import static millrace.base.Checks.require;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReferenceArray;
import millrace.columns.TableRows;
import millrace.columns.WriteBatch;

/// The rows of one table within one flush, as several triggers receive them: encoded when first sent, once for all of
/// them, in chunks so that encoding and decoding overlap.
///
/// Threads: any.
public final class TableBatch {
  /// Rows in one frame; measured best between 250 and 100,000.
  static final int CHUNK_ROWS = 2_000;

  private final String table;
  private final List<TableRows> parts;
  private final long rowCount;
  private final List<List<RowEncoder.Slice>> chunks;
  private final AtomicReferenceArray<Chunk> encoded;

  /// What a frame holds.
  ///
  /// @param type of the frame: [Frames#ROWS] or [Frames#COLUMNS]
  record Chunk(int type, byte[] payload) {}

  /// A batch of the given parts, in the order they were written.
  public TableBatch(String table, List<TableRows> parts) {
    require(!parts.isEmpty(), "table %s: a batch without rows", table);
    this.table = table;
    this.parts = List.copyOf(parts);
    this.rowCount = this.parts.stream().mapToLong(TableRows::rowCount).sum();
    this.chunks = chunksOf(this.parts);
    this.encoded = new AtomicReferenceArray<>(chunks.size());
  }

  /// Merges the writes of one flush to one database: one batch per table, in the order of first write.
  public static List<TableBatch> merge(List<WriteBatch> writes) {
    Map<String, List<TableRows>> byTable = new LinkedHashMap<>();
    for (WriteBatch write : writes) {
      for (TableRows rows : write.tables()) {
        if (rows.rowCount() > 0) {
          byTable.computeIfAbsent(rows.table(), _ -> new ArrayList<>()).add(rows);
        }
      }
    }
    List<TableBatch> batches = new ArrayList<>(byTable.size());
    byTable.forEach((table, parts) -> batches.add(new TableBatch(table, parts)));
    return batches;
  }

  /// The table's name.
  public String table() {
    return table;
  }

  /// The rows, in the order they were written.
  public List<TableRows> parts() {
    return parts;
  }

  /// Rows in all parts.
  public long rowCount() {
    return rowCount;
  }

  /// Roughly what the rows take in memory, for bounding queues.
  public long sizeBytes() {
    long bytes = 0;
    for (TableRows part : parts) {
      bytes += part.rowCount() * (12L + 10L * part.fields().size());
    }
    return bytes;
  }

  int chunkCount() {
    return chunks.size();
  }

  /// Rows as a frame takes them. Encoded on first use; two first users may both do the work.
  Chunk chunk(int index) {
    Chunk chunk = encoded.get(index);
    if (chunk == null) {
      List<RowEncoder.Slice> slices = chunks.get(index);
      chunk = ColumnEncoder.encode(slices)
          .map(columns -> new Chunk(Frames.COLUMNS, columns))
          .orElseGet(() -> new Chunk(Frames.ROWS, RowEncoder.encode(slices)));
      encoded.set(index, chunk);
    }
    return chunk;
  }

  private static List<List<RowEncoder.Slice>> chunksOf(List<TableRows> parts) {
    List<List<RowEncoder.Slice>> chunks = new ArrayList<>();
    List<RowEncoder.Slice> open = new ArrayList<>();
    int room = CHUNK_ROWS;
    for (TableRows part : parts) {
      int from = 0;
      while (from < part.rowCount()) {
        int to = Math.min(part.rowCount(), from + room);
        open.add(new RowEncoder.Slice(part, from, to));
        room -= to - from;
        from = to;
        if (room == 0) {
          chunks.add(List.copyOf(open));
          open.clear();
          room = CHUNK_ROWS;
        }
      }
    }
    if (!open.isEmpty()) {
      chunks.add(List.copyOf(open));
    }
    return chunks;
  }
}
