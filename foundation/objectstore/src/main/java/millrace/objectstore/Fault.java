package millrace.objectstore;

import java.util.function.Consumer;

/// What a [FaultyObjectStore] does instead of its duty.
public sealed interface Fault {
  /// Does nothing and reports a fault.
  record Fail() implements Fault {}

  /// Does its duty, then reports a fault: an answer lost on the way.
  record LoseAnswer() implements Fault {}

  /// Writes only the first bytes, then reports a fault. A read returns only the first bytes, a listing the first names.
  record Tear(int kept) implements Fault {}

  /// Runs something first, which may wait; then does its duty.
  record Delay(Runnable first) implements Fault {}

  /// Reports success: of a write it did not do, of a read with one bit turned over, of a listing without its last name.
  record Lie() implements Fault {}

  /// Writes only the first bytes, and reports success. A read or a listing is as [Tear] leaves it.
  record TearSilently(int kept) implements Fault {}

  /// Does what another fault says, and every call after it fails: what a process leaves behind that dies there.
  record Last(Fault fault) implements Fault {}

  /// Reports a fault, and leaves its duty to somebody who does it later: a request that was on its way when its sender
  /// gave up. Of reads only the fault is left.
  record ArriveLate(Consumer<Runnable> keeper) implements Fault {}
}
