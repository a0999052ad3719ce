package millrace.query.compile;

import java.util.Map;
import java.util.Set;
import millrace.influxql.DataType;

/// What is known of the tables a statement reads, within the time it reads.
public interface Schema {
  /// Fields of all tables a source stands for, each with the type that wins where tables or shards disagree.
  Map<String, DataType> fields(CompiledSource source);

  /// Tag keys of all tables a source stands for.
  Set<String> tags(CompiledSource source);

  /// The better of two types: float before integer before unsigned, string, boolean, tag, unknown.
  static DataType stronger(DataType a, DataType b) {
    return a.compareTo(b) <= 0 ? a : b;
  }
}
