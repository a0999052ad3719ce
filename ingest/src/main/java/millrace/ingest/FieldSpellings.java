package millrace.ingest;

/// Finds a table's fields by the bytes of their names. Open addressing, grown by doubling.
final class FieldSpellings {
  private static final int FIRST_SLOTS = 32;

  private FieldSpelling[] slots = new FieldSpelling[FIRST_SLOTS];
  private int count;

  /// The spelling that fills `start` up to the equals sign at `equals`, or null.
  FieldSpelling find(byte[] bytes, int start, int equals, int end, long hash) {
    int mask = slots.length - 1;
    for (int i = (int) hash & mask; slots[i] != null; i = (i + 1) & mask) {
      FieldSpelling candidate = slots[i];
      if (candidate.hash == hash && candidate.length == equals - start + 1 && candidate.matches(bytes, start, end)) {
        return candidate;
      }
    }
    return null;
  }

  void add(FieldSpelling spelling) {
    if (2 * count >= slots.length) {
      FieldSpelling[] old = slots;
      slots = new FieldSpelling[2 * old.length];
      for (FieldSpelling moved : old) {
        if (moved != null) {
          place(moved);
        }
      }
    }
    place(spelling);
    count++;
  }

  void clear() {
    slots = new FieldSpelling[FIRST_SLOTS];
    count = 0;
  }

  private void place(FieldSpelling spelling) {
    int mask = slots.length - 1;
    int i = (int) spelling.hash & mask;
    while (slots[i] != null) {
      i = (i + 1) & mask;
    }
    slots[i] = spelling;
  }
}
