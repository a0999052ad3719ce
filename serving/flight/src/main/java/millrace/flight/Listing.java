package millrace.flight;

import java.util.List;
import millrace.flight.arrow.ArrowSchema;

/// An answer whose rows are at hand.
///
/// @param rows each as long as the schema has columns
record Listing(ArrowSchema schema, List<List<Object>> rows) {
  Listing {
    rows = List.copyOf(rows);
  }

  static Listing empty(ArrowSchema schema) {
    return new Listing(schema, List.of());
  }
}
