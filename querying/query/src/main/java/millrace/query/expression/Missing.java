package millrace.query.expression;

import millrace.query.batch.Vector;

/// Carries over which values are missing.
final class Missing {
  private Missing() {}

  /// `result` misses what `in` misses.
  static void same(Vector in, Vector result, int size) {
    result.setPresent(0, size);
    if (in.missing != null) {
      either(in, result, size);
    }
  }

  /// `result` misses what `a` or `b` misses.
  static void either(Vector a, Vector b, Vector result, int size) {
    result.setPresent(0, size);
    if (a.missing != null) {
      either(a, result, size);
    }
    if (b.missing != null) {
      either(b, result, size);
    }
  }

  private static void either(Vector in, Vector result, int size) {
    for (int i = 0; i < size; i++) {
      if (in.missing[i]) {
        result.setMissing(i);
      }
    }
  }
}
