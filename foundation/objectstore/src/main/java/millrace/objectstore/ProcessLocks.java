package millrace.objectstore;

import java.util.Optional;

/// Locks that the operating system frees when their process dies, however it dies. A store has them when everybody who
/// uses it is on this machine.
///
/// Threads: any.
@FunctionalInterface
public interface ProcessLocks {
  /// Takes a lock, without waiting.
  ///
  /// @param name one part, without slashes
  /// @return empty when another process holds it, or another part of this one
  Optional<Held> tryLock(String name);

  /// A lock that is held until it is closed.
  @FunctionalInterface
  interface Held extends AutoCloseable {
    /// Twice is harmless.
    @Override
    void close();
  }
}
