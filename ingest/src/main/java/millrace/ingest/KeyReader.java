package millrace.ingest;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import millrace.columns.SeriesKey;

/// Recognises table name and tags at the beginning of a line. After a key mostly comes the one that followed it last
/// time, so that one is compared first; another is searched for among those that were [learned][#learn].
final class KeyReader {
  private static final int LONGEST_KEY = 1 << 14;

  private final LineGrammar grammar;
  private final BatchTables tables;
  private final KeyTable keys = new KeyTable();
  private KeySpelling firstKey;
  /// Of the key that was taken apart last.
  private Optional<KeyShape> shape = Optional.empty();
  private byte[] bytes;
  private int end;

  KeyReader(LineGrammar grammar, BatchTables tables) {
    this.grammar = grammar;
    this.tables = tables;
  }

  void begin(byte[] newBytes, int newEnd) {
    bytes = newBytes;
    end = newEnd;
  }

  /// A rough count of the heap held between bodies.
  long sizeBytes() {
    return keys.sizeBytes();
  }

  /// The key that stands at `start`, whose table takes part in the batch and has all its tags; null for one that was
  /// not learned yet or not since its table changed, and for one that is not plain.
  ///
  /// @param before the key of the line before; null for the first of a body
  KeySpelling read(int start, KeySpelling before) {
    KeySpelling predicted = before == null ? firstKey : before.next;
    KeySpelling key = predicted != null && stands(predicted.bytes, start) ? predicted : search(start);
    if (key == null) {
      return null;
    }
    if (key != predicted) {
      if (before == null) {
        firstKey = key;
      } else {
        before.next = key;
      }
    }
    tables.touch(key.table);
    return key.checkedVersion == key.table.version() ? key : null;
  }

  /// Takes the key at `start` apart.
  ///
  /// @return whether [#read] knows it now; false for one that is not plain or whose table or tags the schema lacks
  boolean learn(int start) {
    int stop = keyEnd(start);
    if (!isPlain(start, stop)) {
      return false;
    }
    long hash = KeyTable.hash(bytes, start, stop);
    KeySpelling known = keys.find(bytes, start, stop, hash);
    return known == null ? addLikeLast(start, stop, hash) || add(start, stop, hash) : recheck(known);
  }

  private boolean stands(byte[] key, int start) {
    int stop = start + key.length;
    return stop < end && bytes[stop] == ' ' && Arrays.equals(key, 0, key.length, bytes, start, stop);
  }

  private KeySpelling search(int start) {
    int stop = keyEnd(start);
    return isPlain(start, stop) ? keys.find(bytes, start, stop, KeyTable.hash(bytes, start, stop)) : null;
  }

  private boolean isPlain(int start, int stop) {
    return stop < end && bytes[stop] == ' ' && stop - start <= LONGEST_KEY;
  }

  /// Where the first unescaped blank or control byte stands.
  private int keyEnd(int start) {
    int at = start;
    while (at < end) {
      long word = Swar.word(bytes, at);
      long marks = Swar.blanks(word) | Swar.matches(word, (byte) '\\');
      if (marks == 0) {
        at += Long.BYTES;
        continue;
      }
      at += Swar.firstMark(marks);
      if (bytes[at] != '\\') {
        return at;
      }
      if (bytes[at + 1] < ' ' && bytes[at + 1] >= 0) {
        return end;
      }
      at = grammar.escapeEnd(bytes, at);
    }
    return end;
  }

  /// Adds a key that differs from the one that was taken apart last in values alone.
  private boolean addLikeLast(int start, int stop, long hash) {
    Optional<SeriesKey> series = shape.flatMap(last -> last.series(bytes, start, stop));
    if (series.isEmpty()) {
      return false;
    }
    KeyShape last = shape.get();
    tables.touch(last.table);
    if (!last.table.exists() || !hasTags(last.table, last.tags)) {
      return false;
    }
    byte[] spelled = Arrays.copyOfRange(bytes, start, stop);
    keys.add(new KeySpelling(spelled, hash, last.table, last.table.slot(series.get()), last.tags));
    return true;
  }

  private boolean add(int start, int stop, long hash) {
    CarefulLine.Key key = grammar.key(bytes, start, stop).orElse(null);
    TableBuilder table = key == null ? null : tables.existing(key.table());
    List<String> tags = key == null ? List.of() : key.tags().stream().map(CarefulLine.Tag::key).toList();
    if (table == null || !hasTags(table, tags) || repeatsATag(tags)) {
      return false;
    }
    byte[] spelled = Arrays.copyOfRange(bytes, start, stop);
    SeriesKey series = key.series();
    shape = KeyShape.of(spelled, table, tags, series);
    keys.add(new KeySpelling(spelled, hash, table, table.slot(series), tags));
    return true;
  }

  /// Such a line is refused, which the careful way does.
  private static boolean repeatsATag(List<String> tags) {
    return tags.stream().distinct().count() < tags.size();
  }

  private boolean recheck(KeySpelling key) {
    tables.touch(key.table);
    if (!key.table.exists() || !hasTags(key.table, key.tags)) {
      return false;
    }
    boolean isNews = key.checkedVersion != key.table.version();
    key.checkedVersion = key.table.version();
    return isNews;
  }

  private static boolean hasTags(TableBuilder table, List<String> tags) {
    for (String tag : tags) {
      if (!table.hasTag(tag)) {
        return false;
      }
    }
    return true;
  }
}
