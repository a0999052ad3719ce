package millrace.server;

import java.util.List;
import java.util.Optional;
import millrace.base.ErrorCode;
import millrace.base.MillraceException;
import millrace.catalog.DatabaseName;
import millrace.flight.FlightAccess;
import millrace.flight.FlightQuery;
import millrace.server.access.Authorization;
import millrace.server.access.Permission;
import millrace.server.auth.Credentials;
import millrace.server.auth.StatementRights;
import millrace.server.auth.TokenGate;
import millrace.server.http.HttpFault;

/// Lets Flight calls in that bring a valid token, to the databases it may read. Users of the 1.x interface have no way in
/// here, as on the v3 paths.
///
/// Threads: any.
final class FlightGate implements FlightAccess {
  private final TokenGate gate;

  FlightGate(TokenGate gate) {
    this.gate = gate;
  }

  @Override
  public void admit(Optional<String> authorization, Optional<String> database) {
    Authorization asker = asker(authorization);
    database.ifPresent(name -> asker.require(new Permission.Read(DatabaseName.parse(name).database())));
  }

  /// SQL reads its own database only; a statement of InfluxQL may name others, or none.
  @Override
  public void admit(Optional<String> authorization, FlightQuery query) {
    admit(authorization, Optional.of(query.database()));
    switch (query.language()) {
      case SQL -> {}
      case INFLUXQL -> StatementRights.check(
          asker(authorization),
          List.of(FlightEngines.statement(query)),
          DatabaseName.parse(query.database()).database());
    }
  }

  private Authorization asker(Optional<String> authorization) {
    if (!gate.isEnabled()) {
      return new Authorization.Unlimited();
    }
    String secret = authorization.map(FlightGate::secret)
        .orElseThrow(() -> new MillraceException(ErrorCode.UNAUTHENTICATED, "the request was not authenticated"));
    if (gate.isExpired(secret)) {
      throw new MillraceException(ErrorCode.FORBIDDEN, "the token has expired");
    }
    return gate.bearer(secret)
        .orElseThrow(() -> new MillraceException(ErrorCode.UNAUTHENTICATED, "the request was not authenticated"));
  }

  private static String secret(String header) {
    try {
      return Credentials.secret(header);
    } catch (HttpFault malformed) {
      throw new MillraceException(ErrorCode.UNAUTHENTICATED, "the authorization metadata is malformed");
    }
  }
}
