package millrace.store;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Who reads a table since when. Files are held by the table as long as it lists them, and one that it lists no more is
/// held on for the readers that may have noted it. So a reader holds every file of its moment in one step, however many
/// they are.
///
/// Moments are counted: a new one begins whenever files come or go.
///
/// Threads: any; guards itself.
final class TableReaders {
  private final TreeMap<Long, Integer> openBySince = new TreeMap<>();
  private List<Gone> gone = new ArrayList<>();
  private long moment;

  /// A file that readers may still need which began at `from` or later, and before `to`.
  private record Gone(FileHandle handle, long from, long to) {
    private boolean isNeeded(TreeMap<Long, Integer> openBySince) {
      Long since = openBySince.ceilingKey(from);
      return since != null && since < to;
    }
  }

  /// Begins a moment with a file that was not there before.
  ///
  /// @return the moment, for [#letGo]
  synchronized long beginWithFile() {
    return ++moment;
  }

  /// Begins to read.
  ///
  /// @return the moment, for [#end]
  synchronized long begin() {
    openBySince.merge(moment, 1, Integer::sum);
    return moment;
  }

  /// Ends a reader. May remove files that nobody lists any more.
  void end(long since) {
    List<FileHandle> free;
    synchronized (this) {
      if (openBySince.merge(since, -1, Integer::sum) == 0) {
        openBySince.remove(since);
      }
      free = takeFree();
    }
    free.forEach(FileHandle::release);
  }

  /// Lets go of files that were held on behalf of the table, once no reader needs them.
  ///
  /// @param files with the moment since when each was listed
  void letGo(Map<FileHandle, Long> files) {
    List<FileHandle> free;
    synchronized (this) {
      moment++;
      files.forEach((handle, from) -> gone.add(new Gone(handle, from, moment)));
      free = takeFree();
    }
    free.forEach(FileHandle::release);
  }

  private List<FileHandle> takeFree() {
    List<FileHandle> free = new ArrayList<>();
    List<Gone> left = new ArrayList<>();
    for (Gone file : gone) {
      if (file.isNeeded(openBySince)) {
        left.add(file);
      } else {
        free.add(file.handle);
      }
    }
    gone = left;
    return free;
  }
}
