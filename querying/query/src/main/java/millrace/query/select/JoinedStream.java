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
