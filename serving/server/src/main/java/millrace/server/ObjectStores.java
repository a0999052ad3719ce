package millrace.server;

import java.nio.file.Path;
import java.util.Optional;
import millrace.base.Clock;
import millrace.base.ErrorCode;
import millrace.base.MillraceException;
import millrace.objectstore.CachingObjectStore;
import millrace.objectstore.FolderObjectStore;
import millrace.objectstore.GrowingMemoryStore;
import millrace.objectstore.ObjectStore;
import millrace.objectstore.S3ObjectStore;
import millrace.objectstore.S3Options;
import millrace.server.config.ServeSettings;
import millrace.server.config.ServerOptions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Opens the store that the options name: for a server, and for commands that look into its data without one.
public final class ObjectStores {
  private static final Logger LOG = LoggerFactory.getLogger("millrace.server");

  /// A smaller cache would hold nothing.
  private static final long LEAST_CACHE_BYTES = 1 << 20;

  private ObjectStores() {}

  /// Opens a store that is going to be written, after a look whether it can be.
  ///
  /// @throws MillraceException with code STORE_UNAVAILABLE when it cannot be reached or written
  static ObjectStore openToWrite(ServerOptions options) {
    ObjectStore store = open(options.store());
    try {
      if (store instanceof S3ObjectStore bucket) {
        bucket.checkBucket(options.nodeId() + "/store-check/");
        return cached(bucket, options);
      }
      return store;
    } catch (RuntimeException e) {
      store.close();
      throw e;
    }
  }

  /// Keeps what is read of data files near: on disk where a folder was named, else in memory.
  private static ObjectStore cached(ObjectStore store, ServerOptions options) {
    long bytes = options.get(ServeSettings.FILE_CACHE_BYTES);
    if (options.get(ServeSettings.FILE_CACHE_DISABLED) || bytes < LEAST_CACHE_BYTES) {
      return store;
    }
    Optional<Path> folder = options.store().folder();
    LOG.info("data files are read through a cache of {} MiB {}", bytes >> 20,
        folder.map(found -> "in " + found).orElse("in memory"));
    return folder.isPresent()
        ? CachingObjectStore.onDisk(store, folder.get().resolve("cache/" + options.nodeId() + ".blocks"), bytes)
        : CachingObjectStore.inMemory(store, bytes);
  }

  /// @throws MillraceException with code INVALID_ARGUMENT for a kind this build does not have, STORE_UNAVAILABLE
  public static ObjectStore open(ServerOptions.StoreOptions store) {
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
      case "s3" -> {
        S3Options bucket = store.bucket().orElseThrow();
        LOG.info("Object Store bucket=\"{}\" endpoint=\"{}\" region=\"{}\" object_store_type=\"S3\"",
            bucket.bucket(), bucket.endpoint().map(Object::toString).orElse(""), bucket.region());
        yield new S3ObjectStore(bucket, Clock.SYSTEM);
      }
      default -> throw new MillraceException(
          ErrorCode.INVALID_ARGUMENT, "object store " + store.kind() + " is not supported by this build");
    };
  }
}
