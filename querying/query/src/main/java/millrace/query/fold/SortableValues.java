package millrace.query.fold;

import java.util.Arrays;
import millrace.columns.ColumnType;
import millrace.query.batch.Allowance;
import millrace.query.batch.Numbers;

/// The values of a window, of which some of a rank are wanted. Kept as integers that order as the numbers do, so that
/// one selection serves all types.
public final class SortableValues {
  private final ColumnType type;
  private final Allowance memory;
  private long[] values = {};
  private int size;

  SortableValues(ColumnType type, Allowance memory) {
    this.type = type;
    this.memory = memory;
  }

  public int size() {
    return size;
  }

  void addFloats(double[] source, int from, int to) {
    ensure(size + to - from);
    for (int i = from; i < to; i++) {
      values[size++] = Bits.toSortable(ColumnType.FLOAT, Double.doubleToRawLongBits(source[i]));
    }
  }

  void addIntegers(long[] source, int from, int to) {
    ensure(size + to - from);
    for (int i = from; i < to; i++) {
      values[size++] = Bits.toSortable(type, source[i]);
    }
  }

  void addAll(SortableValues other) {
    ensure(size + other.size);
    System.arraycopy(other.values, 0, values, size, other.size);
    size += other.size;
  }

  void release() {
    memory.give((long) values.length * Long.BYTES);
  }

  private void ensure(int wanted) {
    if (wanted > values.length) {
      int larger = Math.max(wanted, Math.max(16, values.length + (values.length >> 1)));
      memory.take((long) (larger - values.length) * Long.BYTES);
      values = Arrays.copyOf(values, larger);
    }
  }

  /// Raw bits of the value of a rank, from 0 on. The order of values is changed.
  public long bitsAt(int rank) {
    select(rank);
    return Bits.fromSortable(type, values[rank]);
  }

  /// The middle value, or what lies half way between the two around it.
  public double median() {
    int middle = size / 2;
    select(middle);
    if (size % 2 == 1) {
      return number(values[middle]);
    }
    long below = values[0];
    for (int i = 1; i < middle; i++) {
      below = Math.max(below, values[i]);
    }
    double low = number(below);
    if (type == ColumnType.FLOAT) {
      return low + (number(values[middle]) - low) / 2;
    }
    long distance = values[middle] - below;
    return low + (type == ColumnType.UNSIGNED ? Numbers.unsignedToFloat(distance) : distance) / 2;
  }

  private double number(long sortable) {
    long bits = Bits.fromSortable(type, sortable);
    return switch (type) {
      case FLOAT -> Double.longBitsToDouble(bits);
      case UNSIGNED -> Numbers.unsignedToFloat(bits);
      default -> bits;
    };
  }

  /// Brings the value of a rank to its place, smaller ones before it and greater ones behind: Hoare's selection with the
  /// median of three for a pivot. Where pivots keep turning out badly, the rest is sorted.
  private void select(int rank) {
    int low = 0;
    int high = size - 1;
    int patience = 2 * (64 - Long.numberOfLeadingZeros(size));
    while (low < high) {
      if (patience-- == 0) {
        Arrays.sort(values, low, high + 1);
        return;
      }
      long pivot = middleOf(values[low], values[(low + high) >>> 1], values[high]);
      int i = low;
      int j = high;
      while (i <= j) {
        while (values[i] < pivot) {
          i++;
        }
        while (values[j] > pivot) {
          j--;
        }
        if (i <= j) {
          long swapped = values[i];
          values[i++] = values[j];
          values[j--] = swapped;
        }
      }
      if (rank <= j) {
        high = j;
      } else if (rank >= i) {
        low = i;
      } else {
        return;
      }
    }
  }

  private static long middleOf(long a, long b, long c) {
    return Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
  }
}
