package millrace.sql;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import millrace.base.ErrorCode;
import millrace.base.MillraceException;
import millrace.sql.duck.DuckConnection;
import millrace.sql.duck.DuckDatabase;
import millrace.sql.duck.DuckRelation;
import millrace.sql.duck.DuckResult;

/// Runs SQL: parsed by DuckDB's parser to a JSON tree, rewritten by [Rewriter], executed by DuckDB over tables that are
/// read through [Relation].
///
/// Threads: any; each query has a connection of its own.
public final class SqlEngine implements AutoCloseable {
  private final ObjectMapper json = new ObjectMapper();
  private final FunctionList functions = new FunctionList();
  private final Map<Long, DuckRelation> open = new ConcurrentHashMap<>();
  private final AtomicLong nextRelation = new AtomicLong(1);
  private final Function<String, Relations> databases;
  private final DuckDatabase duck;

  /// @param cacheFolder where the native library is unpacked once
  /// @param databases the tables of a database, given its name; throws NOT_FOUND for an unknown one
  public SqlEngine(Path cacheFolder, Function<String, Relations> databases) {
    this.databases = databases;
    this.duck = new DuckDatabase(cacheFolder, this::relation, Macros.SET_UP);
  }

  /// Starts a query.
  ///
  /// @throws MillraceException with code PARSE_ERROR or BAD_QUERY, before any row
  public SqlResult query(SqlRequest request) {
    Relations relations = databases.apply(request.database());
    Statement statement = Statement.of(request.text());
    DuckConnection connection = duck.connect();
    List<Long> registered = new ArrayList<>();
    try {
      ObjectNode tree = parse(connection, statement.select(relations));
      new ResultNames().addTo(tree);
      Map<String, SqlColumn> lineage = new Lineage(relations).of(tree);
      String sql = rewritten(connection, tree, request, relations, registered);
      Map<String, Object> parameters = new HashMap<>(request.parameters());
      DuckResult result = connection.query(statement.prefix() + sql, parameters);
      return statement.shape(new RunningQuery(connection, result, lineage, () -> release(registered)));
    } catch (MillraceException e) {
      abandon(connection, registered);
      throw SqlErrors.translated(e);
    } catch (RuntimeException | Error e) {
      abandon(connection, registered);
      throw e;
    }
  }

  private void abandon(DuckConnection connection, List<Long> registered) {
    connection.close();
    release(registered);
  }

  private void release(List<Long> registered) {
    for (long number : registered) {
      DuckRelation relation = open.remove(number);
      if (relation != null) {
        relation.close();
      }
    }
  }

  @Override
  public void close() {
    duck.close();
  }

  private String rewritten(
      DuckConnection connection, ObjectNode tree, SqlRequest request, Relations relations, List<Long> registered) {
    Rewriter.Scans scans = (relation, hints) -> {
      long number = nextRelation.getAndIncrement();
      open.put(number, relation.open(hints));
      registered.add(number);
      return number;
    };
    new Rewriter(functions, relations, scans, request).rewrite(tree);
    return connection.queryText("SELECT json_deserialize_sql($1::JSON)", List.of(tree.toString()));
  }

  private ObjectNode parse(DuckConnection connection, String text) {
    JsonNode tree;
    try {
      tree = json.readTree(connection.queryText("SELECT json_serialize_sql($1)", List.of(text)));
    } catch (JsonProcessingException e) {
      throw new MillraceException(ErrorCode.INTERNAL, "the SQL parser gave no tree: " + e.getOriginalMessage(), e);
    }
    if (tree.path("error").asBoolean()) {
      throw SqlErrors.parse(tree);
    }
    if (tree.path("statements").size() != 1) {
      throw new MillraceException(ErrorCode.BAD_QUERY,
          "This feature is not implemented: The context currently only supports a single SQL statement");
    }
    return (ObjectNode) tree;
  }

  private DuckRelation relation(long number) {
    DuckRelation relation = open.get(number);
    if (relation == null) {
      throw new MillraceException(ErrorCode.INTERNAL, "the query reads a table it did not open");
    }
    return relation;
  }
}
