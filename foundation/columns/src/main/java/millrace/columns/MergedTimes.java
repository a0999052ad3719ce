package millrace.columns;

import java.util.List;

/// The times of several cursors over one series, each time once.
final class MergedTimes implements Cursor {
  private final Cursor[] cursors;
  private final PointBatch[] heads;
  private final int[] at;
  private final boolean ascending;
  private int open;

  MergedTimes(List<Cursor> cursors, List<ColumnType> types, boolean ascending) {
    this.cursors = cursors.toArray(Cursor[]::new);
    this.heads = types.stream().map(PointBatch::new).toArray(PointBatch[]::new);
    this.at = new int[heads.length];
    this.ascending = ascending;
    this.open = heads.length;
    for (int i = open - 1; i >= 0; i--) {
      fillOrClose(i);
    }
  }

  @Override
  public boolean next(PointBatch batch) {
    batch.size = 0;
    while (open > 0 && batch.size < PointBatch.CAPACITY) {
      long first = key(0);
      for (int i = 1; i < open; i++) {
        first = Math.min(first, key(i));
      }
      batch.times[batch.size++] = ascending ? first : ~first;
      for (int i = open - 1; i >= 0; i--) {
        if (key(i) == first && ++at[i] == heads[i].size) {
          fillOrClose(i);
        }
      }
    }
    return batch.size > 0;
  }

  /// Orders times in the cursors' direction.
  private long key(int cursor) {
    long time = heads[cursor].times[at[cursor]];
    return ascending ? time : ~time;
  }

  private void fillOrClose(int i) {
    at[i] = 0;
    if (!cursors[i].next(heads[i])) {
      open--;
      cursors[i] = cursors[open];
      heads[i] = heads[open];
      at[i] = at[open];
    }
  }
}
