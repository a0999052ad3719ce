package millrace.flight;

import millrace.flight.arrow.ResultTypes;
import millrace.flight.arrow.SeriesBatches;

/// The schemas of answers to come, from plans alone.
///
/// Threads: any.
record AnswerSchemas(FlightQueries queries) {
  /// The schema of a query's answer. Where that of an InfluxQL statement shows only when it runs, it is left out, which
  /// Flight allows.
  ///
  /// @return as an IPC message; empty when it is left out
  /// @throws millrace.base.MillraceException when the query cannot be planned
  byte[] of(FlightQuery query) {
    return switch (query.language()) {
      case SQL -> ResultTypes.schema(queries.columns(query)).encapsulated();
      case INFLUXQL -> queries.head(query).map(head -> SeriesBatches.schema(head).encapsulated()).orElse(new byte[0]);
    };
  }
}
