package millrace.query.catalog;

import millrace.influxql.Paging;

/// Counts rows against OFFSET and LIMIT.
final class Page {
  private long toSkip;
  private long left;

  Page(Paging paging) {
    this.toSkip = paging.offset();
    this.left = paging.limit() == 0 ? Long.MAX_VALUE : paging.limit();
  }

  /// Counts one row; true when it belongs to the page.
  boolean takes() {
    if (toSkip > 0) {
      toSkip--;
      return false;
    }
    return left-- > 0;
  }

  /// Whether no further row can belong to the page.
  boolean isFull() {
    return left <= 0;
  }
}
