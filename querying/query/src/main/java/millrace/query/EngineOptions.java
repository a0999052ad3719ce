package millrace.query;

import static java.util.Objects.requireNonNull;

/// What all queries of one engine share.
///
/// @param memory what queries draw their memory from
public record EngineOptions(MemoryPool memory) {
  public EngineOptions {
    requireNonNull(memory);
  }

  /// Without limits, for tests and tools.
  public static EngineOptions unlimited() {
    return new EngineOptions(MemoryPool.unlimited());
  }
}
