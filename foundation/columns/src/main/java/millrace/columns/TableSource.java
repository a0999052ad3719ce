package millrace.columns;

/// Opens tables for reading. The store implements it; query, SQL and tests are handed one.
@FunctionalInterface
public interface TableSource {
  /// A reader over the table as it is now; an empty one for a table without rows.
  TableReader open(long tableId);
}
