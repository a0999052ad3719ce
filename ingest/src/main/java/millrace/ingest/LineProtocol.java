package millrace.ingest;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import millrace.base.Clock;
import millrace.base.ErrorCode;
import millrace.base.MillraceException;
import millrace.catalog.Catalog;
import millrace.catalog.CatalogState;
import millrace.catalog.Database;
import millrace.catalog.DatabaseName;
import millrace.catalog.RetentionPolicy;
import millrace.columns.WriteBatch;

/// Reads bodies of line protocol into batches for the log, and brings the catalog up to what they need.
///
/// A body is read against the catalog as it is, without locks. If it needs new tables or columns, these are made by
/// one durable command at the end; should another body have changed the same table meanwhile, the body is read again.
///
/// Threads: any number may read at once.
public final class LineProtocol {
  /// Bytes a body's array should have behind its end, so that it need not be copied.
  public static final int PADDING = 32;

  private static final int MOST_ATTEMPTS = 100;
  private static final byte[] BYTE_ORDER_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

  private final Catalog catalog;
  private final SchemaLimits limits;
  private final Clock clock;
  private final ShardTypes shardTypes;
  private final SchemaCommit schema;
  private final ParserPool parsers = new ParserPool();

  /// @param clock gives rows without a timestamp their time, one instant for a body
  public LineProtocol(Catalog catalog, FieldTypes fieldTypes, SchemaLimits limits, Clock clock) {
    this.catalog = catalog;
    this.limits = limits;
    this.clock = clock;
    this.shardTypes = new ShardTypes(fieldTypes);
    this.schema = new SchemaCommit(catalog, shardTypes, limits);
  }

  /// Reads one body. Schema changes its accepted lines need are durable in the catalog when this returns, and refused
  /// lines leave no trace there.
  ///
  /// @param body line protocol in UTF-8 up to `length`; what lies behind is overwritten
  /// @throws millrace.base.MillraceException NOT_FOUND when a V1 target does not exist; LIMIT_EXCEEDED when the
  ///     database cannot be created; INVALID_ARGUMENT when the body is not UTF-8, or a V3 one's database has no
  ///     name, is deleted or is the internal one; STORE_UNAVAILABLE from the catalog
  public ReadOutcome read(ReadRequest request, byte[] body, int length) {
    byte[] bytes = padded(body, length);
    refuseOtherThanUtf8(bytes, length);
    Timestamps timestamps = new Timestamps(request.dialect(), request.precision(), clock.nowNanos());
    int start = textStart(bytes, length);
    return untilSettled(
        request.target(),
        () -> {
          CatalogState state = catalog.state();
          Optional<RetentionPolicy> policy = target(request, state);
          return attempt(request, new Body(bytes, start, length, timestamps, state, policy, limits));
        });
  }

  /// The refused lines of a body of which not one can be read, in order; none when at least one can, or when there is
  /// no line. What is read goes nowhere, so database and policy need not exist.
  ///
  /// @throws millrace.base.MillraceException INVALID_ARGUMENT when the body is not UTF-8
  public List<LineError> unreadable(ReadRequest request, byte[] body, int length) {
    byte[] bytes = padded(body, length);
    refuseOtherThanUtf8(bytes, length);
    Timestamps timestamps = new Timestamps(request.dialect(), request.precision(), clock.nowNanos());
    LineParser parser = new LineParser(request.dialect());
    int start = textStart(bytes, length);
    parser.parse(new Body(bytes, start, length, timestamps, catalog.state(), Optional.empty(), limits), false);
    return parser.tables().rowCount() == 0 ? List.copyOf(parser.errors()) : List.of();
  }

  /// Takes points that are at hand, by the rules of V1: those that do not fit the types of their shard are dropped.
  ///
  /// @throws millrace.base.MillraceException NOT_FOUND when database or policy do not exist; STORE_UNAVAILABLE from
  ///     the catalog
  public ReadOutcome accept(DatabaseName target, List<NewPoint> points) {
    return untilSettled(
        target,
        () -> {
          CatalogState state = catalog.state();
          RetentionPolicy policy = state.requireDatabase(target.database()).requirePolicy(target.policy());
          BatchTables tables = new BatchTables();
          tables.begin(Optional.of(policy));
          V1Judge judge = new V1Judge(shardTypes, policy, tables, Long.MIN_VALUE);
          judge.judge(IntStream.range(0, points.size()).mapToObj(i -> points.get(i).numbered(i + 1)).toList());
          return settledClaims(judge.claims(), tables, policy)
              .flatMap(claims -> schema.apply(target, tables, claims, state))
              .map(made -> outcome(target, tables, judge.errors(), made));
        });
  }

  /// Tries again as long as other bodies are faster in changing the same tables.
  private static ReadOutcome untilSettled(DatabaseName target, Supplier<Optional<ReadOutcome>> attempt) {
    for (int attempts = 0; attempts < MOST_ATTEMPTS; attempts++) {
      Optional<ReadOutcome> outcome = attempt.get();
      if (outcome.isPresent()) {
        return outcome.get();
      }
    }
    throw new MillraceException(
        ErrorCode.STORE_UNAVAILABLE, "writing to " + target + ": its tables change faster than the body is read");
  }

  /// Reads the body against one state of the catalog; empty when that was overtaken.
  private Optional<ReadOutcome> attempt(ReadRequest request, Body body) {
    long policyId = body.policy().map(RetentionPolicy::id).orElse(0L);
    LineParser parser = parsers.take(request.dialect(), policyId);
    Optional<ReadOutcome> outcome = attempt(request, body, parser);
    parsers.giveBack(parser, request.dialect(), policyId);
    return outcome;
  }

  private Optional<ReadOutcome> attempt(ReadRequest request, Body body, LineParser parser) {
    boolean stopAtError = request.dialect() == Dialect.V3 && !request.acceptPartial();
    parser.parse(body, stopAtError);
    if (stopAtError && !parser.errors().isEmpty()) {
      return Optional.of(new ReadOutcome.Rejected(parser.errors()));
    }
    Optional<List<TypeClaim>> claims =
        request.dialect() == Dialect.V1 ? settleTypes(parser, body) : Optional.of(List.of());
    return claims
        .flatMap(settled -> schema.apply(request.target(), parser.tables(), settled, body.catalog()))
        .map(state -> outcome(request.target(), parser.tables(), parser.errors(), state));
  }

  /// Holds a V1 body against the types its fields have shard by shard, and has it judged point by point where some do
  /// not fit.
  ///
  /// @return the types it settles; empty when another body was faster
  private Optional<List<TypeClaim>> settleTypes(LineParser parser, Body body) {
    RetentionPolicy policy = body.policy().orElseThrow();
    long oldestNanos = oldestNanos(policy);
    boolean judged = parser.isOdd() || parser.tables().hasRowBefore(oldestNanos);
    Optional<List<TypeClaim>> plain =
        judged ? Optional.empty() : ShardCheck.check(parser.tables(), shardTypes, policy);
    if (plain.isPresent()) {
      return plain;
    }
    return settledClaims(parser.judge(body, policy, shardTypes, oldestNanos), parser.tables(), policy);
  }

  /// The time from which on a policy takes points.
  private long oldestNanos(RetentionPolicy policy) {
    return policy.durationNanos() > 0 ? clock.nowNanos() - policy.durationNanos() : Long.MIN_VALUE;
  }

  private Optional<List<TypeClaim>> settledClaims(List<TypeClaim> made, BatchTables tables, RetentionPolicy policy) {
    return ShardCheck.check(tables, shardTypes, policy)
        .map(claims -> Stream.concat(made.stream(), claims.stream()).toList());
  }

  private static ReadOutcome outcome(
      DatabaseName target, BatchTables tables, List<LineError> errors, CatalogState state) {
    if (tables.rowCount() == 0) {
      return errors.isEmpty() ? new ReadOutcome.Empty() : new ReadOutcome.Rejected(errors);
    }
    Database database = state.requireDatabase(target.database());
    RetentionPolicy policy = database.requirePolicy(target.policy());
    WriteBatch batch = new WriteBatch(database.id(), policy.id(), target.toString(), tables.finish(policy));
    return errors.isEmpty() ? new ReadOutcome.Accepted(batch) : new ReadOutcome.PartlyRejected(batch, errors);
  }

  /// Where the rows go; empty where V3 is to make it.
  private Optional<RetentionPolicy> target(ReadRequest request, CatalogState state) {
    DatabaseName target = request.target();
    if (request.dialect() == Dialect.V1) {
      return Optional.of(state.requireDatabase(target.database()).requirePolicy(target.policy()));
    }
    refuseDatabase(target.database(), state);
    schema.checkDatabase(target, state);
    return state.policy(target);
  }

  private static void refuseDatabase(String name, CatalogState state) {
    if (name.isEmpty()) {
      throw new MillraceException(ErrorCode.INVALID_ARGUMENT, "db name cannot be empty");
    }
    if (name.equals(SchemaCommit.INTERNAL)) {
      throw new MillraceException(ErrorCode.INVALID_ARGUMENT, "cannot modify internal db");
    }
    if (state.database(name).map(Database::isDeleted).orElse(false)) {
      throw new MillraceException(
          ErrorCode.INVALID_ARGUMENT,
          "cannot write to soft-deleted database '" + name + "' - it is marked for deletion");
    }
  }

  private static byte[] padded(byte[] body, int length) {
    byte[] bytes = body.length - length >= PADDING ? body : Arrays.copyOf(body, length + PADDING);
    Arrays.fill(bytes, length, length + PADDING, (byte) '\n');
    return bytes;
  }

  private static void refuseOtherThanUtf8(byte[] bytes, int length) {
    Optional<String> problem = Utf8.problem(bytes, length);
    if (problem.isPresent()) {
      throw new MillraceException(ErrorCode.INVALID_ARGUMENT, "body content is not valid utf8: " + problem.get());
    }
  }

  private static int textStart(byte[] bytes, int length) {
    boolean hasMark = length >= BYTE_ORDER_MARK.length && Arrays.equals(bytes, 0, 3, BYTE_ORDER_MARK, 0, 3);
    return hasMark ? BYTE_ORDER_MARK.length : 0;
  }
}
