package millrace.query;

import static java.util.Objects.requireNonNull;

/// What all queries of one engine share.
///
/// @param memory what queries draw their memory from
/// @param workers threads that help the queries' own; closed by whoever made them
public record EngineOptions(MemoryPool memory, QueryWorkers workers) {
  public EngineOptions {
    requireNonNull(memory);
    requireNonNull(workers);
  }

  /// Without limits or helping threads, for tests and tools.
  public static EngineOptions unlimited() {
    return new EngineOptions(MemoryPool.unlimited(), new QueryWorkers(0));
  }
}
