package millrace.server;

import java.util.List;
import millrace.base.Clock;
import millrace.base.ErrorCode;
import millrace.catalog.Catalog;
import millrace.influxql.Statement;
import millrace.query.QueryExecutor;
import millrace.query.QueryOptions;
import millrace.query.ResultSink;
import millrace.server.write.WritePath;
import millrace.store.Store;

/// Puts the InfluxQL engine together.
final class InfluxQl {
  private InfluxQl() {}

  static QueryExecutor executor(Catalog catalog, Store store, WritePath writes, Clock clock) {
    return (statements, options, sink) -> run(statements, options, sink);
  }

  private static void run(List<Statement> statements, QueryOptions options, ResultSink sink) {
    for (int id = 0; id < statements.size(); id++) {
      sink.begin(id);
      sink.failed(ErrorCode.BAD_QUERY, id == 0 ? "not supported: " + statements.get(id) : "not executed");
    }
  }
}
