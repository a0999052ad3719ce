package millrace.query.catalog;

import java.util.List;
import millrace.query.ResultSink;
import millrace.query.catalog.ServerDiagnostics.Module;

/// Lists the modules of SHOW STATS and SHOW DIAGNOSTICS, one series and one row each.
final class ModuleListing {
  private ModuleListing() {}

  /// @param wanted empty for all modules
  static void statistics(ServerDiagnostics diagnostics, String wanted, ResultSink sink) {
    send(diagnostics.statistics(), wanted, sink);
  }

  /// @param wanted empty for all modules
  static void diagnostics(ServerDiagnostics diagnostics, String wanted, ResultSink sink) {
    send(diagnostics.diagnostics(), wanted, sink);
  }

  private static void send(List<Module> modules, String wanted, ResultSink sink) {
    for (Module module : modules) {
      if (wanted.isEmpty() || wanted.equals(module.name())) {
        String[] columns = module.values().keySet().toArray(String[]::new);
        Listing.of(sink, module.name(), module.tags(), columns)
            .add(module.values().values().toArray())
            .end();
      }
    }
  }
}
