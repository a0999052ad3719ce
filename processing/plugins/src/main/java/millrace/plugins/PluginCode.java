package millrace.plugins;

import millrace.plugins.worker.PluginSource;

/// The code of one plugin, as it is when a run begins.
///
/// Threads: any.
sealed interface PluginCode permits LocalFileCode, LocalDirectoryCode, RemoteCode {
  /// The code now: read again when it changed on disk since the last call. Code that can no longer be read is given as
  /// it was last read.
  PluginSource current();

  /// SHA-256 of the code last given, in hex.
  String digest();
}
