package millrace.plugins;

import java.util.List;
import millrace.plugins.worker.InstallOutcome;

/// Installs Python packages into the environment plugins run in. Both calls block until the installer has ended, which
/// may take minutes.
public interface PluginPackages {
  /// Installs packages, each given as one requirement such as `tablib==3.8.0`.
  InstallOutcome install(List<String> packages);

  /// Installs what a requirements file lists.
  ///
  /// @param location path readable by the server, relative to its working directory
  InstallOutcome installRequirements(String location);
}
