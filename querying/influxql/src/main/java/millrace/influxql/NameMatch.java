package millrace.influxql;

import java.util.List;

/// A condition on a name alone: WITH KEY, WITH MEASUREMENT.
public sealed interface NameMatch {
  /// `= name` or `!= name`.
  record Named(String name, boolean negated) implements NameMatch {}

  /// `IN (a, b)`.
  record OneOf(List<String> names) implements NameMatch {
    public OneOf {
      names = List.copyOf(names);
    }
  }

  /// `=~ /pattern/` or `!~ /pattern/`, unanchored RE2.
  record Matching(String pattern, boolean negated) implements NameMatch {}
}
