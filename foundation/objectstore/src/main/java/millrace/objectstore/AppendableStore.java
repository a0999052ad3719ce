package millrace.objectstore;

import java.util.Optional;

/// What some stores can do beyond whole objects: let one grow.
///
/// Readers see a growing object at the length it has so far; after a crash it holds at least what was synced.
public interface AppendableStore {
  /// Starts an object that already holds `head`, durably and at once, unless the name is taken.
  ///
  /// @return empty when the name is taken
  /// @throws millrace.base.MillraceException with code STORE_UNAVAILABLE; the object may or may not exist then
  Optional<Appender> create(String name, byte[] head);
}
