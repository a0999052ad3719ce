package millrace.ingest;

/// Reads plain lines whose table, tags, fields and types are all known, straight into their columns and without
/// allocating. Whatever is not so, from a new field to a fault, it leaves untouched and gives up: the careful reading
/// of the same line decides. So it holds no rule of a dialect but those both share, and no error text.
///
/// Two predictions make it fast: keys ([KeyReader]) and field names are mostly compared with the one that followed
/// last time and not searched for.
final class FastPass {
  private static final int GIVE_UP = -1;
  private static final int LONGEST_NAME = 1 << 14;
  private static final int MOST_DIGITS = 19;
  private static final long[] POWERS = {1, 10, 100, 1000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000};

  private final LineGrammar grammar;
  private final boolean allowsReturn;
  private final KeyReader keys;
  private final ValueReader values;

  private Timestamps timestamps;
  private byte[] bytes;
  private int end;

  FastPass(Dialect dialect, LineGrammar grammar, BatchTables tables) {
    this.grammar = grammar;
    this.allowsReturn = dialect == Dialect.V3;
    this.keys = new KeyReader(grammar, tables);
    this.values = new ValueReader(dialect);
  }

  /// Begins a body.
  ///
  /// @param newBytes a body, with newlines over [LineProtocol#PADDING] bytes behind its end
  void begin(byte[] newBytes, int newEnd, Timestamps newTimestamps) {
    bytes = newBytes;
    end = newEnd;
    timestamps = newTimestamps;
    keys.begin(newBytes, newEnd);
    values.begin(newBytes, newEnd);
  }

  /// A rough count of the heap held between bodies.
  long sizeBytes() {
    return keys.sizeBytes();
  }

  /// Adds the line that begins at `start`.
  ///
  /// @return where the next line begins; -1 when it gave up and nothing was added
  int line(int start) {
    KeySpelling key = keys.read(start);
    if (key == null) {
      return GIVE_UP;
    }
    int at = start + key.bytes.length;
    while (bytes[at] == ' ') {
      at++;
    }
    return fields(key, at);
  }

  /// Reads fields and what follows them; takes back what it set when it gives up.
  private int fields(KeySpelling key, int from) {
    TableBuilder table = key.table;
    int row = table.rowCount();
    int at = from;
    FieldSpelling before = null;
    while (true) {
      FieldSpelling spelling = before == null ? table.firstField : before.next;
      if (spelling == null || !spelling.matches(bytes, at, end)) {
        spelling = search(table, at, before);
        if (spelling == null) {
          break;
        }
      }
      at = values.read(spelling.field, row, at + spelling.length);
      if (at < 0) {
        break;
      }
      byte after = bytes[at];
      if (after == ',') {
        at++;
        before = spelling;
        continue;
      }
      boolean isEnd = after == ' ' || after == '\n' || after == '\r';
      int next = isEnd ? time(key, at) : GIVE_UP;
      if (next < 0) {
        break;
      }
      return next;
    }
    table.cancelRow();
    return GIVE_UP;
  }

  /// The field whose name stands at `start`, noted as the one that follows `before`; null for one that is not plain or
  /// that the schema lacks.
  private FieldSpelling search(TableBuilder table, int start, FieldSpelling before) {
    int equals = nameEnd(start);
    if (equals <= start || equals - start > LONGEST_NAME) {
      return null;
    }
    long hash = KeyTable.hash(bytes, start, equals);
    FieldSpelling found = table.spellings.find(bytes, start, equals, end, hash);
    if (found == null) {
      found = learn(table, start, equals, hash);
    }
    if (found != null && before == null) {
      table.firstField = found;
    } else if (found != null) {
      before.next = found;
    }
    return found;
  }

  private FieldSpelling learn(TableBuilder table, int start, int equals, long hash) {
    FieldBuilder field = grammar.fieldName(bytes, start, equals).map(table::field).orElse(null);
    if (field == null) {
      return null;
    }
    FieldSpelling learned = new FieldSpelling(bytes, start, equals, hash, field);
    table.spellings.add(learned);
    return learned;
  }

  /// Where the unescaped equals sign behind a plain name stands, or -1.
  private int nameEnd(int start) {
    for (int i = start; i < end; i++) {
      byte b = bytes[i];
      if (b == '=') {
        return i;
      }
      if (b == ',' || b <= ' ' && b >= 0) {
        return GIVE_UP;
      }
      if (b == '\\') {
        i++;
      }
    }
    return GIVE_UP;
  }

  /// Reads what follows the fields and counts the row.
  private int time(KeySpelling key, int from) {
    int at = from;
    while (bytes[at] == ' ') {
      at++;
    }
    long nanos = timestamps.receivedNanos();
    if (bytes[at] == '-' || bytes[at] >= '0' && bytes[at] <= '9') {
      boolean negative = bytes[at] == '-';
      int first = negative ? at + 1 : at;
      at = first;
      long number = 0;
      int count;
      do {
        long word = Swar.asDigits(Swar.word(bytes, at));
        count = Swar.digitCount(word);
        if (count > 0) {
          number = number * POWERS[count] + Swar.digits(word, count);
        }
        at += count;
      } while (count == Long.BYTES);
      if (at == first || at - first > MOST_DIGITS || number < 0 || !timestamps.isSafe(number)) {
        return GIVE_UP;
      }
      nanos = timestamps.safeNanos(negative ? -number : number);
      while (bytes[at] == ' ') {
        at++;
      }
    }
    if (bytes[at] == '\r' && allowsReturn) {
      at++;
    }
    if (bytes[at] != '\n') {
      return GIVE_UP;
    }
    key.table.endRow(nanos, key.series);
    return at + 1;
  }
}
