package millrace.flight.arrow;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Texts and byte strings: where each ends, and all bytes in a row.
final class TextColumn extends Column {
  private final Offsets ends = new Offsets();
  private byte[] bytes = new byte[64];
  private int size;

  @Override
  void put(Object value) {
    byte[] text = value instanceof byte[] raw ? raw : value.toString().getBytes(StandardCharsets.UTF_8);
    store(text, 0, text.length);
  }

  /// Adds the bytes from `from` up to `to`.
  void append(byte[] utf8, int from, int to) {
    store(utf8, from, to);
    mark(true);
  }

  private void store(byte[] text, int from, int to) {
    int length = to - from;
    if (size + length > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, size + length));
    }
    System.arraycopy(text, from, bytes, size, length);
    size += length;
    ends.add(size);
  }

  @Override
  void putNothing() {
    ends.add(size);
  }

  @Override
  int valueBytes() {
    return size + ends.bytes();
  }

  @Override
  void clear() {
    super.clear();
    ends.clear();
    size = 0;
  }

  @Override
  void writeValues(Body body) {
    ends.writeTo(body);
    body.buffer(bytes, size);
  }
}
