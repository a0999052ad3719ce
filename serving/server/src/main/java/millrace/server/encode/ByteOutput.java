package millrace.server.encode;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/// A block of bytes on its way to a stream, with writers for the texts answers are made of. Failures of the stream are
/// thrown as [UncheckedIOException], so that they pass through a running query.
///
/// Threads: one.
final class ByteOutput {
  private static final int BLOCK_BYTES = 1 << 14;

  /// What is handed over at once when an answer turns out to be long.
  private static final int LONG_BLOCK_BYTES = 1 << 16;
  private static final int LONGEST_NUMBER = 400;
  private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

  private final OutputStream stream;
  private byte[] block = new byte[BLOCK_BYTES];
  private int size;
  private final EpochNanos epochNanos = new EpochNanos();

  ByteOutput(OutputStream stream) {
    this.stream = stream;
  }

  /// One ASCII character.
  void put(char ascii) {
    room(1);
    block[size++] = (byte) ascii;
  }

  /// ASCII text.
  void ascii(String text) {
    int length = text.length();
    room(length);
    for (int i = 0; i < length; i++) {
      block[size++] = (byte) text.charAt(i);
    }
  }

  /// Any text, in UTF-8.
  void text(String text) {
    bytes(text.getBytes(StandardCharsets.UTF_8));
  }

  void bytes(byte[] bytes) {
    bytes(bytes, 0, bytes.length);
  }

  void bytes(byte[] bytes, int from, int to) {
    int length = to - from;
    if (length > BLOCK_BYTES) {
      drain();
      try {
        stream.write(bytes, from, length);
      } catch (IOException failure) {
        throw new UncheckedIOException(failure);
      }
      return;
    }
    room(length);
    System.arraycopy(bytes, from, block, size, length);
    size += length;
  }

  void decimal(long value) {
    room(LONGEST_NUMBER);
    size = Decimals.write(value, block, size);
  }

  /// Nanoseconds since the epoch.
  void nanos(long value) {
    if (EpochNanos.applies(value)) {
      room(EpochNanos.DIGITS);
      epochNanos.write(value, block, size);
      size += EpochNanos.DIGITS;
    } else {
      decimal(value);
    }
  }

  void unsigned(long bits) {
    if (bits >= 0) {
      decimal(bits);
    } else {
      ascii(Long.toUnsignedString(bits));
    }
  }

  /// A finite float in one of the styles.
  void decimal(double value, FloatStyle style) {
    room(LONGEST_NUMBER);
    size = Decimals.write(value, style, block, size);
  }

  /// `value` with leading zeros, `digits` wide.
  void padded(int value, int digits) {
    room(digits);
    if (digits == 2) {
      Decimals.pair(value, block, size);
      size += 2;
      return;
    }
    int rest = value;
    for (int at = size + digits - 1; at >= size; at--) {
      block[at] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
    size += digits;
  }

  /// A JSON string as Go writes it: `<`, `>`, `&` and the two Unicode line ends are escaped too.
  void goJson(String text) {
    json(text, true);
  }

  /// A JSON string with no more escapes than needed.
  void plainJson(String text) {
    json(text, false);
  }

  /// A JSON string with no more escapes than needed, of a text in UTF-8.
  void plainJson(byte[] utf8, int from, int to) {
    put('"');
    int start = from;
    for (int i = from; i < to; i++) {
      byte c = utf8[i];
      if (c >= 0 && c < ' ' || c == '"' || c == '\\') {
        bytes(utf8, start, i);
        escape((char) c, false);
        start = i + 1;
      }
    }
    bytes(utf8, start, to);
    put('"');
  }

  private void json(String text, boolean go) {
    if (isPlain(text)) {
      room(text.length() + 2);
      block[size++] = '"';
      for (int i = 0; i < text.length(); i++) {
        block[size++] = (byte) text.charAt(i);
      }
      block[size++] = '"';
      return;
    }
    put('"');
    int start = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean escaped = c < ' ' || c == '"' || c == '\\'
          || go && (c == '<' || c == '>' || c == '&' || c == '\u2028' || c == '\u2029');
      if (escaped) {
        text(text.substring(start, i));
        escape(c, go);
        start = i + 1;
      }
    }
    text(start == 0 ? text : text.substring(start));
    put('"');
  }

  /// Whether a text is short and of ASCII characters that no style escapes, as most names and tags are.
  private static boolean isPlain(String text) {
    if (text.length() > BLOCK_BYTES / 2) {
      return false;
    }
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < ' ' || c > '~' || c == '"' || c == '\\' || c == '<' || c == '>' || c == '&') {
        return false;
      }
    }
    return true;
  }

  private void escape(char c, boolean go) {
    switch (c) {
      case '"' -> ascii("\\\"");
      case '\\' -> ascii("\\\\");
      case '\n' -> ascii("\\n");
      case '\r' -> ascii("\\r");
      case '\t' -> ascii("\\t");
      default -> {
        if (!go && c == '\b') {
          ascii("\\b");
        } else if (!go && c == '\f') {
          ascii("\\f");
        } else {
          ascii("\\u");
          for (int shift = 12; shift >= 0; shift -= 4) {
            put((char) HEX[c >> shift & 15]);
          }
        }
      }
    }
  }

  /// Hands everything to the stream.
  void drain() {
    if (size > 0) {
      try {
        stream.write(block, 0, size);
      } catch (IOException failure) {
        throw new UncheckedIOException(failure);
      }
      size = 0;
    }
  }

  /// Hands everything to the stream and has it sent at once.
  void flush() {
    drain();
    try {
      stream.flush();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private void room(int bytes) {
    if (size + bytes > block.length) {
      drain();
      if (Math.max(bytes, LONG_BLOCK_BYTES) > block.length) {
        block = new byte[Math.max(bytes, LONG_BLOCK_BYTES)];
      }
    }
  }
}
