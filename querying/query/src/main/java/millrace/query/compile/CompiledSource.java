package millrace.query.compile;

import millrace.influxql.Source;

/// What a compiled SELECT reads from; names of database and policy are filled in.
public sealed interface CompiledSource {
  /// One measurement.
  record Table(Source.Measurement measurement) implements CompiledSource {}

  /// All measurements that match.
  record Tables(Source.Pattern pattern) implements CompiledSource {}

  /// The rows of another SELECT.
  record Rows(CompiledSelect select) implements CompiledSource {}
}
