package millrace.sql.duck;

import java.util.List;

/// A result column's type as DuckDB gives it.
///
/// @param kind what it is
/// @param scale of a decimal, else 0
/// @param children of a struct; the element of a list; a struct of `key` and `value` for a map
/// @param childNames of a struct, else empty
public record DuckType(DuckKind kind, int scale, List<DuckType> children, List<String> childNames) {
  public DuckType {
    children = List.copyOf(children);
    childNames = List.copyOf(childNames);
  }

  public static DuckType of(DuckKind kind) {
    return new DuckType(kind, 0, List.of(), List.of());
  }

  public static DuckType listOf(DuckType element) {
    return new DuckType(DuckKind.LIST, 0, List.of(element), List.of());
  }
}
