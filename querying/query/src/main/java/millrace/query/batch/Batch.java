package millrace.query.batch;

import java.util.Arrays;
import java.util.List;
import millrace.columns.ColumnType;

/// Points in columns: time, group, value and auxiliary fields. A missing value makes a point without a value, as a
/// window without data is. Rows are in the order their producer promises.
///
/// Threads: one at a time. Belongs to the iterator that filled it, which fills it again at its next step.
public final class Batch {
  /// Points a producer puts into a batch, as a rule; one window's points stay together even if they are more.
  public static final int CAPACITY = 1024;

  private static final int FIRST_CAPACITY = 16;

  /// Batches up to this size are part of what any operator costs; larger ones grow with data and are counted.
  private static final int UNCOUNTED = 4 * CAPACITY;

  /// Time, group, weight and a value; text is counted as its reference and a short string.
  private static final int BYTES_PER_POINT = 24;

  /// Nanoseconds since the epoch.
  public long[] times;

  /// Name and tags per point.
  public Group[] groups;

  /// How many points of the store the value stands for; kept only where a mean is merged.
  public int[] weights;

  /// The value per point.
  public final Vector values;

  /// Auxiliary fields, in the order of the query's references.
  public final Vector[] aux;

  /// Points that count, from index 0 on.
  public int size;

  private int capacity;
  private final Allowance allowance;
  private long takenBytes;

  /// A batch that may grow without end.
  public Batch(ColumnType type, List<ColumnType> auxTypes) {
    this(type, auxTypes, Allowance.UNLIMITED);
  }

  /// @param allowance asked when the batch grows beyond what streams need
  public Batch(ColumnType type, List<ColumnType> auxTypes, Allowance allowance) {
    this(type, auxTypes, FIRST_CAPACITY, allowance);
  }

  public Batch(ColumnType type, List<ColumnType> auxTypes, int capacity) {
    this(type, auxTypes, capacity, Allowance.UNLIMITED);
  }

  private Batch(ColumnType type, List<ColumnType> auxTypes, int capacity, Allowance allowance) {
    this.allowance = allowance;
    this.capacity = capacity;
    this.times = new long[capacity];
    this.groups = new Group[capacity];
    this.weights = new int[capacity];
    this.values = new Vector(type, capacity);
    this.aux = new Vector[auxTypes.size()];
    for (int i = 0; i < aux.length; i++) {
      aux[i] = new Vector(auxTypes.get(i), capacity);
    }
  }

  /// An empty batch of the same types and allowance.
  public Batch emptyLike() {
    return new Batch(values.type(), auxTypes(), allowance);
  }

  /// An empty batch of another type and no auxiliary fields, of the same allowance.
  public Batch emptyOf(ColumnType type) {
    return new Batch(type, List.of(), allowance);
  }

  /// The types of the auxiliary fields.
  public List<ColumnType> auxTypes() {
    return Arrays.stream(aux).map(Vector::type).toList();
  }

  public ColumnType type() {
    return values.type();
  }

  /// What operators over this batch's stream ask for memory of their own.
  public Allowance allowance() {
    return allowance;
  }

  /// Makes room for `points`.
  public void ensure(int points) {
    if (points <= capacity) {
      return;
    }
    int larger = (int) Math.max(points, Math.min(capacity * 2L, Integer.MAX_VALUE - 16));
    if (larger > UNCOUNTED) {
      takeFor(larger);
    }
    times = Arrays.copyOf(times, larger);
    groups = Arrays.copyOf(groups, larger);
    weights = Arrays.copyOf(weights, larger);
    values.ensure(larger);
    for (Vector vector : aux) {
      vector.ensure(larger);
    }
    capacity = larger;
  }

  private void takeFor(int points) {
    long bytesPerPoint = BYTES_PER_POINT + bytes(values.type());
    for (Vector vector : aux) {
      bytesPerPoint += bytes(vector.type());
    }
    long wanted = points * bytesPerPoint;
    allowance.take(wanted - takenBytes);
    takenBytes = wanted;
  }

  private static int bytes(ColumnType type) {
    return switch (type) {
      case FLOAT, INTEGER, UNSIGNED -> 9;
      case BOOLEAN -> 2;
      case STRING, TAG -> 48;
    };
  }

  /// Gives the memory of a batch back that is not filled again.
  public void release() {
    allowance.give(takenBytes);
    takenBytes = 0;
  }

  /// Adds a point without a value, whose value the caller sets.
  ///
  /// @return its index
  public int add(long time, Group group) {
    ensure(size + 1);
    times[size] = time;
    groups[size] = group;
    weights[size] = 1;
    return size++;
  }

  /// Adds a point of another batch of the same types.
  public void append(Batch source, int row) {
    ensure(size + 1);
    times[size] = source.times[row];
    groups[size] = source.groups[row];
    weights[size] = source.weights[row];
    values.copy(source.values, row, size);
    for (int i = 0; i < aux.length; i++) {
      aux[i].copy(source.aux[i], row, size);
    }
    size++;
  }

  /// Adds `[from, to)` of another batch of the same types.
  public void append(Batch source, int from, int to) {
    int count = to - from;
    ensure(size + count);
    System.arraycopy(source.times, from, times, size, count);
    System.arraycopy(source.groups, from, groups, size, count);
    System.arraycopy(source.weights, from, weights, size, count);
    values.copy(source.values, from, size, count);
    for (int i = 0; i < aux.length; i++) {
      aux[i].copy(source.aux[i], from, size, count);
    }
    size += count;
  }

  /// Puts a point of another batch of the same types into the place of a point.
  public void replace(int row, Batch source, int from) {
    times[row] = source.times[from];
    groups[row] = source.groups[from];
    weights[row] = source.weights[from];
    values.copy(source.values, from, row);
    for (int i = 0; i < aux.length; i++) {
      aux[i].copy(source.aux[i], from, row);
    }
  }

  /// Leaves all auxiliary fields of a point missing.
  public void clearAux(int row) {
    for (Vector vector : aux) {
      vector.setMissing(row);
    }
  }

  /// Moves the rows to keep, out of the first `rows`, together; groups and weights are left alone.
  ///
  /// @param withAux whether auxiliary fields are there already and move too
  /// @return how many are kept
  public int compact(boolean[] keep, int rows, boolean withAux) {
    int to = 0;
    for (int from = 0; from < rows; from++) {
      if (keep[from]) {
        times[to] = times[from];
        values.copy(values, from, to);
        if (withAux) {
          for (Vector vector : aux) {
            vector.copy(vector, from, to);
          }
        }
        to++;
      }
    }
    return to;
  }
}
