package millrace.server.http;

import java.time.Duration;

/// How long a client may take to send what it began. Without such bounds a connection that sends a byte now and then
/// would stay for ever, and with it the memory of what came so far.
///
/// @param head from the first byte of a request over HTTP/1 to the last of its headers
/// @param body until so much of a body has come that its rate counts
/// @param bodyBytesPerSecond what a body brings from then on, on average
/// @param pause between two parts of a body
record Patience(Duration head, Duration body, long bodyBytesPerSecond, Duration pause) {
  /// Slower than any modem, and as generous as other servers are.
  static final Patience USUAL = new Patience(Duration.ofSeconds(30), Duration.ofSeconds(30), 500, Duration.ofMinutes(1));

  /// Whether a request's headers take too long.
  boolean isHeadLate(long nanos) {
    return nanos > head.toNanos();
  }

  /// Whether a body comes too slowly.
  ///
  /// @param bytes that have come
  /// @param nanos since it began
  /// @param silentNanos since the last of them came
  boolean isBodyLate(long bytes, long nanos, long silentNanos) {
    long earnedNanos = (long) (1e9 * bytes / bodyBytesPerSecond);
    return silentNanos > pause.toNanos() || nanos - earnedNanos > body.toNanos();
  }
}
