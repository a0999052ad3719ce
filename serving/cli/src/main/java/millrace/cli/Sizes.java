package millrace.cli;

import java.util.Locale;

/// Sizes as users write and read them, powers of 1024.
final class Sizes {
  private static final String[] UNITS = {"B", "KiB", "MiB", "GiB"};

  private Sizes() {}

  /// @throws UsageError when it is none
  static long parse(String text) {
    String lower = text.strip().toLowerCase(Locale.ROOT);
    int digits = 0;
    while (digits < lower.length() && Character.isDigit(lower.charAt(digits))) {
      digits++;
    }
    long unit = switch (lower.substring(digits).strip()) {
      case "", "b" -> 1L;
      case "k", "kb", "kib" -> 1L << 10;
      case "m", "mb", "mib" -> 1L << 20;
      case "g", "gb", "gib" -> 1L << 30;
      default -> 0L;
    };
    if (digits == 0 || digits > 9 || unit == 0) {
      throw new UsageError("invalid size '" + text + "'", "");
    }
    long size = Long.parseLong(lower.substring(0, digits)) * unit;
    if (size < 1) {
      throw new UsageError("value must be at least 1", "");
    }
    return Math.min(size, Integer.MAX_VALUE / 2);
  }

  static String text(long bytes) {
    double value = bytes;
    int unit = 0;
    while (value >= 1024 && unit < UNITS.length - 1) {
      value /= 1024;
      unit++;
    }
    return String.format(Locale.ROOT, unit == 0 ? "%.0f %s" : "%.2f %s", value, UNITS[unit]);
  }
}
