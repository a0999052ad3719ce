package millrace.sql.duck;

/// Finds the relation a query registered under a number; called on DuckDB's own threads.
@FunctionalInterface
public interface DuckRelations {
  /// @throws millrace.base.MillraceException when there is none of that number
  DuckRelation relation(long number);
}
