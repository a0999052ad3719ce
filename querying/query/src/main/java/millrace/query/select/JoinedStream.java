package millrace.query.select;

import java.util.List;
import millrace.query.batch.Batch;
import millrace.query.batch.Group;
import millrace.query.iterator.BatchIterator;
import millrace.query.iterator.BufferedIterator;

/// One stream of a row cursor, and which variables its points set.
final class JoinedStream {
  private final BufferedIterator input;

  /// Variable of the value, or -1 when the value is not wanted.
  private final int valueVariable;

  private final int[] auxVariables;

  JoinedStream(BatchIterator input, int valueVariable, List<Integer> auxVariables) {
    this.input = new BufferedIterator(input);
    this.valueVariable = valueVariable;
    this.auxVariables = auxVariables.stream().mapToInt(Integer::intValue).toArray();
  }

  boolean has() {
    return input.has();
  }

  long time() {
    return input.time();
  }

  Group group() {
    return input.group();
  }

  /// Takes the points at hand that belong to the current one's series into rows, as many as there is room for.
  ///
  /// @return how many
  int takeRun(Rows rows, Variables variables) {
    Batch batch = input.batch();
    int from = input.row();
    int most = Math.min(batch.size - from, Batch.CAPACITY - rows.size);
    int count = 1;
    while (count < most && batch.groups[from + count] == batch.groups[from]) {
      count++;
    }
    System.arraycopy(batch.times, from, rows.times, rows.size, count);
    rows.label(rows.size, rows.size + count, batch.groups[from]);
    if (valueVariable >= 0) {
      variables.set(valueVariable, rows.size, batch.values, from, count);
    }
    for (int i = 0; i < auxVariables.length; i++) {
      variables.set(auxVariables[i], rows.size, batch.aux[i], from, count);
    }
    input.skipTo(from + count);
    return count;
  }

  /// Takes the current point into a row if it is the row's, else leaves the row's defaults.
  void scanAt(long time, Group group, Variables variables, int row) {
    boolean here = input.has() && input.time() == time && input.group() == group;
    if (!here) {
      if (valueVariable >= 0) {
        variables.setDefault(valueVariable, row);
      }
      for (int variable : auxVariables) {
        variables.setDefault(variable, row);
      }
      return;
    }
    Batch batch = input.batch();
    if (valueVariable >= 0) {
      variables.set(valueVariable, row, batch.values, input.row());
    }
    for (int i = 0; i < auxVariables.length; i++) {
      variables.set(auxVariables[i], row, batch.aux[i], input.row());
    }
    input.skip();
  }
}
