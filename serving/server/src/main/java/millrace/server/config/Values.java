package millrace.server.config;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import millrace.server.config.Setting.ValueReader;

/// Readers of the kinds of values the settings take.
final class Values {
  private Values() {}

  static final ValueReader<java.time.Duration> DURATION = (text, spelling) -> HumanDuration.parse(text);

  static final ValueReader<Path> PATH = (text, spelling) -> Path.of(expandHome(text));

  static final ValueReader<InetSocketAddress> ADDRESS = (text, spelling) -> address(text);

  static final ValueReader<List<String>> LIST = (text, spelling) -> list(text);

  /// Whole numbers from `least` on.
  static ValueReader<Long> number(long least) {
    return (text, spelling) -> {
      try {
        long number = Long.parseLong(text);
        if (number >= least) {
          return number;
        }
      } catch (NumberFormatException ignored) {
        throw new IllegalArgumentException("invalid digit found in string");
      }
      throw new IllegalArgumentException(
          least == 1 ? "must be a positive integer, got " + text : "must be at least " + least + ", got " + text);
    };
  }

  /// Memory sizes whose old spellings take bare numbers as megabytes and whose new ones take none.
  static ValueReader<Long> memory(List<String> oldNames) {
    return (text, spelling) -> ByteSize.parse(text, oldNames.contains(spelling) ? 1L << 20 : 0);
  }

  static ValueReader<String> oneOf(String... allowed) {
    return (text, spelling) -> {
      String lower = text.toLowerCase(Locale.ROOT);
      if (!List.of(allowed).contains(lower)) {
        throw new IllegalArgumentException("[possible values: " + String.join(", ", allowed) + "]");
      }
      return lower;
    };
  }

  private static InetSocketAddress address(String text) {
    int colon = text.lastIndexOf(':');
    try {
      int port = Integer.parseInt(text.substring(colon + 1));
      if (colon > 0 && port >= 0 && port <= 65535) {
        String host = text.substring(0, colon);
        boolean bracketed = host.startsWith("[") && host.endsWith("]");
        InetSocketAddress address =
            new InetSocketAddress(bracketed ? host.substring(1, host.length() - 1) : host, port);
        if (!address.isUnresolved()) {
          return address;
        }
      }
    } catch (NumberFormatException ignored) {
      // Told below, like every other malformed address.
    }
    throw new IllegalArgumentException("Cannot parse socket address '" + text + "'");
  }

  private static List<String> list(String text) {
    List<String> items = new ArrayList<>();
    for (String item : text.split("[, ]+", -1)) {
      if (!item.isBlank()) {
        items.add(item.strip());
      }
    }
    return items;
  }

  private static String expandHome(String text) {
    return text.equals("~") || text.startsWith("~/") ? System.getProperty("user.home") + text.substring(1) : text;
  }
}
