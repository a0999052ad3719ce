package millrace.plugins;

import millrace.base.ErrorCode;
import millrace.base.MillraceException;

/// Finds a plugin by its path, in the plugin directory or in the repository.
final class PluginLoader {
  private final PluginFiles files;
  private final RemotePlugins remote;

  PluginLoader(PluginFiles files, RemotePlugins remote) {
    this.files = files;
    this.remote = remote;
  }

  /// Reads a plugin for the first time.
  ///
  /// @throws MillraceException when it cannot be had; the message lacks the endpoint's prefix
  PluginCode load(String pluginFile) {
    requireDirectory();
    return RemotePlugins.isRemote(pluginFile) ? remote.fetch(pluginFile) : files.open(pluginFile);
  }

  /// Reads the plugin of a trigger that starts; a remote one that cannot be fetched now is taken as it was last time.
  PluginCode loadForStart(String pluginFile) {
    requireDirectory();
    return RemotePlugins.isRemote(pluginFile) ? remote.fetchOrKept(pluginFile) : files.open(pluginFile);
  }

  private void requireDirectory() {
    if (!files.isConfigured()) {
      throw new MillraceException(ErrorCode.INVALID_ARGUMENT, "Node not configured with plugin directory");
    }
  }
}
