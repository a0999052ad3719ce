package millrace.ingest;

/// Reads plain lines whose table, tags, fields and types are all known, straight into their columns and without
/// allocating. Whatever is not so, from a new field to a fault, it leaves untouched and gives up: the careful reading
/// of the same line decides. So it holds no rule of a dialect but those both share, and no error text.
///
/// Two predictions make it fast: keys ([KeyReader]) and field names are mostly compared with the one that followed
/// last time and not searched for.
///
/// What is met for the first time is learned in a call of its own, [#learn], and not on the way: the compiler of the
/// Java machine would take grammars and maps into the loop over lines, which then takes it many seconds to compile, as
/// often as anything in them turns out otherwise than it seemed.
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

  /// What was missing when it gave up last; of a field also its table and where its name begins.
  private Unknown unknown = Unknown.NOTHING;
  private TableBuilder unknownTable;
  private int unknownStart;
  /// The key of the line before; null for the first of a body.
  private KeySpelling lastKey;

  private enum Unknown {
    NOTHING,
    KEY,
    FIELD
  }

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
    lastKey = null;
    unknown = Unknown.NOTHING;
    keys.begin(newBytes, newEnd);
    values.begin(newBytes, newEnd);
  }

  /// A rough count of the heap held between bodies.
  long sizeBytes() {
    return keys.sizeBytes();
  }

  /// Adds lines from the one that begins at `start` on, as far as it can.
  ///
  /// @return where the first line stands that it gave up and added nothing of; the body's end or behind it at last
  int lines(int start) {
    unknown = Unknown.NOTHING;
    // Kept here and not in a field, which the collector would want to hear of for each line.
    KeySpelling before = lastKey;
    int at = start;
    while (at < end) {
      KeySpelling key = keys.read(at, before);
      int next = key == null ? GIVE_UP : line(key, at);
      if (next < 0) {
        giveUp(key, before);
        return at;
      }
      before = key;
      at = next;
    }
    lastKey = before;
    return at;
  }

  /// Notes what the next line comes after: a line that is not tried again is passed.
  private void giveUp(KeySpelling key, KeySpelling before) {
    unknown = key == null ? Unknown.KEY : unknown;
    lastKey = unknown == Unknown.NOTHING ? key : before;
  }

  /// Learns a name that made it give up the last line.
  ///
  /// @return whether it is worth another try
  boolean learn(int start) {
    Unknown met = unknown;
    unknown = Unknown.NOTHING;
    return switch (met) {
      case NOTHING -> false;
      case KEY -> keys.learn(start);
      case FIELD -> learnField();
    };
  }

  private int line(KeySpelling key, int start) {
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

  /// The field whose name stands at `start`, noted as the one that follows `before`; null for one that was not learned
  /// yet or is not plain.
  private FieldSpelling search(TableBuilder table, int start, FieldSpelling before) {
    int equals = nameEnd(start);
    if (equals <= start || equals - start > LONGEST_NAME) {
      return null;
    }
    FieldSpelling found = table.spellings.find(bytes, start, equals, end, KeyTable.hash(bytes, start, equals));
    if (found == null) {
      unknown = Unknown.FIELD;
      unknownTable = table;
      unknownStart = start;
    } else if (before == null) {
      table.firstField = found;
    } else {
      before.next = found;
    }
    return found;
  }

  private boolean learnField() {
    TableBuilder table = unknownTable;
    int equals = nameEnd(unknownStart);
    FieldBuilder field = grammar.fieldName(bytes, unknownStart, equals).map(table::field).orElse(null);
    if (field == null) {
      return false;
    }
    long hash = KeyTable.hash(bytes, unknownStart, equals);
    table.spellings.add(new FieldSpelling(bytes, unknownStart, equals, hash, field));
    return true;
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
