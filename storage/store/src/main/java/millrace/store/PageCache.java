package millrace.store;

import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Supplier;

/// Remembers the last decoded pages of one file for one reader: fields of a series are read one after the other, and
/// small series share pages.
///
/// Threads: any. Two may decode the same page; both get the same content.
final class PageCache {
  private static final int SLOTS = 64;

  /// Made when the first page is read: a query has many files it reads nothing of.
  private volatile AtomicReferenceArray<Entry> slots;

  private record Entry(int column, int page, Object content) {}

  /// The content of a page, decoded when it is not remembered.
  <T> T get(int column, int page, Class<T> type, Supplier<T> decode) {
    AtomicReferenceArray<Entry> slots = slots();
    int slot = (column * 31 + page) & (SLOTS - 1);
    Entry known = slots.get(slot);
    if (known == null || known.column != column || known.page != page) {
      known = new Entry(column, page, decode.get());
      slots.set(slot, known);
    }
    return type.cast(known.content);
  }

  private AtomicReferenceArray<Entry> slots() {
    if (slots == null) {
      slots = new AtomicReferenceArray<>(SLOTS);
    }
    return slots;
  }
}
