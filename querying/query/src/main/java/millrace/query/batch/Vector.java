package millrace.query.batch;

import static millrace.base.Checks.require;

import java.util.Arrays;
import millrace.columns.ColumnType;

/// A growing column of values of one type, each of which may be missing. Only the array of its type exists.
///
/// Threads: one at a time.
public final class Vector {
  private final ColumnType type;

  /// Values of a FLOAT vector.
  public double[] floats;

  /// Values of an INTEGER vector, or the bits of an UNSIGNED one.
  public long[] integers;

  /// Values of a BOOLEAN vector.
  public boolean[] booleans;

  /// Values of a STRING vector.
  public String[] strings;

  /// A true for each missing value; `null` as long as none was ever missing.
  public boolean[] missing;

  private int capacity;

  /// @param type not TAG: tags are strings here
  public Vector(ColumnType type, int capacity) {
    require(type.isField(), "a vector of tags is a vector of strings");
    this.type = type;
    this.capacity = capacity;
    switch (type) {
      case FLOAT -> floats = new double[capacity];
      case INTEGER, UNSIGNED -> integers = new long[capacity];
      case BOOLEAN -> booleans = new boolean[capacity];
      case STRING, TAG -> strings = new String[capacity];
    }
  }

  /// A vector of missing values.
  public static Vector nulls(ColumnType type, int size) {
    Vector vector = new Vector(type, size);
    vector.missing = new boolean[size];
    Arrays.fill(vector.missing, true);
    return vector;
  }

  public ColumnType type() {
    return type;
  }

  /// Makes room for `size` values; those there stay.
  public void ensure(int size) {
    if (size <= capacity) {
      return;
    }
    int larger = Math.max(size, capacity * 2);
    switch (type) {
      case FLOAT -> floats = Arrays.copyOf(floats, larger);
      case INTEGER, UNSIGNED -> integers = Arrays.copyOf(integers, larger);
      case BOOLEAN -> booleans = Arrays.copyOf(booleans, larger);
      case STRING, TAG -> strings = Arrays.copyOf(strings, larger);
    }
    if (missing != null) {
      missing = Arrays.copyOf(missing, larger);
    }
    capacity = larger;
  }

  public boolean isMissing(int row) {
    return missing != null && missing[row];
  }

  public void setMissing(int row) {
    if (missing == null) {
      missing = new boolean[capacity];
    }
    missing[row] = true;
  }

  /// Declares a value present whose slot is written directly.
  public void setPresent(int row) {
    if (missing != null) {
      missing[row] = false;
    }
  }

  /// Declares all values of `[from, to)` present.
  public void setPresent(int from, int to) {
    if (missing != null) {
      Arrays.fill(missing, from, to, false);
    }
  }

  /// Declares all values of `[from, to)` missing.
  public void setMissing(int from, int to) {
    if (missing == null) {
      missing = new boolean[capacity];
    }
    Arrays.fill(missing, from, to, true);
  }

  public void setFloat(int row, double value) {
    floats[row] = value;
    setPresent(row);
  }

  public void setInteger(int row, long value) {
    integers[row] = value;
    setPresent(row);
  }

  public void setBoolean(int row, boolean value) {
    booleans[row] = value;
    setPresent(row);
  }

  public void setString(int row, String value) {
    strings[row] = value;
    setPresent(row);
  }

  /// Copies one value of a vector of the same type.
  public void copy(Vector source, int from, int to) {
    switch (type) {
      case FLOAT -> floats[to] = source.floats[from];
      case INTEGER, UNSIGNED -> integers[to] = source.integers[from];
      case BOOLEAN -> booleans[to] = source.booleans[from];
      case STRING, TAG -> strings[to] = source.strings[from];
    }
    if (source.missing != null && source.missing[from]) {
      setMissing(to);
    } else if (missing != null) {
      missing[to] = false;
    }
  }

  /// Copies `count` values of a vector of the same type.
  public void copy(Vector source, int from, int to, int count) {
    switch (type) {
      case FLOAT -> System.arraycopy(source.floats, from, floats, to, count);
      case INTEGER, UNSIGNED -> System.arraycopy(source.integers, from, integers, to, count);
      case BOOLEAN -> System.arraycopy(source.booleans, from, booleans, to, count);
      case STRING, TAG -> System.arraycopy(source.strings, from, strings, to, count);
    }
    if (source.missing != null) {
      if (missing == null) {
        missing = new boolean[capacity];
      }
      System.arraycopy(source.missing, from, missing, to, count);
    } else {
      setPresent(to, to + count);
    }
  }

  /// The value as a float; only of numeric vectors.
  public double asFloat(int row) {
    return switch (type) {
      case FLOAT -> floats[row];
      case INTEGER -> integers[row];
      case UNSIGNED -> Numbers.unsignedToFloat(integers[row]);
      case BOOLEAN, STRING, TAG -> throw new IllegalStateException("not a number: " + type);
    };
  }
}
