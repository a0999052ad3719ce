package millrace.query.catalog;

import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/// What the server tells about itself in SHOW STATS and SHOW DIAGNOSTICS.
///
/// Threads: any.
public interface ServerDiagnostics {
  /// Counters, one entry per module and set of tags.
  List<Module> statistics();

  /// Facts that seldom change, one entry per module.
  List<Module> diagnostics();

  /// The values of one module.
  ///
  /// @param tags tell entries of one name apart
  /// @param values [String], [Long], [Double] or [Boolean]
  record Module(String name, SortedMap<String, String> tags, SortedMap<String, Object> values) {
    public Module {
      tags = Collections.unmodifiableSortedMap(new TreeMap<>(tags));
      values = Collections.unmodifiableSortedMap(new TreeMap<>(values));
    }
  }
}
