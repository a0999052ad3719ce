package millrace.server.config;

import java.lang.management.ManagementFactory;
import java.util.Locale;
import java.util.Map;

/// Amounts of memory as people write them: `20%` of the machine, `512mb`, or a bare number whose unit the setting says.
final class ByteSize {
  private static final Map<String, Long> UNITS =
      Map.of("b", 1L, "kb", 1L << 10, "mb", 1L << 20, "gb", 1L << 30, "tb", 1L << 40);

  private ByteSize() {}

  /// @param bareUnit bytes a bare number counts in; 0 refuses bare numbers
  /// @throws IllegalArgumentException saying what is wrong
  static long parse(String text, long bareUnit) {
    String value = text.strip().toLowerCase(Locale.ROOT);
    if (value.endsWith("%")) {
      return percent(text, value.substring(0, value.length() - 1));
    }
    int digits = 0;
    while (digits < value.length() && Character.isDigit(value.charAt(digits))) {
      digits++;
    }
    String unit = value.substring(digits).strip();
    if (digits == 0 || unit.isEmpty() && bareUnit == 0 || !unit.isEmpty() && !UNITS.containsKey(unit)) {
      throw malformed(text);
    }
    try {
      return Math.multiplyExact(Long.parseLong(value, 0, digits, 10), unit.isEmpty() ? bareUnit : UNITS.get(unit));
    } catch (ArithmeticException | NumberFormatException tooLarge) {
      throw new IllegalArgumentException("memory size is too large: " + text, tooLarge);
    }
  }

  private static long percent(String text, String number) {
    double share;
    try {
      share = Double.parseDouble(number);
    } catch (NumberFormatException bad) {
      throw malformed(text);
    }
    if (!(share >= 0 && share <= 100)) {
      throw new IllegalArgumentException("a percentage of memory lies between 0% and 100%: " + text);
    }
    return (long) (machineBytes() * share / 100);
  }

  /// The container's limit where there is one, else the machine's memory.
  private static long machineBytes() {
    return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getTotalMemorySize();
  }

  private static IllegalArgumentException malformed(String text) {
    return new IllegalArgumentException(
        "expected a percentage like 20%, or a number with one of b, kb, mb, gb, tb, got " + text);
  }
}
