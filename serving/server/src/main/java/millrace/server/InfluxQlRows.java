package millrace.server;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.SynchronousQueue;
import millrace.base.ErrorCode;
import millrace.base.MillraceException;
import millrace.influxql.Statement;
import millrace.plugins.worker.ResultRows;
import millrace.query.QueryExecutor;
import millrace.query.QueryOptions;
import millrace.server.encode.RowWriter;
import millrace.server.encode.SeriesRows;
import millrace.sql.SqlBatch;
import millrace.sql.SqlColumn;

/// The answer of an InfluxQL statement, pulled row by row while the engine pushes. The engine runs in a thread of its own
/// and waits after each batch until its rows are read, so one batch is in memory.
final class InfluxQlRows implements ResultRows {
  private final SynchronousQueue<Step> steps = new SynchronousQueue<>();
  private final SynchronousQueue<Boolean> wanted = new SynchronousQueue<>();
  private final QueryOptions options;
  private final List<String> columns = new ArrayList<>();
  private Step current = new Step.Begun(List.of());
  private int row = -1;

  /// What the engine's thread hands over.
  private sealed interface Step {
    record Begun(List<SqlColumn> columns) implements Step {}

    record Rows(SqlBatch batch) implements Step {}

    record Ended() implements Step {}

    record Failed(RuntimeException failure) implements Step {}
  }

  /// Starts the statement; returns when its columns are known.
  ///
  /// @throws MillraceException when it fails before its first row
  InfluxQlRows(QueryExecutor executor, Statement statement, QueryOptions options) {
    this.options = options;
    Thread.ofVirtual().name("plugin-influxql").start(() -> run(executor, statement));
    current = take();
    switch (current) {
      case Step.Begun(List<SqlColumn> known) -> known.forEach(column -> columns.add(column.name()));
      case Step.Failed(RuntimeException failure) -> throw failure;
      case Step.Rows _, Step.Ended _ -> throw new IllegalStateException("rows before columns");
    }
  }

  private void run(QueryExecutor executor, Statement statement) {
    Step last = new Step.Ended();
    try {
      executor.execute(List.of(statement), options, SeriesRows.of(statement, new Handing()));
    } catch (RuntimeException failure) {
      last = new Step.Failed(failure);
    } catch (Error failure) {
      last = new Step.Failed(new MillraceException(ErrorCode.INTERNAL, "the query failed: " + failure, failure));
    }
    give(last);
  }

  @Override
  public List<String> columns() {
    return columns;
  }

  @Override
  public boolean next() {
    row++;
    while (!(current instanceof Step.Rows(SqlBatch batch) && row < batch.rows())) {
      switch (current) {
        case Step.Ended _ -> {
          return false;
        }
        case Step.Failed(RuntimeException failure) -> throw failure;
        case Step.Begun _, Step.Rows _ -> {
          await(() -> wanted.put(true));
          current = take();
          row = 0;
        }
      }
    }
    return true;
  }

  @Override
  public Object value(int column) {
    return current instanceof Step.Rows(SqlBatch batch) ? SqlRows.plain(batch.value(column, row)) : null;
  }

  /// Ends the statement wherever it is; its thread has gone when this returns.
  @Override
  public void close() {
    options.cancellation().cancel("query interrupted");
    while (current instanceof Step.Begun || current instanceof Step.Rows) {
      await(() -> wanted.put(true));
      current = take();
    }
  }

  private Step take() {
    Step[] taken = new Step[1];
    await(() -> taken[0] = steps.take());
    return taken[0];
  }

  private void give(Step step) {
    await(() -> steps.put(step));
  }

  /// Waits for the other side, which always comes: the reader closes, the engine ends.
  private static void await(Waiting waiting) {
    boolean interrupted = false;
    while (true) {
      try {
        waiting.run();
        break;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  @FunctionalInterface
  private interface Waiting {
    void run() throws InterruptedException;
  }

  private final class Handing implements RowWriter {
    @Override
    public void begin(List<SqlColumn> known) {
      hand(new Step.Begun(known));
    }

    @Override
    public void batch(SqlBatch batch) {
      hand(new Step.Rows(batch));
    }

    @Override
    public void end() {
      // The run's end says it.
    }

    private void hand(Step step) {
      give(step);
      await(wanted::take);
      options.cancellation().check();
    }
  }
}
