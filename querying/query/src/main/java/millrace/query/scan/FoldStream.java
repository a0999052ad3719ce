package millrace.query.scan;

import java.util.List;
import millrace.query.batch.Batch;
import millrace.query.batch.Vector;
import millrace.query.iterator.BatchIterator;

/// The partial results of one function over one shard, set after set.
final class FoldStream implements BatchIterator {
  private final TableFold table;
  private final ShardFold shard;
  private final String function;
  private final LateAux aux;
  private final Batch out;
  private int set = -1;
  private List<FoldedSet.Row> rows = List.of();
  private Vector[] auxValues = {};
  private int nextRow;

  /// @param out an empty batch of the type of results
  FoldStream(TableFold table, ShardFold shard, String function, LateAux aux, Batch out) {
    this.table = table;
    this.shard = shard;
    this.function = function;
    this.aux = aux;
    this.out = out;
  }

  @Override
  public Batch batch() {
    return out;
  }

  @Override
  public boolean next() {
    table.start();
    out.size = 0;
    while (out.size < Batch.CAPACITY && (nextRow < rows.size() || openNext())) {
      if (nextRow < rows.size()) {
        append();
      }
    }
    return out.size > 0;
  }

  private void append() {
    rows.get(nextRow).appendTo(out, function);
    for (int i = 0; i < auxValues.length; i++) {
      out.aux[i].copy(auxValues[i], nextRow, out.size - 1);
    }
    nextRow++;
  }

  /// Goes to the rows of the next set, of which there may be none.
  private boolean openNext() {
    if (set == shard.sets().size()) {
      return false;
    }
    if (set >= 0) {
      shard.done(set);
    }
    nextRow = 0;
    rows = List.of();
    set++;
    if (set == shard.sets().size()) {
      return false;
    }
    rows = shard.result(set).rows(function);
    auxValues = aux.read(shard.sets().get(set), rows, function);
    return true;
  }
}
