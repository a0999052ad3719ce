package millrace.plugins;

import millrace.plugins.worker.PluginSource;

/// A `gh:` plugin as it was fetched when its trigger started; it stays so until the trigger starts again.
final class RemoteCode implements PluginCode {
  private final String digest;
  private final PluginSource source;

  RemoteCode(String pluginFile, String text) {
    this.digest = Digests.of(text);
    this.source = new PluginSource.SingleFile(pluginFile, Digests.version(digest), text);
  }

  @Override
  public PluginSource current() {
    return source;
  }

  @Override
  public String digest() {
    return digest;
  }
}
