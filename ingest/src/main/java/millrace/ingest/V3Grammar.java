package millrace.ingest;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import millrace.ingest.CarefulLine.Field;
import millrace.ingest.CarefulLine.Tag;

/// The grammar of InfluxDB 3, to the letter of what its parser lets pass and of its messages: a tag key may hold a
/// comma and a tag value an equals sign, one comma may follow the first field, and what comes behind the last field
/// that could be read is "trailing content", from the comma on where that field is the second or a later one.
final class V3Grammar implements LineGrammar {
  static final int LONGEST_STRING = 1 << 20;

  private static final String TOO_LONG = "String is greater than 1MB";
  private static final int CONTEXT = 10;

  @Override
  public CarefulLine line(byte[] bytes, int start, int end) throws BadLine {
    int stop = end > start && bytes[end - 1] == '\r' ? end - 1 : end;
    return new Reading(bytes, start, stop).line();
  }

  @Override
  public Optional<CarefulLine.Key> key(byte[] bytes, int start, int end) {
    Reading reading = new Reading(bytes, start, end);
    try {
      CarefulLine.Key key = reading.key();
      return reading.at == end ? Optional.of(key) : Optional.empty();
    } catch (BadLine e) {
      return Optional.empty();
    }
  }

  @Override
  public Optional<String> fieldName(byte[] bytes, int start, int end) {
    Reading reading = new Reading(bytes, start, end);
    try {
      String name = reading.name("= \t\n", ",= \\");
      return reading.at == end ? Optional.of(name) : Optional.empty();
    } catch (BadLine e) {
      return Optional.empty();
    }
  }

  @Override
  public int escapeEnd(byte[] bytes, int at) {
    return at + 2;
  }

  /// One line being read. `at` moves on only over what was understood.
  private static final class Reading {
    private final byte[] bytes;
    private final int end;
    private int at;

    Reading(byte[] bytes, int start, int end) {
      this.bytes = bytes;
      this.at = start;
      this.end = end;
    }

    CarefulLine line() throws BadLine {
      CarefulLine.Key key = key();
      if (!skipSpaces()) {
        String found = at == end ? "end of input" : "`" + rest() + "`";
        throw new BadLine("Expected at least one space character, got " + found);
      }
      List<Field> fields = fields();
      OptionalLong timestamp = timestamp();
      if (at < end) {
        throw new BadLine("Could not parse entire line. Found trailing content: `" + context(at) + "`");
      }
      return new CarefulLine(key.table(), key.tags(), fields, timestamp);
    }

    CarefulLine.Key key() throws BadLine {
      String table = name(", \t\n\0", ", \\");
      if (table.isEmpty()) {
        throw new BadLine("Invalid measurement was provided");
      }
      List<Tag> tags = new ArrayList<>();
      if (peek() == ',') {
        int tagSet = at + 1;
        do {
          at++;
          tags.add(tag(tagSet));
        } while (peek() == ',');
      }
      return new CarefulLine.Key(table, tags);
    }

    private Tag tag(int tagSet) throws BadLine {
      int start = at;
      String key = name("= \t\n", ",= \\");
      if (key.isEmpty()) {
        throw new BadLine("Expected tag key, got " + found(start));
      }
      if (peek() != '=') {
        throw new BadLine("Tag set malformed: could not find equals sign in `" + context(tagSet) + "`");
      }
      at++;
      start = at;
      String value = name(", \t\n", ",= \\");
      if (value.isEmpty()) {
        throw new BadLine("Expected tag value, got " + found(start));
      }
      return new Tag(key, value);
    }

    private List<Field> fields() throws BadLine {
      List<Field> fields = new ArrayList<>();
      Optional<Field> first = field();
      if (first.isEmpty()) {
        throw new BadLine("No fields were provided");
      }
      fields.add(first.get());
      while (peek() == ',') {
        int comma = at++;
        Optional<Field> next = field();
        if (next.isEmpty()) {
          at = fields.size() == 1 ? comma + 1 : comma;
          break;
        }
        fields.add(next.get());
      }
      return fields;
    }

    /// The field at the cursor; empty, with the cursor where it was, when there is none.
    private Optional<Field> field() throws BadLine {
      int start = at;
      String key = name("= \t\n", ",= \\");
      if (!key.isEmpty() && peek() == '=') {
        at++;
        Optional<FieldValue> value = value();
        if (value.isPresent()) {
          return Optional.of(new Field(key, value.get()));
        }
      }
      at = start;
      return Optional.empty();
    }

    private Optional<FieldValue> value() throws BadLine {
      return switch (peek()) {
        case '-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9' -> number();
        case '"' -> string();
        default -> bool();
      };
    }

    private Optional<FieldValue> number() throws BadLine {
      int start = at;
      boolean negative = peek() == '-';
      at += negative ? 1 : 0;
      int digits = at;
      if (!skipDigits()) {
        return Optional.empty();
      }
      if (peek() == 'i') {
        return Optional.of(new FieldValue.IntegerValue(integer(start)));
      }
      if (peek() == 'u' && !negative) {
        return Optional.of(new FieldValue.UnsignedValue(unsigned(digits)));
      }
      skipFraction();
      skipExponent();
      double value = DecimalFloat.parse(bytes, start, at - start);
      if (Double.isInfinite(value)) {
        throw new BadLine("Unable to parse floating-point value `" + text(start, at) + "`");
      }
      return Optional.of(new FieldValue.FloatValue(value));
    }

    private long integer(int start) throws BadLine {
      String digits = text(start, at++);
      try {
        return Long.parseLong(digits);
      } catch (NumberFormatException e) {
        throw new BadLine("Unable to parse integer value `" + digits + "`");
      }
    }

    private long unsigned(int start) throws BadLine {
      String digits = text(start, at++);
      try {
        return Long.parseUnsignedLong(digits);
      } catch (NumberFormatException e) {
        throw new BadLine("Unable to parse unsigned integer value `" + digits + "`");
      }
    }

    private void skipFraction() {
      int point = at;
      if (peek() == '.') {
        at++;
        if (!skipDigits()) {
          at = point;
        }
      }
    }

    private void skipExponent() {
      int start = at;
      if (peek() == 'e' || peek() == 'E') {
        at++;
        at += peek() == '+' || peek() == '-' ? 1 : 0;
        if (!skipDigits()) {
          at = start;
        }
      }
    }

    private Optional<FieldValue> string() throws BadLine {
      int start = at + 1;
      byte[] plain = new byte[end - start];
      int size = 0;
      int i = start;
      for (; i < end && bytes[i] != '"'; i++) {
        if (bytes[i] == '\\' && i + 1 < end && (bytes[i + 1] == '"' || bytes[i + 1] == '\\')) {
          i++;
        }
        plain[size++] = bytes[i];
      }
      if (i == end) {
        return Optional.empty();
      }
      if (size > LONGEST_STRING) {
        throw new BadLine(TOO_LONG);
      }
      at = i + 1;
      return Optional.of(new FieldValue.StringValue(new String(plain, 0, size, StandardCharsets.UTF_8)));
    }

    private Optional<FieldValue> bool() {
      for (String word : new String[] {"true", "True", "TRUE", "t", "T", "false", "False", "FALSE", "f", "F"}) {
        if (startsWith(word)) {
          at += word.length();
          return Optional.of(new FieldValue.BooleanValue(word.charAt(0) == 't' || word.charAt(0) == 'T'));
        }
      }
      return Optional.empty();
    }

    /// The timestamp and spaces around it; with neither, the cursor stays, and so it does when what follows the spaces
    /// is no number.
    private OptionalLong timestamp() throws BadLine {
      int start = at;
      if (!skipSpaces() || at == end) {
        return OptionalLong.empty();
      }
      int digits = at;
      at += peek() == '-' ? 1 : 0;
      if (!skipDigits()) {
        at = start;
        return OptionalLong.empty();
      }
      String text = text(digits, at);
      skipSpaces();
      try {
        return OptionalLong.of(Long.parseLong(text));
      } catch (NumberFormatException e) {
        throw new BadLine("Unable to parse timestamp value `" + text + "`");
      }
    }

    /// Text up to one of `stops` that no backslash precedes. A backslash before one of `escapable` goes away; before
    /// anything else it stays, and what follows it is text.
    private String name(String stops, String escapable) throws BadLine {
      byte[] plain = null;
      int start = at;
      int size = 0;
      while (at < end && stops.indexOf(bytes[at]) < 0) {
        if (bytes[at] == '\\' && at + 1 < end) {
          plain = plain == null ? prefix(start) : plain;
          if (escapable.indexOf(bytes[at + 1]) < 0) {
            plain[size++] = '\\';
          }
          at++;
        }
        if (plain != null) {
          plain[size] = bytes[at];
        }
        size++;
        at++;
      }
      if (size > 0 && (plain == null ? bytes[at - 1] : plain[size - 1]) == '\\') {
        throw new BadLine("Measurements, tag keys and values, and field keys may not end with a backslash");
      }
      if (size > LONGEST_STRING) {
        throw new BadLine(TOO_LONG);
      }
      return plain == null ? text(start, at) : new String(plain, 0, size, StandardCharsets.UTF_8);
    }

    private byte[] prefix(int start) {
      byte[] plain = new byte[end - start];
      System.arraycopy(bytes, start, plain, 0, at - start);
      return plain;
    }

    private boolean startsWith(String word) {
      for (int i = 0; i < word.length(); i++) {
        if (at + i >= end || bytes[at + i] != word.charAt(i)) {
          return false;
        }
      }
      return true;
    }

    private boolean skipSpaces() {
      int start = at;
      while (peek() == ' ') {
        at++;
      }
      return at > start;
    }

    private boolean skipDigits() {
      int start = at;
      while (peek() >= '0' && peek() <= '9') {
        at++;
      }
      return at > start;
    }

    /// The byte at the cursor as a character, or 0 at the end.
    private char peek() {
      return at < end ? (char) (bytes[at] & 0xFF) : 0;
    }

    private String found(int from) {
      return from == end ? "end of input" : "`" + context(from) + "`";
    }

    private String rest() {
      return text(at, end);
    }

    /// The rest of the line, or its first ten characters when it is longer than ten bytes.
    private String context(int from) {
      String text = text(from, end);
      if (end - from <= CONTEXT) {
        return text;
      }
      int characters = Math.min(CONTEXT, text.codePointCount(0, text.length()));
      return text.substring(0, text.offsetByCodePoints(0, characters)) + "...";
    }

    private String text(int from, int to) {
      return new String(bytes, from, to - from, StandardCharsets.UTF_8);
    }
  }
}
