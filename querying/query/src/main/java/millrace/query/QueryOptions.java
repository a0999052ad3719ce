package millrace.query;

import static java.util.Objects.requireNonNull;

import java.util.function.Predicate;

/// What a request says about the statements it brings.
///
/// @param database default database, empty when the request names none
/// @param retentionPolicy default policy, empty for the database's own default
/// @param nowNanos the instant `now()` means in every statement of the request
/// @param readOnly whether statements that write are answered with a warning, as on GET
/// @param cancellation stops the run between two batches
/// @param limits what one statement may cost
/// @param compatibility how far statements may mean something else than in 1.x
/// @param visible which databases SHOW DATABASES names, by name; all others' statements are for the caller to refuse
public record QueryOptions(
    String database,
    String retentionPolicy,
    long nowNanos,
    boolean readOnly,
    Cancellation cancellation,
    QueryLimits limits,
    Compatibility compatibility,
    Predicate<String> visible) {
  public QueryOptions {
    requireNonNull(compatibility);
    requireNonNull(database);
    requireNonNull(retentionPolicy);
    requireNonNull(cancellation);
    requireNonNull(limits);
    requireNonNull(visible);
  }

  /// Options of a request whose statements mean what they mean in 1.x.
  public QueryOptions(
      String database,
      String retentionPolicy,
      long nowNanos,
      boolean readOnly,
      Cancellation cancellation,
      QueryLimits limits,
      Predicate<String> visible) {
    this(
        database, retentionPolicy, nowNanos, readOnly, cancellation, limits, Compatibility.STRICT, visible);
  }

  /// The same request with statements read another way.
  public QueryOptions with(Compatibility other) {
    return new QueryOptions(
        database, retentionPolicy, nowNanos, readOnly, cancellation, limits, other, visible);
  }

  /// Options of a request that sees every database.
  public QueryOptions(
      String database,
      String retentionPolicy,
      long nowNanos,
      boolean readOnly,
      Cancellation cancellation,
      QueryLimits limits) {
    this(database, retentionPolicy, nowNanos, readOnly, cancellation, limits, _ -> true);
  }

  /// Options of a request that names a database and nothing else.
  public static QueryOptions of(String database, long nowNanos) {
    return new QueryOptions(database, "", nowNanos, false, new Cancellation(), QueryLimits.NONE);
  }
}
