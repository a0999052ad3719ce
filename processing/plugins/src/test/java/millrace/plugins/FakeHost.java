package millrace.plugins;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import millrace.base.ErrorCode;
import millrace.base.MillraceException;
import millrace.columns.WriteBatch;
import millrace.plugins.worker.PluginQuery;
import millrace.plugins.worker.ResultRows;

/// A database that takes every write that does not contain `bad`, and answers no query.
final class FakeHost implements PluginHost {
  /// Accepted writes, `database: lines`.
  final List<String> writes = new ArrayList<>();

  @Override
  public ResultRows query(PluginQuery query) {
    throw new MillraceException(ErrorCode.NOT_FOUND, "database not found: " + query.database());
  }

  @Override
  public void write(String database, String lines, boolean noSync) {
    if (lines.contains("bad")) {
      throw new MillraceException(ErrorCode.BAD_LINE, "partial write: " + lines);
    }
    writes.add(database + ": " + lines);
  }

  /// Takes lines of the form `TABLE ...`: one row each.
  @Override
  public WriteBatch parse(String database, String lines) {
    Map<String, Integer> rows = new LinkedHashMap<>();
    for (String line : lines.lines().toList()) {
      if (line.startsWith("bad")) {
        throw new MillraceException(ErrorCode.BAD_LINE, "line refused: " + line);
      }
      rows.merge(line.split(" ")[0], 1, Integer::sum);
    }
    return Flushes.batch(1, 2, database, rows);
  }

  @Override
  public List<String> check(String database, String lines) {
    return lines.contains("bad")
        ? List.of("line protocol parse error on write to db " + database + ": " + lines)
        : List.of();
  }
}
