package millrace.flight;

import java.util.Optional;

/// Decides whether a call may go on.
///
/// Threads: any.
@FunctionalInterface
public interface FlightAccess {
  /// Lets a call in.
  ///
  /// @param authorization value of the header, as sent
  /// @param database what the call reads; empty while that is not known yet, and for calls that read none
  /// @throws millrace.base.MillraceException with UNAUTHENTICATED for no, an unknown or a malformed token, with FORBIDDEN
  ///     for one that has expired or may not read the database
  void admit(Optional<String> authorization, Optional<String> database);

  /// Lets a query in, whose text may need more than the database it is asked of.
  ///
  /// @throws millrace.base.MillraceException as the other
  default void admit(Optional<String> authorization, FlightQuery query) {
    admit(authorization, Optional.of(query.database()));
  }
}
