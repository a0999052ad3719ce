package millrace.plugins;

import millrace.objectstore.ObjectStore;

/// The engine's logs and runs per database: in memory for reading, in the object store to last, bounded in both.
public final class EngineRecords implements AutoCloseable {
  private EngineRecords() {}

  /// Loads what earlier processes left.
  ///
  /// @param prefix folder within the store, without a trailing slash, such as `node0/processing-engine`
  public static EngineRecords open(ObjectStore store, String prefix, EngineRuntime runtime) {
    throw new UnsupportedOperationException();
  }

  /// Makes everything recorded so far durable. Twice is harmless.
  @Override
  public void close() {}
}
