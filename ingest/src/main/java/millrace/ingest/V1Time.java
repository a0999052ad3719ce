package millrace.ingest;

import java.nio.charset.StandardCharsets;
import java.util.OptionalLong;

/// The timestamp of a v1 line.
final class V1Time {
  /// The first and last nanosecond a point can have.
  static final long EARLIEST_NANOS = Long.MIN_VALUE + 2;

  static final long LATEST_NANOS = Long.MAX_VALUE - 1;
  static final String OUT_OF_RANGE = "time outside range " + EARLIEST_NANOS + " - " + LATEST_NANOS;

  private V1Time() {}

  static OptionalLong read(byte[] bytes, int from, int lineEnd) throws BadLine {
    int start = V1Names.skipBlanks(bytes, from, lineEnd);
    int end = start;
    while (end < lineEnd && bytes[end] != ' ' && bytes[end] != '\n') {
      boolean isSign = end == start && bytes[end] == '-';
      if (!isSign && (bytes[end] < '0' || bytes[end] > '9')) {
        throw new BadLine("bad timestamp");
      }
      end++;
    }
    if (end == start) {
      return OptionalLong.empty();
    }
    String digits = new String(bytes, start, end - start, StandardCharsets.UTF_8);
    long timestamp;
    try {
      timestamp = Long.parseLong(digits);
    } catch (NumberFormatException e) {
      throw new BadLine(parseFault(digits));
    }
    for (int i = end; i < lineEnd; i++) {
      if (bytes[i] != ' ') {
        throw new BadLine("point is invalid");
      }
    }
    return OptionalLong.of(timestamp);
  }

  /// What Go says of digits that make no 64-bit integer.
  static String parseFault(String digits) {
    String fault = digits.equals("-") ? "invalid syntax" : "value out of range";
    return "strconv.ParseInt: parsing \"" + digits + "\": " + fault;
  }
}
