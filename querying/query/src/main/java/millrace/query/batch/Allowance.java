package millrace.query.batch;

/// Memory that whatever grows with data has to ask for before it grows, and gives back when it lets go.
///
/// Threads: any.
public interface Allowance {
  /// Gives without end and keeps no count.
  Allowance UNLIMITED = bytes -> {};

  /// Takes memory, or gives it back where `bytes` is negative.
  ///
  /// @throws millrace.base.MillraceException when there is not so much left
  void take(long bytes);

  default void give(long bytes) {
    take(-bytes);
  }
}
