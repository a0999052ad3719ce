package millrace.query;

import java.util.Optional;
import millrace.columns.ObservedTables;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Says in an answer that rows are missing from it.
public final class PartialAnswer {
  private static final Logger LOG = LoggerFactory.getLogger(PartialAnswer.class);

  /// The level of messages that say so.
  public static final String LEVEL = "warning";

  private static final String PREFIX = "partial result: ";

  private PartialAnswer() {}

  /// What a message of an answer says is missing from it; empty for messages about other things.
  public static Optional<String> missing(String level, String text) {
    return level.equals(LEVEL) && text.startsWith(PREFIX)
        ? Optional.of(text.substring(PREFIX.length()))
        : Optional.empty();
  }

  /// Adds a message for each thing that could not be read.
  public static void tell(ObservedTables tables, ResultSink sink) {
    for (String damage : tables.damage()) {
      LOG.warn("answer of an InfluxQL statement is partial: {}", damage);
      sink.message(LEVEL, PREFIX + damage);
    }
  }
}
