package millrace.plugins;

import java.io.IOException;
import java.nio.file.Path;
import millrace.base.MillraceException;
import millrace.plugins.worker.PluginSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A plugin of one file in the plugin directory.
final class LocalFileCode implements PluginCode {
  private static final Logger LOG = LoggerFactory.getLogger(LocalFileCode.class);

  private final PathGuard guard;
  private final String pluginFile;
  private final Path watched;
  private FileStamp stamp;
  private String digest;
  private PluginSource.SingleFile source;

  /// Reads the file once.
  LocalFileCode(PathGuard guard, String pluginFile) throws IOException {
    this.guard = guard;
    this.pluginFile = pluginFile;
    this.watched = guard.unresolved(pluginFile);
    read();
  }

  @Override
  public synchronized PluginSource current() {
    try {
      if (!FileStamp.of(watched).equals(stamp)) {
        read();
      }
    } catch (IOException | MillraceException e) {
      LOG.debug("plugin {} cannot be read again; its last code is used", pluginFile, e);
    }
    return source;
  }

  @Override
  public synchronized String digest() {
    return digest;
  }

  /// The stamp is taken first: a change while reading shows at the next look.
  private void read() throws IOException {
    FileStamp before = FileStamp.of(watched);
    Path path = guard.resolve(pluginFile);
    String text = PluginText.read(path);
    digest = Digests.of(text);
    source = new PluginSource.SingleFile(path.toString(), Digests.version(digest), text);
    stamp = before;
  }
}
