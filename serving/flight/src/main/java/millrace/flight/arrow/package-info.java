/// Arrow's columnar format: schemas and record batches written from query results, parameter rows read. Everything is on
/// the heap. Knows the types of the query engines and nothing of gRPC; [millrace.flight.arrow.BatchBuilder] is the main
/// type. Source: the Arrow columnar format and its IPC messages, version 1.5.
package millrace.flight.arrow;
