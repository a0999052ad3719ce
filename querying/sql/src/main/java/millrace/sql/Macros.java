package millrace.sql;

import java.util.ArrayList;
import java.util.List;

/// What DuckDB lacks of the dialect, as SQL macros, and how an instance is set up and locked. Times are TIMESTAMP_NS
/// throughout: DuckDB's own arithmetic on them falls back to microseconds. Macros with typed parameters choose by the
/// types of the arguments, which the rewriter does not know.
final class Macros {
  private static final int SELECTOR_EXTRAS = 8;

  private static final List<String> SETTINGS = List.of(
      "SET GLOBAL TimeZone = 'UTC'",
      "SET GLOBAL default_null_order = 'NULLS_LAST_ON_ASC_FIRST_ON_DESC'",
      "SET GLOBAL max_expression_depth = 250",
      "SET autoinstall_known_extensions = false",
      "SET autoload_known_extensions = false");

  private static final List<String> ARITHMETIC = List.of(
      "CREATE MACRO millrace_floor(n, size) AS n - (((n % size) + size) % size)",
      // The part below a microsecond is set aside, the rest is left to DuckDB, which knows months.
      "CREATE MACRO millrace_below_us(t) AS ((epoch_ns(t) % 1000) + 1000) % 1000",
      "CREATE MACRO millrace_us(t) AS make_timestamp((epoch_ns(t) - millrace_below_us(t)) // 1000)",
      "CREATE MACRO millrace_shift(t, i) AS make_timestamp_ns("
          + "epoch_ns(millrace_us(t::TIMESTAMP_NS) + i) + millrace_below_us(t::TIMESTAMP_NS))",
      "CREATE MACRO millrace_negate(i) AS -i",
      "CREATE MACRO millrace_interval_ns(i) AS epoch_us(TIMESTAMP '1970-01-01' + i) * 1000",
      "CREATE MACRO millrace_minus(a, b) AS to_microseconds((epoch_ns(a::TIMESTAMP_NS) - epoch_ns(b::TIMESTAMP_NS)) // 1000)",
      // Whole numbers become floats here.
      "CREATE MACRO millrace_round(x) AS round(CAST(x AS DOUBLE)), (x, n) AS round(CAST(x AS DOUBLE), CAST(n AS INTEGER))",
      "CREATE MACRO millrace_trunc(x) AS trunc(CAST(x AS DOUBLE)), (x, n) AS trunc(CAST(x AS DOUBLE), CAST(n AS INTEGER))",
      "CREATE MACRO millrace_sign(x) AS CAST(sign(CAST(x AS DOUBLE)) AS DOUBLE)",
      "CREATE MACRO nanvl(a, b) AS CASE WHEN isnan(a) THEN b ELSE a END",
      "CREATE MACRO iszero(a) AS a = 0",
      "CREATE MACRO nvl2(a, b, c) AS CASE WHEN a IS NOT NULL THEN b ELSE c END");

  private static final List<String> TIMES = List.of(
      """
      CREATE MACRO millrace_to_timestamp(x) AS CASE
        WHEN typeof(x) IN ('BIGINT', 'INTEGER', 'UBIGINT', 'HUGEINT', 'SMALLINT', 'TINYINT')
          THEN make_timestamp_ns(TRY_CAST(CAST(x AS VARCHAR) AS BIGINT))
        WHEN typeof(x) IN ('DOUBLE', 'FLOAT', 'DECIMAL')
          THEN make_timestamp_ns(CAST(round(TRY_CAST(CAST(x AS VARCHAR) AS DOUBLE) * 1000000000) AS BIGINT))
        ELSE CAST(CAST(x AS VARCHAR) AS TIMESTAMP_NS) END""",
      """
      CREATE MACRO date_bin(i, t) AS make_timestamp_ns(CASE
        WHEN datepart('month', i) + datepart('year', i) * 12 = 0
          THEN millrace_floor(epoch_ns(t::TIMESTAMP_NS), millrace_interval_ns(i))
        ELSE epoch_ns(time_bucket(i, millrace_us(t::TIMESTAMP_NS), TIMESTAMP '1970-01-01')) END),
        (i, t, o) AS make_timestamp_ns(CASE
        WHEN datepart('month', i) + datepart('year', i) * 12 = 0
          THEN epoch_ns(o::TIMESTAMP_NS)
            + millrace_floor(epoch_ns(t::TIMESTAMP_NS) - epoch_ns(o::TIMESTAMP_NS), millrace_interval_ns(i))
        ELSE epoch_ns(time_bucket(i, millrace_us(t::TIMESTAMP_NS), millrace_us(o::TIMESTAMP_NS))) END)""",
      """
      CREATE MACRO millrace_date_bin_wallclock(i, t, o, zone) AS make_timestamp_ns(millrace_wallclock(
        epoch_ns(t::TIMESTAMP_NS),
        (epoch_us(TIMESTAMP '1970-01-01' + i) - epoch_us(TIMESTAMP '1970-01-01'
          + to_days(CAST(datepart('day', i) AS BIGINT)) + to_months(CAST(datepart('year', i) * 12 + datepart('month', i) AS BIGINT)))) * 1000,
        CAST(datepart('day', i) AS BIGINT), CAST(datepart('year', i) * 12 + datepart('month', i) AS BIGINT),
        epoch_ns(o::TIMESTAMP_NS), zone))""",
      "CREATE MACRO millrace_to_local(t, zone) AS make_timestamp_ns(millrace_local(epoch_ns(t::TIMESTAMP_NS), zone))",
      "CREATE MACRO millrace_from_local(t, zone) AS make_timestamp_ns(millrace_instant(epoch_ns(t::TIMESTAMP_NS), zone))",
      """
      CREATE MACRO millrace_date_trunc(p, t) AS make_timestamp_ns(CASE lower(p)
        WHEN 'nanosecond' THEN epoch_ns(t::TIMESTAMP_NS)
        WHEN 'microsecond' THEN millrace_floor(epoch_ns(t::TIMESTAMP_NS), 1000)
        WHEN 'millisecond' THEN millrace_floor(epoch_ns(t::TIMESTAMP_NS), 1000000)
        WHEN 'second' THEN millrace_floor(epoch_ns(t::TIMESTAMP_NS), 1000000000)
        ELSE epoch_ns(date_trunc(lower(p), millrace_us(t::TIMESTAMP_NS))) END)""",
      """
      CREATE MACRO millrace_nanosecond(t) AS
        epoch_ns(t::TIMESTAMP_NS) - millrace_floor(epoch_ns(t::TIMESTAMP_NS), 60000000000)""",
      "CREATE MACRO from_unixtime(x) AS make_timestamp_ns(x::BIGINT * 1000000000)",
      "CREATE MACRO to_unixtime(x) AS millrace_floor(epoch_ns(millrace_to_timestamp(x)), 1000000000) // 1000000000",
"CREATE MACRO to_date(x) AS CASE WHEN typeof(x) IN ('BIGINT', 'INTEGER')"
          + " THEN DATE '1970-01-01' + TRY_CAST(CAST(x AS VARCHAR) AS INTEGER) ELSE CAST(CAST(x AS VARCHAR) AS DATE) END",
      "CREATE MACRO millrace_make_date(y, m, d) AS make_date(CAST(y AS BIGINT), CAST(m AS BIGINT), CAST(d AS BIGINT))",
      "CREATE MACRO millrace_to_char(t, f) AS millrace_format_time(epoch_ns(CAST(t AS TIMESTAMP_NS)), f)");

  private static final List<String> TEXTS = List.of(
      "CREATE MACRO millrace_octet_length(s VARCHAR) AS strlen(s), (s BLOB) AS octet_length(s)",
      "CREATE MACRO millrace_bit_length(s VARCHAR) AS strlen(s) * 8",
      "CREATE MACRO millrace_length(rest, n) AS CASE WHEN n < 0 THEN error('Error during planning: negative substring length"
          + " not allowed: substr(<str>, <start>, ' || n || ')') WHEN rest < 0 THEN 0 ELSE rest END",
      // A place before the text is counted, and what is left of the length remains.
      "CREATE MACRO millrace_substr(s, p) AS substr(s, CASE WHEN p < 1 THEN 1 ELSE p END),"
          + " (s, p, n) AS substr(s, CASE WHEN p < 1 THEN 1 ELSE p END, millrace_length(CASE WHEN p < 1 THEN p + n - 1 ELSE n END, n))",
      "CREATE MACRO millrace_chr(n) AS chr(CAST(n AS INTEGER))",
      "CREATE MACRO millrace_to_hex(n) AS lower(to_hex(n))",
      "CREATE MACRO millrace_overlay(s, r, p) AS substr(s, 1, p - 1) || r || substr(s, p + length(r)),"
          + " (s, r, p, n) AS substr(s, 1, p - 1) || r || substr(s, p + n)",
      "CREATE MACRO regexp_count(s, p) AS len(regexp_extract_all(s, p)),"
          + " (s, p, n) AS len(regexp_extract_all(substr(s, n), p)),"
          + " (s, p, n, flags) AS len(regexp_extract_all(substr(s, n), p, 0, flags))",
      "CREATE MACRO millrace_regexp_match(s, p) AS CASE WHEN regexp_matches(s, p) THEN [regexp_extract(s, p)] END,"
          + " (s, p, flags) AS CASE WHEN regexp_matches(s, p, flags) THEN [regexp_extract(s, p, 0, flags)] END",
      "CREATE MACRO influx_regex_match(s, p) AS regexp_matches(s, p)",
      "CREATE MACRO influx_regex_not_match(s, p) AS NOT regexp_matches(s, p)",
      "CREATE MACRO millrace_md5(x) AS lower(hex(millrace_digest(x, 'md5')))");

  private static final List<String> AGGREGATES = List.of(
      "CREATE MACRO approx_distinct(x) AS CAST(approx_count_distinct(x) AS UBIGINT)",
      "CREATE MACRO millrace_median(x BIGINT) AS CAST(trunc(median(x)) AS BIGINT), (x DOUBLE) AS median(x)");

  /// Linear between the neighbours; whole numbers are cut off towards the earlier one.
  private static final List<String> FILLING = List.of(
      "CREATE MACRO millrace_share(t, t0, t1) AS (epoch_ns(t) - epoch_ns(t0))::DOUBLE / (epoch_ns(t1) - epoch_ns(t0))",
      """
      CREATE MACRO millrace_between(x BIGINT, a BIGINT, b BIGINT, t, t0, t1) AS CASE WHEN x IS NOT NULL THEN x
        WHEN a IS NOT NULL AND b IS NOT NULL
          THEN a + CAST(trunc((b::DOUBLE - a::DOUBLE) * millrace_share(t, t0, t1)) AS BIGINT) END,
        (x UBIGINT, a UBIGINT, b UBIGINT, t, t0, t1) AS CASE WHEN x IS NOT NULL THEN x
        WHEN a IS NOT NULL AND b IS NOT NULL
          THEN CAST(a::HUGEINT + CAST(trunc((b::DOUBLE - a::DOUBLE) * millrace_share(t, t0, t1)) AS HUGEINT) AS UBIGINT) END,
        (x HUGEINT, a HUGEINT, b HUGEINT, t, t0, t1) AS CASE WHEN x IS NOT NULL THEN x
        WHEN a IS NOT NULL AND b IS NOT NULL
          THEN a + CAST(trunc((b::DOUBLE - a::DOUBLE) * millrace_share(t, t0, t1)) AS HUGEINT) END,
        (x DOUBLE, a DOUBLE, b DOUBLE, t, t0, t1) AS CASE WHEN x IS NOT NULL THEN x
        WHEN a IS NOT NULL AND b IS NOT NULL THEN a + (b - a) * millrace_share(t, t0, t1) END,
        (x, a, b, t, t0, t1) AS CASE WHEN x IS NOT NULL THEN x
        WHEN a IS NOT NULL AND b IS NOT NULL
          THEN {'value': a['value'] + (b['value'] - a['value']) * millrace_share(t, t0, t1), 'time': t} END""");

  private static final List<String> DIFFERENCES = List.of(
      "CREATE MACRO millrace_not_negative(x) AS CASE WHEN x >= 0 THEN x END",
      "CREATE MACRO millrace_rate(x, p, t, s, unit) AS CASE WHEN epoch_ns(t) <> epoch_ns(s) THEN"
          + " (x::DOUBLE - p::DOUBLE) / ((epoch_ns(t) - epoch_ns(s))::DOUBLE / unit) END");

  private static final List<String> TYPES =
      List.of("CREATE MACRO millrace_typeof(x) AS millrace_arrow_type(typeof(x))");

  private static final List<String> LOCKS = List.of("SET enable_external_access = false", "SET lock_configuration = true");

  /// Every statement that makes an instance ready, in order.
  static List<String> setUp(SqlLimits limits) {
    List<String> all = new ArrayList<>(SETTINGS);
    all.add("SET memory_limit = '" + limits.memoryBytes() / 1024 + "KiB'");
    all.add("SET threads = " + limits.threads());
    all.add("SET temp_directory = ''");
    if (limits.timeoutMillis() > 0) {
      all.add("SET GLOBAL max_execution_time = " + limits.timeoutMillis());
    }
    all.addAll(ARITHMETIC);
    all.addAll(TIMES);
    all.addAll(TEXTS);
    all.addAll(Casts.MACROS);
    all.addAll(Bounds.MACROS);
    all.addAll(ListMacros.ALL);
    all.addAll(AGGREGATES);
    all.addAll(Percentiles.MACROS);
    all.addAll(FILLING);
    all.addAll(DIFFERENCES);
    all.addAll(TYPES);
    String t = "CAST(t AS TIMESTAMP_NS)";
    String atFirst = "{'v': v, 't': " + t + "}";
    String atLast = "{'v': v, 't': -epoch_ns(" + t + ")}";
    all.add(selector("selector_first", "arg_min", t, "arg_min(v, " + t + ")", "min(" + t + ")"));
    all.add(selector("selector_last", "arg_max", t, "arg_max(v, " + t + ")", "max(" + t + ")"));
    all.add(selector("selector_min", "arg_min", atFirst, "min(v)", "arg_min(" + t + ", " + atFirst + ")"));
    all.add(selector("selector_max", "arg_max", atLast, "max(v)", "arg_max(" + t + ", " + atLast + ")"));
    all.addAll(LOCKS);
    return all;
  }

  private Macros() {}

  /// A selector with none to some further columns, taken from the row it selects. What is no timestamp cannot be cast.
  private static String selector(String name, String pick, String by, String value, String time) {
    StringBuilder text = new StringBuilder("CREATE MACRO ").append(name);
    for (int extras = 0; extras <= SELECTOR_EXTRAS; extras++) {
      StringBuilder fields = new StringBuilder();
      StringBuilder parameters = new StringBuilder("v, t");
      for (int i = 1; i <= extras; i++) {
        parameters.append(", e").append(i);
        fields.append(", 'other_").append(i).append("': ").append(pick).append("_null(e").append(i).append(", ").append(by)
            .append(") FILTER (v IS NOT NULL)");
      }
      text.append(extras == 0 ? "(" : ", (").append(parameters).append(") AS CASE WHEN count(v) > 0 THEN {'value': ")
          .append(value).append(", 'time': ").append(time).append(" FILTER (v IS NOT NULL)").append(fields).append("} END");
    }
    return text.toString();
  }
}
