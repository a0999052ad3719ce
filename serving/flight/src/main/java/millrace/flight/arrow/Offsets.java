package millrace.flight.arrow;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/// The offsets buffer of a column of varying lengths: a zero, then where each cell ends.
final class Offsets {
  private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

  private byte[] values = new byte[16 * Integer.BYTES];
  private int size = Integer.BYTES;

  void add(int end) {
    if (size + Integer.BYTES > values.length) {
      values = Arrays.copyOf(values, 2 * values.length);
    }
    INT.set(values, size, end);
    size += Integer.BYTES;
  }

  int bytes() {
    return size;
  }

  void clear() {
    size = Integer.BYTES;
  }

  void writeTo(Body body) {
    body.buffer(values, size);
  }

  /// Without the leading zero, as a union has them: where each cell starts among its member's.
  void writePlainTo(Body body) {
    body.buffer(Arrays.copyOfRange(values, Integer.BYTES, size), size - Integer.BYTES);
  }
}
