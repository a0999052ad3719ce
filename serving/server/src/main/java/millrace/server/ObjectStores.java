package millrace.server;

import java.nio.file.Path;
import millrace.base.ErrorCode;
import millrace.base.MillraceException;
import millrace.objectstore.FolderObjectStore;
import millrace.objectstore.GrowingMemoryStore;
import millrace.objectstore.ObjectStore;
import millrace.server.config.ServerOptions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Opens the store that the options name: for a server, and for commands that look into its data without one.
final class ObjectStores {
  private static final Logger LOG = LoggerFactory.getLogger("millrace.server");

  private ObjectStores() {}

  /// @throws MillraceException with code INVALID_ARGUMENT for a kind this build does not have, STORE_UNAVAILABLE
  static ObjectStore open(ServerOptions.StoreOptions store) {
    return switch (store.kind()) {
      case "memory", "memory-throttled" -> {
        LOG.info("Object Store object_store_type=\"Memory\"");
        yield new GrowingMemoryStore();
      }
      case "file" -> {
        Path folder = store.folder().orElseThrow();
        LOG.info("Object Store db_dir=\"{}\" object_store_type=\"Directory\"", folder);
        yield new FolderObjectStore(folder);
      }
      default -> throw new MillraceException(
          ErrorCode.INVALID_ARGUMENT, "object store " + store.kind() + " is not supported by this build");
    };
  }
}
