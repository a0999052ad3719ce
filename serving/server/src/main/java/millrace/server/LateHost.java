package millrace.server;

import java.util.List;
import java.util.Optional;
import millrace.base.ErrorCode;
import millrace.base.MillraceException;
import millrace.columns.WriteBatch;
import millrace.plugins.PluginHost;
import millrace.plugins.worker.PluginQuery;
import millrace.plugins.worker.ResultRows;

/// Ties the knot between the engine, whose tables SQL reads, and the host, which runs SQL for the engine: stands for the
/// host until it exists. No plugin runs before that.
final class LateHost implements PluginHost {
  private volatile Optional<PluginHost> host = Optional.empty();

  void become(PluginHost real) {
    host = Optional.of(real);
  }

  @Override
  public ResultRows query(PluginQuery query) {
    return host().query(query);
  }

  @Override
  public void write(String database, String lines, boolean noSync) {
    host().write(database, lines, noSync);
  }

  @Override
  public WriteBatch parse(String database, String lines) {
    return host().parse(database, lines);
  }

  @Override
  public List<String> check(String database, String lines) {
    return host().check(database, lines);
  }

  private PluginHost host() {
    return host.orElseThrow(() -> new MillraceException(ErrorCode.SHUTTING_DOWN, "the server is starting"));
  }
}
