package millrace.server;

import java.math.BigInteger;
import java.util.SortedMap;
import java.util.TreeMap;
import millrace.catalog.Catalog;
import millrace.catalog.DatabaseName;
import millrace.columns.TableSource;
import millrace.ingest.FieldValue;
import millrace.ingest.NewPoint;
import millrace.influxql.InfluxQlPrinter;
import millrace.query.CatalogStatements;
import millrace.query.PointWriter;
import millrace.query.QueryException;
import millrace.query.QueryExecutor;
import millrace.query.executor.StatementExecutor;
import millrace.server.write.WritePath;

/// Puts the InfluxQL engine together.
final class InfluxQl {
  private InfluxQl() {}

  static QueryExecutor executor(Catalog catalog, TableSource tables, WritePath writes) {
    PointWriter into = (database, policy, points) ->
        writes.write(new DatabaseName(database, policy), points.stream().map(InfluxQl::point).toList());
    CatalogStatements others = (statement, options, sink) -> {
      throw new QueryException("not supported: " + InfluxQlPrinter.print(statement));
    };
    return new StatementExecutor(catalog::state, tables, into, others);
  }

  private static NewPoint point(PointWriter.Point point) {
    SortedMap<String, FieldValue> fields = new TreeMap<>();
    point.fields().forEach((name, value) -> fields.put(name, value(value)));
    SortedMap<String, String> tags = new TreeMap<>(point.tags());
    tags.values().removeIf(String::isEmpty);
    return new NewPoint(point.measurement(), tags, fields, point.timeNanos());
  }

  private static FieldValue value(Object value) {
    return switch (value) {
      case Double number -> new FieldValue.FloatValue(number);
      case Long number -> new FieldValue.IntegerValue(number);
      case BigInteger number -> new FieldValue.UnsignedValue(number.longValue());
      case String text -> new FieldValue.StringValue(text);
      case Boolean truth -> new FieldValue.BooleanValue(truth);
      default -> throw new IllegalArgumentException("no field holds a " + value.getClass());
    };
  }
}
