package millrace.cli;

import java.util.Arrays;

/// Line protocol with the number of the file's line or row behind each of its lines.
final class BatchBody {
  private byte[] bytes = new byte[1 << 16];
  private int size;
  private long[] numbers = new long[1 << 10];
  private int lines;

  int size() {
    return size;
  }

  /// Appends what a record became, with a newline at its end where it lacks one.
  void add(byte[] added, long number) {
    if (added.length == 0) {
      return;
    }
    if (size + added.length + 1 > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, size + added.length + 1));
    }
    System.arraycopy(added, 0, bytes, size, added.length);
    size += added.length;
    for (byte b : added) {
      if (b == '\n') {
        number(number);
      }
    }
    if (added[added.length - 1] != '\n') {
      bytes[size++] = '\n';
      number(number);
    }
  }

  private void number(long number) {
    if (lines == numbers.length) {
      numbers = Arrays.copyOf(numbers, lines * 2);
    }
    numbers[lines++] = number;
  }

  byte[] bytes() {
    return Arrays.copyOf(bytes, size);
  }

  long[] lineNumbers() {
    return Arrays.copyOf(numbers, lines);
  }
}
