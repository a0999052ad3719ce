package millrace.query.iterator;

import millrace.query.batch.Batch;
import millrace.query.batch.Group;

/// LIMIT and OFFSET per series: counting starts again whenever name or tags differ from the point before.
public final class LimitIterator implements BatchIterator {
  private final BatchIterator input;
  private final long limit;
  private final long offset;
  private final Batch out;
  private Group group;
  private long count;

  public LimitIterator(BatchIterator input, IteratorOptions options) {
    this.input = input;
    this.limit = options.limit();
    this.offset = options.offset();
    this.out = input.batch().emptyLike();
  }

  @Override
  public Batch batch() {
    return out;
  }

  @Override
  public boolean next() {
    out.size = 0;
    while (out.size == 0) {
      if (!input.next()) {
        return false;
      }
      take(input.batch());
    }
    return true;
  }

  private void take(Batch in) {
    int row = 0;
    while (row < in.size) {
      if (in.groups[row] != group) {
        group = in.groups[row];
        count = 0;
      }
      int end = row + 1;
      while (end < in.size && in.groups[end] == group) {
        end++;
      }
      takeRun(in, row, end);
      row = end;
    }
  }

  private void takeRun(Batch in, int from, int to) {
    long first = Math.max(0, offset - count);
    long last = limit == 0 ? to - from : Math.min(to - from, offset + limit - count);
    count += to - from;
    if (first < last) {
      out.append(in, from + (int) first, from + (int) last);
    }
  }
}
