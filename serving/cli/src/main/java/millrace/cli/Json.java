package millrace.cli;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A small JSON object being written: request bodies need no library, and a library would cost every command its start.
final class Json {
  private final StringBuilder text = new StringBuilder("{");

  Json put(String name, Object value) {
    if (text.length() > 1) {
      text.append(',');
    }
    append(name);
    text.append(':');
    append(value);
    return this;
  }

  Json putIfPresent(String name, Optional<?> value) {
    return value.isPresent() ? put(name, value.get()) : this;
  }

  byte[] bytes() {
    return toString().getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public String toString() {
    return text + "}";
  }

  private void append(Object value) {
    switch (value) {
      case null -> text.append("null");
      case String string -> quote(string);
      case Json object -> text.append(object);
      case List<?> list -> {
        text.append('[');
        for (int i = 0; i < list.size(); i++) {
          text.append(i == 0 ? "" : ",");
          append(list.get(i));
        }
        text.append(']');
      }
      case Map<?, ?> map -> {
        Json object = new Json();
        map.forEach((name, member) -> object.put((String) name, member));
        text.append(object);
      }
      default -> text.append(value);
    }
  }

  private void quote(String string) {
    text.append('"');
    for (int i = 0; i < string.length(); i++) {
      char c = string.charAt(i);
      switch (c) {
        case '"' -> text.append("\\\"");
        case '\\' -> text.append("\\\\");
        case '\n' -> text.append("\\n");
        case '\r' -> text.append("\\r");
        case '\t' -> text.append("\\t");
        default -> {
          if (c < ' ') {
            text.append(String.format(java.util.Locale.ROOT, "\\u%04x", (int) c));
          } else {
            text.append(c);
          }
        }
      }
    }
    text.append('"');
  }
}
