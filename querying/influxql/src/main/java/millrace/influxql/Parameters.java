package millrace.influxql;

import java.util.Map;
import java.util.Optional;

/// The values of a query's bound parameters, by the name after `$`.
public final class Parameters {
  public static final Parameters NONE = new Parameters(Map.of());

  private final Map<String, Parameter> values;

  private Parameters(Map<String, Parameter> values) {
    this.values = values;
  }

  public static Parameters of(Map<String, Parameter> values) {
    return new Parameters(Map.copyOf(values));
  }

  /// The value of a name.
  public Optional<Parameter> find(String name) {
    return Optional.ofNullable(values.get(name));
  }
}
