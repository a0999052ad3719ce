package millrace.plugins;

import static millrace.base.Checks.require;

import java.util.OptionalInt;

/// How events reach triggers that fail or fall behind.
///
/// @param attempts runs of one event by a trigger with error behaviour `retry` before it is given up; empty for the usual
///     ones: five for an asynchronous trigger, [#AT_LEAST_ONCE_ATTEMPTS] with delivery at least once, else no end
/// @param heldLogBytes segments of the log kept for triggers that are behind, beyond what the server needs itself
/// @param deadLetters events kept that were given up
/// @param deadLetterBytes what they may take together
public record DeliverySettings(OptionalInt attempts, long heldLogBytes, int deadLetters, long deadLetterBytes) {
  /// About six minutes of trying.
  public static final int AT_LEAST_ONCE_ATTEMPTS = 20;

  private static final long MIB = 1024 * 1024;

  /// 1 GiB of log, 1,000 dead letters of 256 MiB.
  public static final DeliverySettings DEFAULTS =
      new DeliverySettings(OptionalInt.empty(), 1024 * MIB, 1_000, 256 * MIB);

  public DeliverySettings {
    require(attempts.orElse(1) >= 1, "attempts is not positive: %s", attempts);
    require(heldLogBytes >= 0, "negative bytes of log to hold: %d", heldLogBytes);
    require(deadLetters >= 1, "dead letters to keep is not positive: %d", deadLetters);
    require(deadLetterBytes >= 1, "bytes of dead letters is not positive: %d", deadLetterBytes);
  }

  /// Runs of one event before it is given up; [Integer#MAX_VALUE] for no end.
  int attemptsOf(Trigger trigger) {
    if (attempts.isPresent()) {
      return attempts.getAsInt();
    }
    if (trigger.definition().runAsynchronous()) {
      return RetryPolicy.ASYNCHRONOUS_ATTEMPTS;
    }
    return trigger.isAtLeastOnce() ? AT_LEAST_ONCE_ATTEMPTS : Integer.MAX_VALUE;
  }
}
