package millrace.server.auth;

import java.util.Optional;
import millrace.base.ErrorCode;
import millrace.base.MillraceException;
import millrace.flight.FlightAccess;
import millrace.server.http.HttpFault;

/// Lets Flight calls in that bring a valid token. Users of the 1.x interface have no way in here, as on the v3 paths.
///
/// Threads: any.
public final class FlightGate implements FlightAccess {
  private final TokenGate gate;

  public FlightGate(TokenGate gate) {
    this.gate = gate;
  }

  @Override
  public void admit(Optional<String> authorization, Optional<String> database) {
    if (!gate.isEnabled()) {
      return;
    }
    String secret = authorization.map(FlightGate::secret)
        .orElseThrow(() -> new MillraceException(ErrorCode.UNAUTHENTICATED, "the request was not authenticated"));
    if (gate.isExpired(secret)) {
      throw new MillraceException(ErrorCode.FORBIDDEN, "the token has expired");
    }
    if (!gate.isValid(secret)) {
      throw new MillraceException(ErrorCode.UNAUTHENTICATED, "the request was not authenticated");
    }
  }

  private static String secret(String header) {
    try {
      return Credentials.fromHeader(header).secret();
    } catch (HttpFault malformed) {
      throw new MillraceException(ErrorCode.UNAUTHENTICATED, "the authorization metadata is malformed");
    }
  }
}
