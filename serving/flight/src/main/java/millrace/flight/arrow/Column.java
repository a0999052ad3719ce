package millrace.flight.arrow;

import java.util.Arrays;
import java.util.List;
import java.util.Map;

/// Collects the cells of one column of a batch. Which cells there are is kept here, the values by the kinds of column.
///
/// Threads: one.
abstract class Column {
  private byte[] present = new byte[16];
  private int rows;
  private int nulls;

  /// A column for a type.
  static Column of(ArrowType type) {
    return switch (type) {
      case ArrowType.Null() -> new NestedColumn.Nothing();
      case ArrowType.Bool() -> new BooleanColumn();
      case ArrowType.Int(int bits, boolean _) -> new FixedColumn(type, bits / 8);
      case ArrowType.Float64(), ArrowType.Timestamp _, ArrowType.Time(), ArrowType.Duration() ->
        new FixedColumn(type, Long.BYTES);
      case ArrowType.Date() -> new FixedColumn(type, Integer.BYTES);
      case ArrowType.Interval() -> new FixedColumn(type, 2 * Long.BYTES);
      case ArrowType.Utf8(), ArrowType.Binary() -> new TextColumn();
      case ArrowType.ListOf(ArrowField item) -> new NestedColumn.Lists(of(item.type()));
      case ArrowType.MapOf(ArrowField entries) -> new NestedColumn.Lists(of(entries.type()));
      case ArrowType.Struct(List<ArrowField> fields) -> new NestedColumn.Structs(fields.stream().map(f -> of(f.type())).toList());
      case ArrowType.Union(List<ArrowField> members) -> new NestedColumn.Unions(members.stream().map(f -> of(f.type())).toList());
    };
  }

  /// Adds a cell: `null`, or a value as [BatchBuilder] documents it for the type.
  ///
  /// @throws millrace.base.MillraceException with BAD_QUERY when the value has no place in the type
  final void append(Object value) {
    if (value == null) {
      appendNull();
    } else {
      put(value);
      mark(true);
    }
  }

  final void appendNull() {
    putNothing();
    mark(false);
  }

  /// Stores the next value.
  abstract void put(Object value);

  /// Stores what stands in the place of a null.
  abstract void putNothing();

  /// Bytes of the values so far.
  abstract int valueBytes();

  /// Forgets all cells.
  void clear() {
    Arrays.fill(present, 0, (rows + 7) / 8, (byte) 0);
    rows = 0;
    nulls = 0;
  }

  /// Adds this column to a body.
  void writeTo(Body body) {
    body.node(rows, nulls);
    body.buffer(present, nulls == 0 ? 0 : (rows + 7) / 8);
    writeValues(body);
  }

  /// Adds the buffers behind the validity.
  abstract void writeValues(Body body);

  final int rows() {
    return rows;
  }

  /// Notes whether the cell just stored is there.
  final void mark(boolean isPresent) {
    if (rows >> 3 >= present.length) {
      present = Arrays.copyOf(present, 2 * present.length);
    }
    if (isPresent) {
      present[rows >> 3] |= (byte) (1 << (rows & 7));
    } else {
      nulls++;
    }
    rows++;
  }

  /// The members of a struct given as a map in order.
  static Object[] members(Object struct) {
    return switch (struct) {
      case Map<?, ?> map -> map.values().toArray();
      case Object[] array -> array;
      default -> throw new IllegalArgumentException("not a struct: " + struct.getClass());
    };
  }
}
