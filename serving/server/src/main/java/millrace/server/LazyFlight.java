package millrace.server;

import java.io.IOException;
import java.util.Optional;
import java.util.function.Supplier;
import millrace.flight.FlightService;
import millrace.flight.grpc.GrpcExchange;
import millrace.server.http.GrpcHandler;

/// Makes the Flight service at its first call, so that a server nobody calls spends neither time nor memory on it.
final class LazyFlight implements GrpcHandler {
  private final Supplier<FlightService> factory;
  // Guarded by this.
  private Optional<FlightService> service = Optional.empty();

  LazyFlight(Supplier<FlightService> factory) {
    this.factory = factory;
  }

  @Override
  public void serve(GrpcExchange call) throws IOException {
    service().serve(call);
  }

  private synchronized FlightService service() {
    if (service.isEmpty()) {
      service = Optional.of(factory.get());
    }
    return service.get();
  }
}
