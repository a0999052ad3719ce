package millrace.ingest;

import java.util.List;
import millrace.columns.WriteBatch;

/// What became of a body. Every batch is ready for the log: its tables and columns are in the catalog.
public sealed interface ReadOutcome {
  /// Every line is in the batch.
  record Accepted(WriteBatch batch) implements ReadOutcome {}

  /// Some lines are in the batch, the others in the errors, ascending by line.
  record PartlyRejected(WriteBatch batch, List<LineError> errors) implements ReadOutcome {
    public PartlyRejected {
      errors = List.copyOf(errors);
    }
  }

  /// Nothing is to be written. Without partial acceptance there is one error, the first.
  record Rejected(List<LineError> errors) implements ReadOutcome {
    public Rejected {
      errors = List.copyOf(errors);
    }
  }

  /// The body has no points: it is empty, or all blank lines and comments.
  record Empty() implements ReadOutcome {}
}
