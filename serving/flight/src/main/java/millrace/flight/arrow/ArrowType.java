package millrace.flight.arrow;

import java.util.List;
import java.util.Optional;

/// The Arrow types that answers are made of.
public sealed interface ArrowType {
  /// Nothing but nulls.
  record Null() implements ArrowType {}

  record Bool() implements ArrowType {}

  /// Whole numbers.
  ///
  /// @param bits 8, 16, 32 or 64
  record Int(int bits, boolean signed) implements ArrowType {}

  record Float64() implements ArrowType {}

  record Utf8() implements ArrowType {}

  record Binary() implements ArrowType {}

  /// Nanoseconds since the epoch.
  record Timestamp(Optional<String> zone) implements ArrowType {}

  /// Days since the epoch.
  record Date() implements ArrowType {}

  /// Nanoseconds since midnight.
  record Time() implements ArrowType {}

  /// Nanoseconds.
  record Duration() implements ArrowType {}

  /// Months, days and nanoseconds.
  record Interval() implements ArrowType {}

  record ListOf(ArrowField item) implements ArrowType {}

  record Struct(List<ArrowField> fields) implements ArrowType {
    public Struct {
      fields = List.copyOf(fields);
    }
  }

  /// A list of pairs.
  ///
  /// @param entries a struct of key and value that is never null
  record MapOf(ArrowField entries) implements ArrowType {}

  /// A value of one of several types, stored densely; the type ids count from 0.
  record Union(List<ArrowField> members) implements ArrowType {
    public Union {
      members = List.copyOf(members);
    }
  }
}
