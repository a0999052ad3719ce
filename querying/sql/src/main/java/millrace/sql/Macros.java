package millrace.sql;

import java.util.List;

/// What DuckDB lacks of the dialect, as SQL macros, and how an instance is set up and locked. Times are TIMESTAMP_NS
/// throughout: DuckDB's own arithmetic on them falls back to microseconds.
final class Macros {
  static final List<String> SET_UP = List.of(
      "SET GLOBAL TimeZone = 'UTC'",
      "SET GLOBAL integer_division = true",
      "SET GLOBAL default_null_order = 'NULLS_LAST_ON_ASC_FIRST_ON_DESC'",
      "SET autoinstall_known_extensions = false",
      "SET autoload_known_extensions = false",
      // The number part below a microsecond is set aside, the rest shifted by DuckDB, which knows months.
      """
      CREATE MACRO millrace_shift(t, i) AS make_timestamp_ns(
        epoch_ns(make_timestamp((epoch_ns(t::TIMESTAMP_NS) - ((epoch_ns(t::TIMESTAMP_NS) % 1000) + 1000) % 1000) // 1000) + i)
        + ((epoch_ns(t::TIMESTAMP_NS) % 1000) + 1000) % 1000)""",
      "CREATE MACRO millrace_negate(i) AS -i",
      "CREATE MACRO millrace_interval_ns(i) AS epoch_us(TIMESTAMP '1970-01-01' + i) * 1000",
      "CREATE MACRO millrace_floor(n, size) AS n - (((n % size) + size) % size)",
      """
      CREATE MACRO millrace_to_timestamp(x) AS CASE
        WHEN typeof(x) IN ('BIGINT', 'INTEGER', 'UBIGINT', 'HUGEINT', 'SMALLINT', 'TINYINT')
          THEN make_timestamp_ns(TRY_CAST(CAST(x AS VARCHAR) AS BIGINT))
        ELSE CAST(CAST(x AS VARCHAR) AS TIMESTAMP_NS) END""",
      """
      CREATE MACRO date_bin(i, t) AS make_timestamp_ns(CASE
        WHEN datepart('month', i) + datepart('year', i) * 12 = 0
          THEN millrace_floor(epoch_ns(t::TIMESTAMP_NS), millrace_interval_ns(i))
        ELSE epoch_ns(time_bucket(i, t::TIMESTAMP, TIMESTAMP '1970-01-01')) END),
        (i, t, o) AS make_timestamp_ns(CASE
        WHEN datepart('month', i) + datepart('year', i) * 12 = 0
          THEN epoch_ns(o::TIMESTAMP_NS)
            + millrace_floor(epoch_ns(t::TIMESTAMP_NS) - epoch_ns(o::TIMESTAMP_NS), millrace_interval_ns(i))
        ELSE epoch_ns(time_bucket(i, t::TIMESTAMP, o::TIMESTAMP)) END)""",
      "CREATE MACRO to_timestamp_seconds(x) AS make_timestamp_ns(x::BIGINT * 1000000000)",
      "CREATE MACRO to_timestamp_millis(x) AS make_timestamp_ns(x::BIGINT * 1000000)",
      "CREATE MACRO to_timestamp_micros(x) AS make_timestamp_ns(x::BIGINT * 1000)",
      "CREATE MACRO from_unixtime(x) AS make_timestamp_ns(x::BIGINT * 1000000000)",
      "CREATE MACRO to_unixtime(x) AS epoch_ns(x::TIMESTAMP_NS) // 1000000000",
      "CREATE MACRO nvl2(a, b, c) AS CASE WHEN a IS NOT NULL THEN b ELSE c END",
      "CREATE MACRO nanvl(a, b) AS CASE WHEN isnan(a) THEN b ELSE a END",
      "CREATE MACRO iszero(a) AS a = 0",
      "CREATE MACRO initcap(s) AS array_to_string(list_transform(string_split(lower(s), ' '),"
          + " lambda w: upper(w[1]) || w[2:]), ' ')",
      "CREATE MACRO approx_median(x) AS approx_quantile(x, 0.5)",
      "CREATE MACRO approx_percentile_cont(x, p) AS approx_quantile(CAST(x AS DOUBLE), p)",
      "CREATE MACRO selector_first(v, t) AS CASE WHEN count(v) > 0 THEN"
          + " {'value': arg_min(v, t), 'time': min(t) FILTER (v IS NOT NULL)} END",
      "CREATE MACRO selector_last(v, t) AS CASE WHEN count(v) > 0 THEN"
          + " {'value': arg_max(v, t), 'time': max(t) FILTER (v IS NOT NULL)} END",
      "CREATE MACRO selector_min(v, t) AS CASE WHEN count(v) > 0 THEN"
          + " {'value': min(v), 'time': arg_min(t, {'v': v, 't': t}) FILTER (v IS NOT NULL)} END",
      "CREATE MACRO selector_max(v, t) AS CASE WHEN count(v) > 0 THEN"
          + " {'value': max(v), 'time': arg_max(t, {'v': v, 't': -epoch_ns(t)}) FILTER (v IS NOT NULL)} END",
      "CREATE MACRO influx_regex_match(s, p) AS regexp_matches(s, p)",
      "CREATE MACRO influx_regex_not_match(s, p) AS NOT regexp_matches(s, p)",
      "SET enable_external_access = false",
      "SET lock_configuration = true");

  private Macros() {}
}
