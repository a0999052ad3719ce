package millrace.store;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Bounds the memory of files that are kept open: the one used longest ago is let go of first. Whoever is reading it
/// keeps it alive meanwhile; whoever comes later opens it again.
///
/// Threads: any; guards itself. No file's monitor is taken while its own is held.
final class OpenFiles {
  private final long limitBytes;
  private final Map<FileHandle, Long> sizes = new LinkedHashMap<>(16, 0.75f, true);
  private long heldBytes;

  /// @param limitBytes of all open files but the one opened last
  OpenFiles(long limitBytes) {
    this.limitBytes = limitBytes;
  }

  /// Takes in a file that was opened, and lets go of others if they are too many.
  void opened(FileHandle handle, long sizeBytes) {
    for (FileHandle old : take(handle, sizeBytes)) {
      old.letGo();
    }
  }

  /// Notes that a file is used again.
  synchronized void used(FileHandle handle) {
    sizes.get(handle);
  }

  /// Forgets a file that is no more.
  synchronized void removed(FileHandle handle) {
    Long size = sizes.remove(handle);
    heldBytes -= size == null ? 0 : size;
  }

  synchronized long heldBytes() {
    return heldBytes;
  }

  synchronized int count() {
    return sizes.size();
  }

  private synchronized List<FileHandle> take(FileHandle handle, long sizeBytes) {
    Long before = sizes.put(handle, sizeBytes);
    heldBytes += sizeBytes - (before == null ? 0 : before);
    List<FileHandle> old = new ArrayList<>();
    Iterator<Map.Entry<FileHandle, Long>> candidates = sizes.entrySet().iterator();
    while (heldBytes > limitBytes && candidates.hasNext()) {
      Map.Entry<FileHandle, Long> oldest = candidates.next();
      if (oldest.getKey() != handle) {
        heldBytes -= oldest.getValue();
        old.add(oldest.getKey());
        candidates.remove();
      }
    }
    return old;
  }
}
