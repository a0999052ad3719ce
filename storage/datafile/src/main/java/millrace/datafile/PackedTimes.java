package millrace.datafile;

/// Instants in as little memory as they allow: nothing each when they are all equal, four bytes when they are multiples
/// of a unit that are not too far apart, else eight.
final class PackedTimes {
  private static final long MOST_STEPS = 0xFFFF_FFFFL;

  private final long base;
  private final long unit;

  /// Steps of `unit` after `base`, unsigned; empty when all instants are `base` or `whole` has them.
  private final int[] steps;

  private final long[] whole;

  private PackedTimes(long base, long unit, int[] steps, long[] whole) {
    this.base = base;
    this.unit = unit;
    this.steps = steps;
    this.whole = whole;
  }

  /// @param instants taken over when they cannot be packed
  static PackedTimes of(long[] instants) {
    long least = Long.MAX_VALUE;
    long greatest = Long.MIN_VALUE;
    for (long instant : instants) {
      least = Math.min(least, instant);
      greatest = Math.max(greatest, instant);
    }
    if (least >= greatest) {
      return new PackedTimes(least, 1, new int[0], new long[0]);
    }
    long span = greatest - least;
    long unit = span > 0 ? unit(instants, least) : 1;
    if (span < 0 || span / unit > MOST_STEPS) {
      return new PackedTimes(0, 1, new int[0], instants);
    }
    int[] steps = new int[instants.length];
    for (int i = 0; i < steps.length; i++) {
      steps[i] = (int) ((instants[i] - least) / unit);
    }
    return new PackedTimes(least, unit, steps, new long[0]);
  }

  long get(int index) {
    if (whole.length > 0) {
      return whole[index];
    }
    return steps.length == 0 ? base : base + (steps[index] & MOST_STEPS) * unit;
  }

  long sizeBytes() {
    return 4L * steps.length + 8L * whole.length;
  }

  /// The greatest common divisor of all distances from the least.
  private static long unit(long[] instants, long least) {
    long unit = 0;
    for (int i = 0; i < instants.length && unit != 1; i++) {
      long rest = instants[i] - least;
      while (rest != 0) {
        long next = unit % rest;
        unit = rest;
        rest = next;
      }
    }
    return unit;
  }
}
