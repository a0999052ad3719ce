package millrace.query.executor;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import millrace.base.ErrorCode;
import millrace.base.MillraceException;
import millrace.catalog.CatalogState;
import millrace.columns.TableSource;
import millrace.influxql.ExplainStatement;
import millrace.influxql.SelectStatement;
import millrace.influxql.Statement;
import millrace.query.CatalogStatements;
import millrace.query.EngineOptions;
import millrace.query.PointWriter;
import millrace.query.QueryExecutor;
import millrace.query.QueryOptions;
import millrace.query.ResultHead;
import millrace.query.ResultSink;
import millrace.query.select.SelectEngine;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Runs statements one after the other: SELECT and EXPLAIN by the select engine, all others by the catalog's side.
public final class StatementExecutor implements QueryExecutor {
  private static final Logger LOG = LoggerFactory.getLogger(StatementExecutor.class);

  private final SelectEngine select;
  private final CatalogStatements others;

  /// @param catalog what exists, asked once per statement
  /// @param writer where INTO writes
  /// @param others runs the statements about the schema
  public StatementExecutor(
      Supplier<CatalogState> catalog,
      TableSource tables,
      PointWriter writer,
      CatalogStatements others,
      EngineOptions engine) {
    this.select = new SelectEngine(catalog, tables, writer, engine);
    this.others = others;
  }

  @Override
  public void execute(List<Statement> statements, QueryOptions options, ResultSink sink) {
    boolean failed = false;
    for (int id = 0; id < statements.size(); id++) {
      sink.begin(id);
      if (failed) {
        sink.failed(ErrorCode.BAD_QUERY, "not executed");
        continue;
      }
      Optional<MillraceException> failure = run(statements.get(id), options, sink);
      failed = failure.isPresent();
      failure.ifPresentOrElse(f -> sink.failed(f.code(), f.getMessage()), sink::end);
    }
  }

  @Override
  public Optional<ResultHead> head(Statement statement, QueryOptions options) {
    return statement instanceof SelectStatement asked ? select.head(asked, options) : Optional.empty();
  }

  private Optional<MillraceException> run(Statement statement, QueryOptions options, ResultSink sink) {
    GuardedSink guarded = new GuardedSink(sink);
    try {
      options.cancellation().check();
      dispatch(statement, options, guarded);
      return Optional.empty();
    } catch (GuardedSink.SinkFailure failure) {
      throw failure.original();
    } catch (MillraceException failure) {
      return Optional.of(failure);
    } catch (RuntimeException fault) {
      LOG.error("running {}", statement, fault);
      return Optional.of(new MillraceException(ErrorCode.INTERNAL, "internal error", fault));
    }
  }

  private void dispatch(Statement statement, QueryOptions options, ResultSink sink) {
    switch (statement) {
      case SelectStatement s -> select.execute(s, options, sink);
      case ExplainStatement e -> select.explain(e, options, sink);
      default -> others.execute(statement, options, sink);
    }
  }
}
