package millrace.query;

import java.util.Optional;

/// A flag that stops a running query from outside. Iterators look at it once per batch.
///
/// Threads: any.
public final class Cancellation {
  private volatile String reason;

  /// Asks the query to stop. The first reason given stays.
  ///
  /// @param message what the client is told, such as `query interrupted` or `query-timeout limit exceeded`
  public synchronized void cancel(String message) {
    if (reason == null) {
      reason = message;
    }
  }

  /// Why the query has to stop, if it has to.
  public Optional<String> reason() {
    return Optional.ofNullable(reason);
  }

  /// Returns normally unless the query has to stop.
  ///
  /// @throws QueryException with the reason
  public void check() {
    String message = reason;
    if (message != null) {
      throw QueryException.cancelled(message);
    }
  }
}
