package millrace.flight.arrow;

import java.util.Map;

/// A column's head.
///
/// @param metadata what clients read beside the type, such as `iox::column::type`
public record ArrowField(String name, ArrowType type, boolean nullable, Map<String, String> metadata) {
  public ArrowField {
    metadata = Map.copyOf(metadata);
  }

  public static ArrowField nullable(String name, ArrowType type) {
    return new ArrowField(name, type, true, Map.of());
  }

  public static ArrowField required(String name, ArrowType type) {
    return new ArrowField(name, type, false, Map.of());
  }
}
