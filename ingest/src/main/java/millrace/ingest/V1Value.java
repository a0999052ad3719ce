package millrace.ingest;

import java.nio.charset.StandardCharsets;

/// Values of v1 fields.
final class V1Value {
  private static final int INTEGER_DIGITS_TO_CHECK = 19;

  private V1Value() {}

  /// Checks the value at `start` as far as the layout needs it: numbers and booleans to their end, of strings only the
  /// opening quote is looked at, and left for the caller.
  ///
  /// @return where to go on
  static int layoutEnd(byte[] bytes, int start, int lineEnd) throws BadLine {
    byte first = bytes[start];
    if (first == '"') {
      return start;
    }
    int end = start;
    while (end < lineEnd && bytes[end] != ',' && bytes[end] != ' ') {
      end++;
    }
    if (isNumeric(first) || first == '-' || first == 'N' || first == 'n') {
      checkNumber(bytes, start, end);
    } else {
      checkBoolean(text(bytes, start, end));
    }
    return end;
  }

  /// The value of a checked text.
  static FieldValue read(byte[] bytes, int start, int end) throws BadLine {
    byte first = bytes[start];
    if (first == '"') {
      int textEnd = Math.max(start + 1, end - 1);
      return new FieldValue.StringValue(V1Names.unescape(bytes, start + 1, textEnd, V1Names.STRING));
    }
    if (!isNumeric(first) && first != '-') {
      return new FieldValue.BooleanValue(first == 't' || first == 'T');
    }
    if (bytes[end - 1] == 'i') {
      return new FieldValue.IntegerValue(Long.parseLong(text(bytes, start, end - 1)));
    }
    return new FieldValue.FloatValue(parseFloat(bytes, start, end));
  }

  private static void checkNumber(byte[] bytes, int start, int end) throws BadLine {
    int digitsStart = bytes[start] == '-' ? start + 1 : start;
    boolean isInteger = end > start && bytes[end - 1] == 'i';
    boolean point = false;
    boolean scientific = false;
    int stop = isInteger ? end - 1 : end;
    for (int i = digitsStart; i < stop; i++) {
      byte b = bytes[i];
      boolean afterExponent = i > start && (bytes[i - 1] == 'e' || bytes[i - 1] == 'E');
      if (b == '.' && !point) {
        point = true;
      } else if ((b == 'e' || b == 'E') && i > start) {
        scientific = true;
      } else if ((b < '0' || b > '9') && !((b == '+' || b == '-') && afterExponent)) {
        throw new BadLine("invalid number");
      }
    }
    if (isInteger && (point || scientific) || stop - digitsStart - (point ? 1 : 0) == 0) {
      throw new BadLine("invalid number");
    }
    if (isInteger) {
      checkInteger(text(bytes, start, stop));
    } else {
      parseFloat(bytes, start, end);
    }
  }

  private static void checkInteger(String digits) throws BadLine {
    if (digits.length() < INTEGER_DIGITS_TO_CHECK) {
      return;
    }
    try {
      Long.parseLong(digits);
    } catch (NumberFormatException e) {
      throw new BadLine("unable to parse integer " + digits + ": " + V1Time.parseFault(digits));
    }
  }

  private static double parseFloat(byte[] bytes, int start, int end) throws BadLine {
    try {
      double value = DecimalFloat.parse(bytes, start, end - start);
      if (!Double.isInfinite(value)) {
        return value;
      }
    } catch (NumberFormatException e) {
      // Told below, in the same words.
    }
    throw new BadLine("invalid float");
  }

  private static void checkBoolean(String text) throws BadLine {
    switch (text) {
      case "t", "T", "true", "True", "TRUE", "f", "F", "false", "False", "FALSE" -> {}
      default -> throw new BadLine("invalid boolean");
    }
  }

  private static boolean isNumeric(byte b) {
    return b >= '0' && b <= '9' || b == '.';
  }

  private static String text(byte[] bytes, int start, int end) {
    return new String(bytes, start, end - start, StandardCharsets.UTF_8);
  }
}
