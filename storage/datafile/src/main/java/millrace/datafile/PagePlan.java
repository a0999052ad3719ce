package millrace.datafile;

import java.util.ArrayList;
import java.util.List;

/// Where the pages of a row group are cut, the same in all columns: a series of some size begins a page of its own,
/// small ones share pages, none is longer than [#MAX_ROWS].
///
/// @param pageRows rows per page, in order
record PagePlan(List<Integer> pageRows) {
  static final int MAX_ROWS = 8192;

  /// Series with fewer rows share pages.
  static final int SMALL_ROWS = 1024;

  static PagePlan of(GroupSeries series) {
    List<Integer> pages = new ArrayList<>();
    int shared = 0;
    for (int i = 0; i < series.count(); i++) {
      int rows = series.rows(i);
      if (rows >= SMALL_ROWS) {
        shared = close(pages, shared);
        int count = (rows + MAX_ROWS - 1) / MAX_ROWS;
        for (int part = 0; part < count; part++) {
          pages.add((int) ((long) rows * (part + 1) / count - (long) rows * part / count));
        }
      } else {
        if (shared + rows > MAX_ROWS) {
          shared = close(pages, shared);
        }
        shared += rows;
      }
    }
    close(pages, shared);
    return new PagePlan(pages);
  }

  private static int close(List<Integer> pages, int rows) {
    if (rows > 0) {
      pages.add(rows);
    }
    return 0;
  }
}
