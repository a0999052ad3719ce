package millrace.sql.duck;

import java.util.List;

/// A scalar function written in Java that queries can call. NULL for any argument gives NULL without a call.
///
/// @param parameters one of BOOLEAN, BIGINT, UBIGINT, HUGEINT, DOUBLE, VARCHAR, BLOB each
/// @param result one of the same
/// @param body from values (`null`, `Boolean`, `Long`, `Double`, `String`, `byte[]`) to a value of the result's kind or `null`; what it throws fails the
///     query with its message; called on DuckDB's threads, several at once
public record DuckFunction(String name, List<DuckKind> parameters, DuckKind result, Body body) {
  public DuckFunction {
    parameters = List.copyOf(parameters);
  }

  /// Computes one value.
  @FunctionalInterface
  public interface Body {
    Object apply(Object[] arguments);
  }
}
