package millrace.store;

import java.util.List;
import millrace.base.TimeSpan;

/// The spans of time in which a series' points have been deleted from one source.
///
/// @param spans in no order, may overlap
record DeletedSpans(List<TimeSpan> spans) {
  static final DeletedSpans NONE = new DeletedSpans(List.of());

  boolean contains(long timeNanos) {
    for (TimeSpan span : spans) {
      if (span.contains(timeNanos)) {
        return true;
      }
    }
    return false;
  }

  /// Whether a span touches the times from `first` to `last`, both within.
  boolean overlaps(long first, long last) {
    for (TimeSpan span : spans) {
      if (span.startNanos() <= last && first < span.endNanos()) {
        return true;
      }
    }
    return false;
  }

  /// Whether one span holds all times from `first` to `last`, both within.
  boolean covers(long first, long last) {
    for (TimeSpan span : spans) {
      if (span.contains(first) && span.contains(last)) {
        return true;
      }
    }
    return false;
  }

  boolean isEmpty() {
    return spans.isEmpty();
  }
}
