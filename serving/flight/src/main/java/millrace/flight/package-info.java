/// Arrow Flight and Flight SQL: tickets and commands in, Arrow record batches out. [millrace.flight.FlightService] is the
/// main type. It knows the results of the query engines, but neither the store nor the HTTP server: both come to it
/// through interfaces that the composition root fills.
package millrace.flight;
