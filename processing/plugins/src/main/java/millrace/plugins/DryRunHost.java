package millrace.plugins;

import java.util.List;
import millrace.base.ErrorCode;
import millrace.base.MillraceException;
import millrace.columns.WriteBatch;
import millrace.plugins.worker.PluginQuery;
import millrace.plugins.worker.ResultRows;

/// A database that can be read, and takes writes without keeping them. What it would refuse, it refuses.
final class DryRunHost implements PluginHost {
  private final PluginHost real;
  private final DryRunWrites writes;

  DryRunHost(PluginHost real, DryRunWrites writes) {
    this.real = real;
    this.writes = writes;
  }

  @Override
  public ResultRows query(PluginQuery query) {
    return real.query(query);
  }

  @Override
  public void write(String database, String lines, boolean noSync) {
    List<String> problems = real.check(database, lines);
    if (!problems.isEmpty()) {
      throw new MillraceException(ErrorCode.BAD_LINE, problems.getFirst());
    }
    writes.add(database, lines);
  }

  @Override
  public WriteBatch parse(String database, String lines) {
    return real.parse(database, lines);
  }

  @Override
  public List<String> check(String database, String lines) {
    return real.check(database, lines);
  }
}
