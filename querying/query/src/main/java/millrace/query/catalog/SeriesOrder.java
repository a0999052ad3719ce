package millrace.query.catalog;

import java.util.Collection;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import millrace.columns.SeriesKey;
import millrace.query.batch.Utf8Order;

/// The order in which listings show series: tag by tag, first the keys, then the values, as they are without escapes.
/// It is the order of the keys' bytes unless a key has a character that sorts before its separators.
final class SeriesOrder {
  private static final Comparator<Tagged> BY_TAGS = (a, b) -> compare(a.tags, b.tags);

  private SeriesOrder() {}

  /// Whether the bytes of such keys sort them as their tags do: where a tag ends, its separator must sort before
  /// whatever a longer one goes on with. Tag keys with digits, points or the like are not plain, since these sort
  /// before the equals sign, and neither is anything escaped.
  static boolean isPlain(SeriesKey key) {
    boolean inKey = true;
    for (byte b : key.bytes()) {
      if (b == '=') {
        inKey = false;
      } else if (b == ',') {
        inKey = true;
      } else if (b == '\\' || (b >= 0 && b < (inKey ? '=' : ','))) {
        return false;
      }
    }
    return true;
  }

  /// Keys in the order listings show them.
  static List<SeriesKey> sorted(Collection<SeriesKey> keys) {
    return keys.stream()
        .map(key -> new Tagged(key, key.tags()))
        .sorted(BY_TAGS)
        .map(Tagged::key)
        .toList();
  }

  private static int compare(SortedMap<String, String> a, SortedMap<String, String> b) {
    Iterator<Map.Entry<String, String>> left = a.entrySet().iterator();
    Iterator<Map.Entry<String, String>> right = b.entrySet().iterator();
    while (left.hasNext() && right.hasNext()) {
      Map.Entry<String, String> x = left.next();
      Map.Entry<String, String> y = right.next();
      int order = Utf8Order.compare(x.getKey(), y.getKey());
      order = order == 0 ? Utf8Order.compare(x.getValue(), y.getValue()) : order;
      if (order != 0) {
        return order;
      }
    }
    return Boolean.compare(left.hasNext(), right.hasNext());
  }

  private record Tagged(SeriesKey key, SortedMap<String, String> tags) {}
}
