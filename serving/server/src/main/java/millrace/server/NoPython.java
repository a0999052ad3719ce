package millrace.server;

import java.util.List;
import millrace.base.ErrorCode;
import millrace.base.MillraceException;
import millrace.plugins.PluginPackages;
import millrace.plugins.Python;
import millrace.plugins.worker.InstallOutcome;

/// The Python of a server without a plugin directory: none.
final class NoPython implements PluginPackages {
  private static final String REASON =
      "Processing engine error: error installing python packages: Plugin environment management is disabled";

  private NoPython() {}

  static Python python() {
    return new Python(
        spec -> {
          throw new MillraceException(ErrorCode.PLUGIN_FAILED, "Plugin error: Node not configured with plugin directory");
        },
        new NoPython());
  }

  @Override
  public InstallOutcome install(List<String> packages) {
    return new InstallOutcome.Failed(REASON);
  }

  @Override
  public InstallOutcome installRequirements(String location) {
    return new InstallOutcome.Failed(REASON);
  }
}
