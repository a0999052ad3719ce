package millrace.query.iterator;

import java.util.ArrayList;
import java.util.List;
import millrace.columns.ColumnType;
import millrace.query.batch.Batch;
import millrace.query.batch.Vector;

/// What the operators of one statement did: points given, their bytes, and the time of the query's own thread, below
/// operators included. An operator is the child of the one that first asked it for points.
///
/// Threads: one at a time.
public final class Profile {
  private final Operator root = new Operator("");
  private Operator current = root;

  /// One operator.
  public static final class Operator {
    private final String name;
    private final List<Operator> children = new ArrayList<>();
    private boolean isPlaced;
    private long rows;
    private long bytes;
    private long nanos;

    private Operator(String name) {
      this.name = name;
    }

    public String name() {
      return name;
    }

    /// Operators this one has asked for points.
    public List<Operator> children() {
      return children;
    }

    public long rows() {
      return rows;
    }

    public long bytes() {
      return bytes;
    }

    /// Time spent in this operator and in those below it.
    public long nanos() {
      return nanos;
    }
  }

  /// The operators that nobody measured asks for points.
  public List<Operator> operators() {
    return root.children;
  }

  /// An iterator that is measured under a name.
  BatchIterator measured(String name, BatchIterator iterator) {
    return new Measured(new Operator(name), iterator);
  }

  private final class Measured implements BatchIterator {
    private final Operator operator;
    private final BatchIterator input;

    private Measured(Operator operator, BatchIterator input) {
      this.operator = operator;
      this.input = input;
    }

    @Override
    public Batch batch() {
      return input.batch();
    }

    @Override
    public boolean next() {
      Operator caller = current;
      if (!operator.isPlaced) {
        operator.isPlaced = true;
        caller.children.add(operator);
      }
      current = operator;
      long start = System.nanoTime();
      try {
        boolean has = input.next();
        operator.rows += input.batch().size;
        operator.bytes += bytes(input.batch());
        return has;
      } finally {
        operator.nanos += System.nanoTime() - start;
        current = caller;
      }
    }
  }

  /// Times and values; text by its length.
  private static long bytes(Batch batch) {
    long bytes = (long) Long.BYTES * batch.size + bytes(batch.values, batch.size);
    for (Vector vector : batch.aux) {
      bytes += bytes(vector, batch.size);
    }
    return bytes;
  }

  private static long bytes(Vector vector, int size) {
    if (vector.type() == ColumnType.BOOLEAN) {
      return size;
    }
    if (vector.type() != ColumnType.STRING) {
      return (long) Long.BYTES * size;
    }
    long bytes = 0;
    for (int i = 0; i < size; i++) {
      bytes += vector.isMissing(i) || vector.strings[i] == null ? 0 : vector.strings[i].length();
    }
    return bytes;
  }
}
