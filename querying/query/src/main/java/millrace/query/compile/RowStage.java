package millrace.query.compile;

import java.util.List;
import java.util.Optional;
import millrace.influxql.Expression;
import millrace.influxql.SortField;

/// What is done with rows of a result before LIMIT counts them.
///
/// @param having what rows must satisfy
/// @param order columns to sort by within each series, first key first
public record RowStage(Optional<Expression> having, List<SortField> order) {
  public RowStage {
    order = List.copyOf(order);
  }

  /// Whether rows stay as they come.
  public boolean isEmpty() {
    return having.isEmpty() && order.isEmpty();
  }
}
