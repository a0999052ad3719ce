package millrace.ingest;

import java.util.Arrays;
import millrace.columns.ColumnType;

/// Reads plain field values of known fields and types into their columns.
final class ValueReader {
  private static final int GIVE_UP = -1;
  private static final int LONGEST_STRING = 1 << 16;
  /// Decimal digits that an unsigned `long` holds for sure.
  private static final int MOST_DIGITS = 19;

  /// Digits before the point that leave room in a word for the point, a digit and what follows.
  private static final int MOST_WHOLE_DIGITS = 5;

  private static final long[] POWERS = {1, 10, 100, 1000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000};
  /// Few enough digits divided by one of these round once, as they should.
  private static final double[] TENS = {1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7};

  private static final byte[][] TRUE_TAILS = {{'r', 'u', 'e'}, {'R', 'U', 'E'}};
  private static final byte[][] FALSE_TAILS = {{'a', 'l', 's', 'e'}, {'A', 'L', 'S', 'E'}};

  private final boolean hasUnsigned;
  private final StringPool strings = new StringPool();
  private byte[] scratch = new byte[256];
  private byte[] bytes;
  private int end;

  ValueReader(Dialect dialect) {
    this.hasUnsigned = dialect == Dialect.V3;
  }

  void begin(byte[] newBytes, int newEnd) {
    bytes = newBytes;
    end = newEnd;
  }

  /// Stores the value at `at`.
  ///
  /// @return where it ends, whatever stands there; -1 when it gave up and stored nothing
  int read(FieldBuilder field, int row, int at) {
    byte first = bytes[at];
    if (first == '"') {
      return string(field, row, at + 1);
    }
    if (first == '-' || first >= '0' && first <= '9') {
      return number(field, row, at);
    }
    return bool(field, row, at);
  }

  private int number(FieldBuilder field, int row, int start) {
    boolean negative = bytes[start] == '-';
    int first = negative ? start + 1 : start;
    long word = Swar.asDigits(Swar.word(bytes, first));
    int digits = Swar.digitCount(word);
    if (digits == 0) {
      return GIVE_UP;
    }
    int at = first + digits;
    if (digits <= MOST_WHOLE_DIGITS && bytes[at] == '.') {
      int length = Swar.decimalLength(word, digits);
      if (length > digits + 1 && (bytes[first + length] | 0x20) != 'e') {
        double value = Swar.decimalDigits(word, digits, length) / TENS[length - digits - 1];
        return decimal(field, row, negative ? -value : value, first + length);
      }
    }
    long number = Swar.digits(word, digits);
    if (digits == Long.BYTES) {
      int count;
      do {
        word = Swar.asDigits(Swar.word(bytes, at));
        count = Swar.digitCount(word);
        if (count > 0) {
          number = number * POWERS[count] + Swar.digits(word, count);
        }
        at += count;
      } while (count == Long.BYTES);
      digits = at - first;
    }
    if (bytes[at] == 'i') {
      return integer(field, row, number, digits, negative, at + 1);
    }
    if (bytes[at] == 'u') {
      return unsigned(field, row, number, digits, negative, at + 1);
    }
    return decimal(field, row, number, digits, negative, start, at);
  }

  /// A float whose few digits all stood in one word.
  private int decimal(FieldBuilder field, int row, double value, int at) {
    FieldColumn column = field.column(ColumnType.FLOAT);
    if (column == null || column.isMarked(row)) {
      return GIVE_UP;
    }
    column.set(row, value);
    return at;
  }

  private int integer(FieldBuilder field, int row, long number, int digits, boolean negative, int at) {
    boolean isInRange = number >= 0 || negative && number == Long.MIN_VALUE;
    boolean fits = digits <= MOST_DIGITS && isInRange;
    FieldColumn column = fits ? field.column(ColumnType.INTEGER) : null;
    if (column == null || column.isMarked(row)) {
      return GIVE_UP;
    }
    column.set(row, negative ? -number : number);
    return at;
  }

  private int unsigned(FieldBuilder field, int row, long number, int digits, boolean negative, int at) {
    boolean fits = hasUnsigned && !negative && digits <= MOST_DIGITS;
    FieldColumn column = fits ? field.column(ColumnType.UNSIGNED) : null;
    if (column == null || column.isMarked(row)) {
      return GIVE_UP;
    }
    column.set(row, number);
    return at;
  }

  /// A float whose digits before the point are read up to `from`.
  private int decimal(FieldBuilder field, int row, long whole, int wholeDigits, boolean negative, int start, int from) {
    long number = whole;
    int at = from;
    int fractionDigits = 0;
    if (bytes[at] == '.') {
      at++;
      int count;
      do {
        long word = Swar.asDigits(Swar.word(bytes, at));
        count = Swar.digitCount(word);
        if (count > 0) {
          number = number * POWERS[count] + Swar.digits(word, count);
        }
        at += count;
        fractionDigits += count;
      } while (count == Long.BYTES);
      if (fractionDigits == 0) {
        return GIVE_UP;
      }
    }
    double value = Double.NaN;
    if ((bytes[at] | 0x20) == 'e') {
      at = exponentEnd(at + 1);
    } else if (wholeDigits + fractionDigits <= MOST_DIGITS) {
      value = DecimalFloat.of(number, -fractionDigits, negative);
    }
    FieldColumn column = at > 0 ? field.column(ColumnType.FLOAT) : null;
    if (column == null || column.isMarked(row)) {
      return GIVE_UP;
    }
    if (Double.isNaN(value)) {
      value = DecimalFloat.parse(bytes, start, at - start);
      if (Double.isInfinite(value)) {
        return GIVE_UP;
      }
    }
    column.set(row, value);
    return at;
  }

  private int exponentEnd(int start) {
    int first = bytes[start] == '-' || bytes[start] == '+' ? start + 1 : start;
    int at = first;
    while (bytes[at] >= '0' && bytes[at] <= '9') {
      at++;
    }
    return at == first ? GIVE_UP : at;
  }

  private int string(FieldBuilder field, int row, int start) {
    int at = stringEnd(start);
    String value;
    if (at < end && bytes[at] == '\\') {
      at = unescapedEnd(start);
      value = at < end ? unescape(start, at) : null;
    } else {
      value = at < end ? strings.string(bytes, start, at) : null;
    }
    boolean fits = value != null && at - start <= LONGEST_STRING;
    FieldColumn column = fits ? field.column(ColumnType.STRING) : null;
    if (column == null || column.isMarked(row)) {
      return GIVE_UP;
    }
    column.set(row, value);
    return at + 1;
  }

  /// Where the first quote or backslash stands, or the end of the body or behind it.
  private int stringEnd(int start) {
    int at = start;
    while (at < end) {
      long word = Swar.word(bytes, at);
      long marks = Swar.matches(word, (byte) '"') | Swar.matches(word, (byte) '\\');
      if (marks != 0) {
        return at + Swar.firstMark(marks);
      }
      at += Long.BYTES;
    }
    return end;
  }

  /// Where the first quote stands that no backslash takes, or the end of the body or behind it.
  private int unescapedEnd(int start) {
    int at = start;
    while (at < end && bytes[at] != '"') {
      at += bytes[at] == '\\' ? 2 : 1;
    }
    return at;
  }

  private String unescape(int start, int stop) {
    if (scratch.length < stop - start + Long.BYTES) {
      scratch = Arrays.copyOf(scratch, 2 * (stop - start + Long.BYTES));
    }
    int size = 0;
    for (int i = start; i < stop; i++) {
      if (bytes[i] == '\\' && (bytes[i + 1] == '"' || bytes[i + 1] == '\\')) {
        i++;
      }
      scratch[size++] = bytes[i];
    }
    return strings.string(scratch, 0, size);
  }

  private int bool(FieldBuilder field, int row, int start) {
    byte first = bytes[start];
    boolean value = first == 't' || first == 'T';
    if (!value && first != 'f' && first != 'F') {
      return GIVE_UP;
    }
    int at = isEndOfValue(start + 1) ? start + 1 : wordEnd(start, first, value ? TRUE_TAILS : FALSE_TAILS);
    FieldColumn column = at > 0 ? field.column(ColumnType.BOOLEAN) : null;
    if (column == null || column.isMarked(row)) {
      return GIVE_UP;
    }
    column.set(row, value);
    return at;
  }

  /// The end of `true`, `True` or `TRUE`, or of the same with `false`; -1 for anything else, `tRUE` among it.
  private int wordEnd(int start, byte first, byte[][] tails) {
    int stop = start + 1 + tails[0].length;
    boolean isCapital = first < 'a';
    if (Arrays.equals(tails[0], 0, tails[0].length, bytes, start + 1, stop)) {
      return stop;
    }
    return isCapital && Arrays.equals(tails[1], 0, tails[1].length, bytes, start + 1, stop) ? stop : GIVE_UP;
  }

  private boolean isEndOfValue(int at) {
    byte b = bytes[at];
    return b == ',' || b == ' ' || b == '\n' || b == '\r';
  }
}
