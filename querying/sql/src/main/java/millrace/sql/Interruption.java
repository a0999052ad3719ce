package millrace.sql;

import millrace.sql.duck.DuckConnection;

/// Ends a query: what DuckDB does at its next look, what we do for it when we ask.
///
/// Threads: any.
final class Interruption implements Runnable {
  private final DuckConnection connection;
  private volatile boolean called;

  Interruption(DuckConnection connection) {
    this.connection = connection;
  }

  boolean isCalled() {
    return called;
  }

  @Override
  public void run() {
    called = true;
    connection.interrupt();
  }
}
