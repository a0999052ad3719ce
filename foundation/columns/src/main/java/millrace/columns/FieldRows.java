package millrace.columns;

import static millrace.base.Checks.require;

import java.util.BitSet;
import java.util.Objects;

/// One field's part of a [TableRows].
///
/// @param present bit per row that has a value; `null` when every row has one
public record FieldRows(String name, ColumnType type, ColumnValues values, BitSet present) {
  public FieldRows {
    Objects.requireNonNull(name);
    Objects.requireNonNull(values);
    require(type.isField(), "column %s is a tag, not a field", name);
  }

  public boolean isPresent(int row) {
    return present == null || present.get(row);
  }
}
