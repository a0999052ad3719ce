package millrace.objectstore;

/// The calls of a store that a [FaultyObjectStore] can fail.
public enum StoreOperation {
  GET,
  RANGE,
  PUT,
  PUT_IF_ABSENT,
  LIST,
  DELETE,
  /// Starting a growing object.
  CREATE,
  /// Writing to a growing object.
  APPEND,
  /// Making a growing object durable.
  SYNC
}
