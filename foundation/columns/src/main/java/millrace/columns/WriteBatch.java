package millrace.columns;

import java.util.List;

/// One accepted write to one retention policy of one database: what the WAL stores, the buffer takes in and triggers
/// receive.
///
/// @param databaseId the catalog's id of the database
/// @param policyId the catalog's id of the retention policy
/// @param database the database's name when it was written, `db` or `db/rp`, for people and plugins
public record WriteBatch(long databaseId, long policyId, String database, List<TableRows> tables) {
  public WriteBatch {
    tables = List.copyOf(tables);
  }

  public long rowCount() {
    return tables.stream().mapToLong(TableRows::rowCount).sum();
  }
}
