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
    if (size + text.length > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, size + text.length));
    }
    System.arraycopy(text, 0, bytes, size, text.length);
    size += text.length;
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
