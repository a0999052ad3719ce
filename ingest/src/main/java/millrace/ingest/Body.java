package millrace.ingest;

import java.util.Optional;
import millrace.catalog.CatalogState;
import millrace.catalog.RetentionPolicy;

/// A body and what it is read against.
///
/// @param bytes the text from `start` to `end`, then newlines over [LineProtocol#PADDING] bytes
/// @param catalog what existed when the reading began
/// @param policy where the rows go; empty when it is yet to be made
record Body(
  byte[] bytes,
  int start,
  int end,
  Timestamps timestamps,
  CatalogState catalog,
  Optional<RetentionPolicy> policy,
  SchemaLimits limits) {}
