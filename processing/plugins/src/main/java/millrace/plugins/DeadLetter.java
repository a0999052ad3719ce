package millrace.plugins;

import java.util.List;

/// An event a trigger gave up on.
///
/// @param id unique within the node's store, growing
/// @param timeNanos when it was given up
/// @param type what fired: `WalRows` or `Schedule`
/// @param scheduledNanos the instant of a scheduled call; 0 for rows
/// @param rows rows of the event
/// @param tables the tables they are of
/// @param attempts runs that failed
/// @param error what the last of them failed with, on one line
/// @param sizeBytes what it takes in the store
public record DeadLetter(
    long id,
    long timeNanos,
    long databaseId,
    String database,
    long triggerId,
    String trigger,
    String type,
    long scheduledNanos,
    long rows,
    List<String> tables,
    int attempts,
    String error,
    long sizeBytes) {
  public DeadLetter {
    tables = List.copyOf(tables);
  }

  DeadLetter withId(long newId) {
    return new DeadLetter(
        newId, timeNanos, databaseId, database, triggerId, trigger, type, scheduledNanos, rows, tables, attempts, error,
        sizeBytes);
  }

  DeadLetter withSize(long bytes) {
    return new DeadLetter(
        id, timeNanos, databaseId, database, triggerId, trigger, type, scheduledNanos, rows, tables, attempts, error,
        bytes);
  }
}
