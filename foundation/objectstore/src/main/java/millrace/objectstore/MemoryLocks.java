package millrace.objectstore;

import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// Locks among the parts of one process.
final class MemoryLocks implements ProcessLocks {
  private final Set<String> held = ConcurrentHashMap.newKeySet();

  @Override
  public Optional<Held> tryLock(String name) {
    return held.add(ObjectNames.check(name)) ? Optional.of(() -> held.remove(name)) : Optional.empty();
  }
}
