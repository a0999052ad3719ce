package millrace.objectstore;

import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// Named immutable blobs. Names are `/`-separated, relative, of printable ASCII without backslash, without `.` or `..`
/// parts; others are refused with code `INVALID_ARGUMENT`. No name is the folder of another: `a` and `a/b` do not go
/// together.
///
/// What every implementation promises (its contract test is `ObjectStoreContract`): a `put` or `putIfAbsent` that
/// returned is durable; a reader sees an object whole or not at all; of several `putIfAbsent` of one name exactly one
/// returns true; `list` gives names in ascending order.
///
/// Threads: any. Every call may block on I/O. A fault of the store is a `MillraceException` with code
/// `STORE_UNAVAILABLE`, safe to try again.
public interface ObjectStore extends AutoCloseable {
  /// The whole object, or empty when there is none.
  Optional<byte[]> get(String name);

  /// `length` bytes from `offset` on.
  ///
  /// @throws millrace.base.MillraceException with code NOT_FOUND when there is no such object, CORRUPT when it is
  ///     shorter
  byte[] range(String name, long offset, int length);

  /// As [#range], out of an object that never changes under its name and whose size is known: a store that is far away
  /// may read more at once, and keep that near.
  default byte[] rangeOfFixed(String name, long sizeBytes, long offset, int length) {
    return range(name, offset, length);
  }

  /// Stores an object, replacing one of the same name.
  void put(String name, byte[] content);

  /// Stores an object unless the name is taken.
  ///
  /// @return whether this call stored it
  boolean putIfAbsent(String name, byte[] content);

  /// Stores the whole of a file unless the name is taken, piece by piece: memory does not grow with it.
  ///
  /// @param content not to be changed meanwhile; stays open
  /// @return whether this call stored it
  default boolean putIfAbsent(String name, FileChannel content) {
    return putIfAbsent(name, Scratch.bytes(name, content));
  }

  /// A file to write a large object in before it is put; it is gone once it is closed. Empty for stores that keep
  /// everything in memory themselves.
  ///
  /// @throws millrace.base.MillraceException with code STORE_UNAVAILABLE when there is no room for one
  default Optional<FileChannel> scratch() {
    return Optional.empty();
  }

  /// Lets go of what puts that were never finished have left, of processes that are no more: nobody sees it, but it takes
  /// room. Harmless for puts of this store that are under way.
  ///
  /// @param prefix of the objects' names
  default void removeUnfinished(String prefix) {}

  /// Objects whose names start with `prefix`, ascending; `startAfter` empty for all.
  List<StoredObject> list(String prefix, String startAfter);

  /// Removes an object; harmless when there is none.
  void delete(String name);

  /// Where the object lies as a plain file, for stores that keep it so: whoever reads it may map it into memory. The
  /// file is not to be changed. Empty when there is no such object or this store has no files.
  default Optional<Path> localPath(String name) {
    return Optional.empty();
  }

  /// This store's way to write an object piece by piece; empty for stores that take objects whole only.
  default Optional<AppendableStore> appendable() {
    return Optional.empty();
  }

  /// Locks among the processes that use this store; empty for stores that other machines may use too.
  default Optional<ProcessLocks> locks() {
    return Optional.empty();
  }

  @Override
  void close();
}
