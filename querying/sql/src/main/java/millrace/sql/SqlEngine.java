package millrace.sql;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;
import millrace.base.ErrorCode;
import millrace.base.MillraceException;
import millrace.sql.duck.DuckConnection;
import millrace.sql.duck.DuckDatabase;
import millrace.sql.duck.DuckKind;
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
  /// Numbers long enough to be [Constants], so that they do not tell one text from the next.
  private final AtomicLong nextRelation = new AtomicLong(1_000_000_000_000_000L);
  private final ParsedTexts parsed = new ParsedTexts();
  private final PrintedTrees printed = new PrintedTrees();
  private final Function<String, Relations> databases;
  private final Supplier<DuckDatabase> opening;
  private final Copies copies;
  private volatile DuckDatabase duck;
  private boolean closed;

  /// @param cacheFolder where the native library is unpacked once
  /// @param databases the tables of a database, given its name; throws NOT_FOUND for an unknown one
  public SqlEngine(Path cacheFolder, Function<String, Relations> databases) {
    this(cacheFolder, databases, SqlLimits.standard());
  }

  /// Opens nothing yet: the first query does, or [#warmUp].
  ///
  /// @param limits what queries may use together
  public SqlEngine(Path cacheFolder, Function<String, Relations> databases, SqlLimits limits) {
    this.databases = databases;
    List<String> setUp = Macros.setUp(limits);
    this.copies = new Copies(setUp);
    this.opening =
        () -> new DuckDatabase(
            cacheFolder, this::relation, Stream.of(JavaFunctions.ALL, Casts.FUNCTIONS).flatMap(List::stream).toList(),
            setUp);
  }

  /// Opens the native engine (some 300 ms) if that was not done yet, so that the first query need not.
  ///
  /// @throws MillraceException when there is no native library for this platform or it does not open
  public void warmUp() {
    duck();
  }

  private DuckDatabase duck() {
    DuckDatabase opened = duck;
    return opened != null ? opened : openOnce();
  }

  private synchronized DuckDatabase openOnce() {
    if (closed) {
      throw new MillraceException(ErrorCode.SHUTTING_DOWN, "the SQL engine is closed");
    }
    if (duck == null) {
      duck = opening.get();
    }
    return duck;
  }

  /// Starts a query.
  ///
  /// @throws MillraceException with code PARSE_ERROR or BAD_QUERY, before any row
  public SqlResult query(SqlRequest request) {
    return query(request, cancel -> {});
  }

  /// Starts a query that can be stopped before it has a result: a sort or an aggregate runs to its end first.
  ///
  /// @param started gets, before the query runs, what stops it from any thread
  /// @throws MillraceException with code PARSE_ERROR or BAD_QUERY, CANCELLED when it was stopped
  public SqlResult query(SqlRequest request, Consumer<Runnable> started) {
    return start(request, started, false);
  }

  /// The columns a query would have, without running it. Parameters without a value stand for NULL.
  ///
  /// @throws MillraceException with code PARSE_ERROR or BAD_QUERY
  public List<SqlColumn> columns(SqlRequest request) {
    try (SqlResult nothing = start(request, interrupt -> {}, true)) {
      return nothing.columns();
    }
  }

  /// The names of a text's `$name` parameters in the order they first appear; those of `?` are numbers from 1.
  public static List<String> parameterNames(String text) {
    Set<String> names = new LinkedHashSet<>();
    int unnamed = 0;
    for (SqlTokens.Token token : SqlTokens.of(text)) {
      String spelled = text.substring(token.start(), token.end());
      if (token.kind() == SqlTokens.Kind.PARAMETER) {
        names.add(spelled.substring(1));
      } else if (token.kind() == SqlTokens.Kind.SYMBOL && spelled.equals("?")) {
        names.add(Integer.toString(++unnamed));
      }
    }
    return List.copyOf(names);
  }

  /// The parameters of a query as columns, in the order of [#parameterNames]: of the type their place asks for, text for
  /// times and where it takes anything.
  ///
  /// @throws MillraceException with code PARSE_ERROR or BAD_QUERY
  public List<SqlColumn> parameters(SqlRequest request) {
    return bound(request, interrupt -> {}, true, bound -> {
      try {
        Map<String, DuckKind> kinds = bound.connection.parameterTypes(bound.sql);
        return parameterNames(request.text()).stream()
            .map(name -> new SqlColumn(name, parameterType(kinds.getOrDefault(name, DuckKind.VARCHAR))))
            .toList();
      } finally {
        abandon(bound.connection, bound.registered);
      }
    });
  }

  /// Times are text: JDBC's driver would put the milliseconds it has where nanoseconds belong.
  private static SqlType parameterType(DuckKind kind) {
    return switch (kind) {
      case BOOLEAN -> SqlType.BOOLEAN;
      case TINYINT, SMALLINT, INTEGER, BIGINT, UTINYINT, USMALLINT, UINTEGER -> SqlType.INT64;
      case UBIGINT -> SqlType.UINT64;
      case FLOAT, DOUBLE, DECIMAL, HUGEINT, UHUGEINT -> SqlType.FLOAT64;
      case TIMESTAMP, TIMESTAMP_S, TIMESTAMP_MS, TIMESTAMP_NS, TIMESTAMP_TZ, DATE, TIME, INTERVAL, VARCHAR, BLOB, ENUM,
          LIST, STRUCT, MAP, SQLNULL -> SqlType.UTF8;
    };
  }

  private SqlResult start(SqlRequest request, Consumer<Runnable> started, boolean shapeOnly) {
    return bound(request, started, shapeOnly, bound -> {
      DuckResult result = bound.connection.query(bound.sql, parameters(request, shapeOnly));
      return bound.statement.shape(new RunningQuery(
          bound.connection, bound.interruption, result, bound.lineage, bound.fields, bound.relations::damage, () -> release(bound.registered)));
    });
  }

  /// A query as DuckDB is to see it, with what it holds open.
  ///
  /// @param fields the columns it could name, for error texts
  /// @param registered numbers of the relations it reads
  private record Bound(
      Statement statement, DuckConnection connection, Interruption interruption, String sql, Map<String, SqlColumn> lineage, List<String> fields,
      Relations relations, List<Long> registered) {}

  /// @param shapeOnly whether no row is wanted, which DuckDB then finds without reading a table
  /// @param use what to do with the query; it closes what the query holds unless it throws
  private <T> T bound(SqlRequest request, Consumer<Runnable> started, boolean shapeOnly, Function<Bound, T> use) {
    Relations relations = databases.apply(request.database());
    Statement statement = Statement.of(Dialect.toDuck(request.text()));
    DuckConnection connection = duck().connect();
    Interruption interruption = new Interruption(connection);
    started.accept(interruption);
    List<Long> registered = new ArrayList<>();
    List<String> fields = new ArrayList<>();
    try {
      ParsedTexts.Parsed query = parsed(connection, statement.select());
      ObjectNode tree = query.tree();
      CacheFunctions.replaceIn(tree);
      new Spellings(query.text()).unifyIn(tree);
      new ResultNames().addTo(tree);
      new GapFill(request, template -> parse(connection, template)).rewrite(tree);
      Map<String, SqlColumn> lineage = new Lineage(relations).of(tree);
      String sql = rewritten(connection, tree, query.text(), request, relations, registered, fields, shapeOnly, interruption);
      return use.apply(new Bound(
          statement, connection, interruption, statement.prefix() + sql, lineage, fields, relations, registered));
    } catch (MillraceException e) {
      abandon(connection, registered);
      throw SqlErrors.translated(e, fields);
    } catch (RuntimeException | Error e) {
      abandon(connection, registered);
      throw e;
    }
  }

  private static Map<String, Object> parameters(SqlRequest request, boolean shapeOnly) {
    Map<String, Object> parameters = new HashMap<>();
    if (shapeOnly) {
      parameterNames(request.text()).forEach(name -> parameters.put(name, DuckConnection.NULL));
    }
    request.parameters().forEach((name, value) -> parameters.put(name, value == null ? DuckConnection.NULL : value));
    return parameters;
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
  public synchronized void close() {
    closed = true;
    if (duck != null) {
      duck.close();
    }
  }

  private String rewritten(
      DuckConnection connection, ObjectNode tree, String text, SqlRequest request, Relations relations,
      List<Long> registered, List<String> fields, boolean shapeOnly, Interruption interruption) {
    Rewriter.Scans scans = (relation, hints) -> {
      long number = nextRelation.getAndIncrement();
      open.put(number, relation.open(hints, interruption::isCalled));
      registered.add(number);
      return number;
    };
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    Predicate<JsonNode> isQuoted = node -> {
      long at = node.path("query_location").asLong(-1);
      return at >= 0 && at < utf8.length && utf8[(int) at] == '"';
    };
    Rewriter rewriter = new Rewriter(functions, relations, scans, request, isQuoted);
    try {
      rewriter.rewrite(tree);
      copies.check(tree);
    } finally {
      fields.addAll(rewriter.fields());
    }
    if (shapeOnly) {
      limitToNothing(connection, tree);
    }
    return printed.of(tree, whole -> connection.queryText("SELECT json_deserialize_sql($1::JSON)", List.of(whole)));
  }

  /// Puts `LIMIT 0` in the place of the query's own limit.
  private void limitToNothing(DuckConnection connection, ObjectNode tree) {
    JsonNode limit = parse(connection, "SELECT 1 LIMIT 0").path("statements").path(0).path("node").path("modifiers").path(0);
    ArrayNode kept = json.createArrayNode();
    ObjectNode node = (ObjectNode) tree.path("statements").path(0).path("node");
    for (JsonNode modifier : node.path("modifiers")) {
      if (!Ast.type(modifier).equals("LIMIT_MODIFIER") && !Ast.type(modifier).equals("LIMIT_PERCENT_MODIFIER")) {
        kept.add(modifier);
      }
    }
    node.set("modifiers", kept.add(limit));
  }

  private ObjectNode parse(DuckConnection connection, String text) {
    return parsed(connection, text).tree();
  }

  private ParsedTexts.Parsed parsed(DuckConnection connection, String text) {
    ParsedTexts.Parsed result =
        parsed.of(text, whole -> connection.queryText("SELECT json_serialize_sql($1)", List.of(whole)));
    ObjectNode tree = result.tree();
    if (tree.path("error").asBoolean()) {
      throw SqlErrors.parse(tree);
    }
    if (tree.path("statements").size() != 1) {
      throw new MillraceException(ErrorCode.BAD_QUERY,
          "This feature is not implemented: The context currently only supports a single SQL statement");
    }
    return result;
  }

  private DuckRelation relation(long number) {
    DuckRelation relation = open.get(number);
    if (relation == null) {
      throw new MillraceException(ErrorCode.INTERNAL, "the query reads a table it did not open");
    }
    return relation;
  }
}
