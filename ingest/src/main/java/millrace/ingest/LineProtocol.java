package millrace.ingest;

import millrace.base.Clock;
import millrace.catalog.Catalog;

/// Reads bodies of line protocol into batches for the log, and brings the catalog up to what they need.
///
/// Threads: any number may read at once.
public final class LineProtocol {
  /// Bytes a body's array should have behind its end, so that it need not be copied.
  public static final int PADDING = 32;

  /// @param clock gives rows without a timestamp their time, one instant for a body
  public LineProtocol(Catalog catalog, FieldTypes fieldTypes, SchemaLimits limits, Clock clock) {}

  /// Reads one body. Schema changes its accepted lines need are durable in the catalog when this returns, and refused
  /// lines leave no trace there.
  ///
  /// @param body line protocol in UTF-8 up to `length`; what lies behind is overwritten
  /// @throws millrace.base.MillraceException NOT_FOUND when a V1 target does not exist; LIMIT_EXCEEDED when the database
  ///     cannot be created; INVALID_ARGUMENT when a V3 body is not UTF-8; STORE_UNAVAILABLE from the catalog
  public ReadOutcome read(ReadRequest request, byte[] body, int length) {
    throw new UnsupportedOperationException();
  }
}
