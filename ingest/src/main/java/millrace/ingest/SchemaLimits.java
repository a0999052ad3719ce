package millrace.ingest;

import static millrace.base.Checks.require;

/// How far writes may grow the catalog. Soft-deleted databases and tables do not count, `_internal` neither.
///
/// @param databases databases
/// @param tables tables over all databases
/// @param columnsPerTable tags and fields of a table
public record SchemaLimits(int databases, int tables, int columnsPerTable) {
  /// No limit but 10 000 columns a table.
  public static final SchemaLimits DEFAULT = new SchemaLimits(Integer.MAX_VALUE, Integer.MAX_VALUE, 10_000);

  public SchemaLimits {
    require(databases > 0 && tables > 0 && columnsPerTable > 0, "limits must be above 0");
  }
}
