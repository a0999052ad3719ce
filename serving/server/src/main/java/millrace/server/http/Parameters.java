package millrace.server.http;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Decoded parameters of a query string or form, in order of first appearance.
public final class Parameters {
  /// No parameters.
  public static final Parameters NONE = new Parameters(Map.of());

  private final Map<String, List<String>> values;

  private Parameters(Map<String, List<String>> values) {
    this.values = values;
  }

  /// Decodes `application/x-www-form-urlencoded` text: `+` is a space, `%xx` are UTF-8 bytes. Broken escapes stay as
  /// they are; a name without `=` has the value "".
  public static Parameters parse(String encoded) {
    if (encoded.isEmpty()) {
      return NONE;
    }
    Map<String, List<String>> values = new LinkedHashMap<>();
    for (String pair : encoded.split("&", -1)) {
      if (!pair.isEmpty()) {
        int equals = pair.indexOf('=');
        String name = equals < 0 ? pair : pair.substring(0, equals);
        String value = equals < 0 ? "" : pair.substring(equals + 1);
        values.computeIfAbsent(decode(name), key -> new ArrayList<>(1)).add(decode(value));
      }
    }
    return new Parameters(values);
  }

  /// Parameters with one value each.
  public static Parameters of(Map<String, String> single) {
    Map<String, List<String>> values = new LinkedHashMap<>();
    single.forEach((name, value) -> values.put(name, List.of(value)));
    return new Parameters(values);
  }

  /// These, and those of `fallback` whose names do not appear here.
  public Parameters orElse(Parameters fallback) {
    Map<String, List<String>> merged = new LinkedHashMap<>(values);
    fallback.values.forEach(merged::putIfAbsent);
    return new Parameters(merged);
  }

  /// The first value given for a name.
  public Optional<String> first(String name) {
    List<String> found = values.get(name);
    return found == null ? Optional.empty() : Optional.of(found.getFirst());
  }

  /// The first value given for a name, "" when there is none: for parameters where empty means absent.
  public String text(String name) {
    return first(name).orElse("");
  }

  /// Whether a name has the value `true`.
  public boolean isTrue(String name) {
    return text(name).equals("true");
  }

  /// Each name with its last value.
  public Map<String, String> lastValues() {
    Map<String, String> last = new LinkedHashMap<>();
    values.forEach((name, all) -> last.put(name, all.getLast()));
    return last;
  }

  public boolean isEmpty() {
    return values.isEmpty();
  }

  private static String decode(String text) {
    if (text.indexOf('%') < 0 && text.indexOf('+') < 0) {
      return text;
    }
    byte[] from = text.getBytes(StandardCharsets.UTF_8);
    byte[] to = new byte[from.length];
    int size = 0;
    for (int i = 0; i < from.length; i++) {
      int high = i + 2 < from.length ? Character.digit(from[i + 1], 16) : -1;
      int low = i + 2 < from.length ? Character.digit(from[i + 2], 16) : -1;
      if (from[i] == '%' && high >= 0 && low >= 0) {
        to[size++] = (byte) (high << 4 | low);
        i += 2;
      } else {
        to[size++] = from[i] == '+' ? (byte) ' ' : from[i];
      }
    }
    return new String(to, 0, size, StandardCharsets.UTF_8);
  }
}
