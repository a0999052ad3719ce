package millrace.ingest;

import java.util.Optional;

/// Finds what is not UTF-8 in a body.
final class Utf8 {
  private Utf8() {}

  /// What is wrong with the text and where, in the words of Rust's standard library; empty when it is UTF-8.
  static Optional<String> problem(byte[] bytes, int length) {
    int at = 0;
    while (at < length) {
      if (at + 32 <= length && isAscii32(bytes, at)) {
        at += 32;
        continue;
      }
      if (at + 8 <= length && Swar.nonAscii(Swar.word(bytes, at)) == 0) {
        at += 8;
        continue;
      }
      int size = sequenceSize(bytes, at, length);
      if (size <= 0) {
        return Optional.of(describe(at, -size));
      }
      at += size;
    }
    return Optional.empty();
  }

  private static boolean isAscii32(byte[] bytes, int at) {
    long words = Swar.word(bytes, at) | Swar.word(bytes, at + 8) | Swar.word(bytes, at + 16) | Swar.word(bytes, at + 24);
    return Swar.nonAscii(words) == 0;
  }

  /// The size of the character at `at`; where it is broken, minus the count of bytes that are wrong, or 0 when the
  /// text ends within it.
  private static int sequenceSize(byte[] bytes, int at, int length) {
    int first = bytes[at] & 0xFF;
    if (first < 0x80) {
      return 1;
    }
    int size = first < 0xC2 ? 0 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : first < 0xF5 ? 4 : 0;
    if (size == 0) {
      return -1;
    }
    for (int i = 1; i < size; i++) {
      if (at + i == length) {
        return 0;
      }
      int next = bytes[at + i] & 0xFF;
      int low = i > 1 ? 0x80 : first == 0xE0 ? 0xA0 : first == 0xF0 ? 0x90 : 0x80;
      int high = i > 1 ? 0xBF : first == 0xED ? 0x9F : first == 0xF4 ? 0x8F : 0xBF;
      if (next < low || next > high) {
        return -i;
      }
    }
    return size;
  }

  private static String describe(int at, int wrong) {
    return wrong == 0
        ? "incomplete utf-8 byte sequence from index " + at
        : "invalid utf-8 sequence of " + wrong + " bytes from index " + at;
  }
}
