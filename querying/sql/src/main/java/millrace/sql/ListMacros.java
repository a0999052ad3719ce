package millrace.sql;

import java.util.List;

/// The functions over lists that DuckDB does not have, as macros. What finds a value finds NULL too.
final class ListMacros {
  static final List<String> ALL = List.of(
      // Distinct values in the order they first come, which DuckDB's own function does not keep.
      "CREATE MACRO millrace_list_unique(l) AS list_filter(l, lambda x, i: list_position(l, x) = i)",
      "CREATE MACRO millrace_list_except(a, b) AS"
          + " millrace_list_unique(list_filter(a, lambda x: list_position(b, x) IS NULL OR list_position(b, x) = 0))",
      "CREATE MACRO millrace_list_union(a, b) AS millrace_list_unique(list_concat(a, b))",
      "CREATE MACRO millrace_list_empty(l) AS len(l) = 0",
      "CREATE MACRO millrace_list_positions(l, v) AS"
          + " list_filter(range(1, len(l) + 1), lambda i: l[i] IS NOT DISTINCT FROM v)",
      // The place of the n-th value equal to v, or how far the list goes when it has fewer.
      "CREATE MACRO millrace_list_place(l, v, n) AS CASE WHEN n < 1 THEN 0"
          + " ELSE coalesce(millrace_list_positions(l, v)[n], len(l)) END",
      "CREATE MACRO millrace_list_remove(l, v, n) AS list_concat("
          + "list_filter(l[:millrace_list_place(l, v, n)], lambda x: x IS DISTINCT FROM v),"
          + " l[millrace_list_place(l, v, n) + 1:])",
      "CREATE MACRO millrace_list_remove_first(l, v) AS millrace_list_remove(l, v, 1)",
      "CREATE MACRO millrace_list_remove_all(l, v) AS list_filter(l, lambda x: x IS DISTINCT FROM v)",
      "CREATE MACRO millrace_list_replace_all(l, v, w) AS"
          + " list_transform(l, lambda x: CASE WHEN x IS NOT DISTINCT FROM v THEN w ELSE x END)",
      "CREATE MACRO millrace_list_replace(l, v, w, n) AS list_concat("
          + "millrace_list_replace_all(l[:millrace_list_place(l, v, n)], v, w), l[millrace_list_place(l, v, n) + 1:])",
      "CREATE MACRO millrace_list_replace_first(l, v, w) AS millrace_list_replace(l, v, w, 1)",
      "CREATE MACRO millrace_list_repeat(v, n) AS list_transform(range(millrace_list_bound(n, n)), lambda i: v)",
      "CREATE MACRO millrace_list_depth(l) AS"
          + " CAST(nullif(length(regexp_extract(typeof(l), '(\\[\\])+$')) // 2, 0) AS UBIGINT)",
      "CREATE MACRO millrace_list_dimensions(l) AS CASE WHEN l IS NOT NULL THEN list_transform("
          + "string_split(millrace_dimensions(typeof(l), CAST(l AS VARCHAR)), ','), lambda x: CAST(x AS UBIGINT)) END",
      "CREATE MACRO millrace_list_length(l) AS CAST(len(l) AS UBIGINT),"
          + " (l, n) AS CASE WHEN n = 1 THEN CAST(len(l) AS UBIGINT) ELSE millrace_list_dimensions(l)[n] END",
      "CREATE MACRO millrace_list_place_of(l, v) AS list_position(l, v),"
          + " (l, v, first) AS list_position(l[first:], v) + first - 1",
      "CREATE MACRO millrace_list_text(l, separator) AS array_to_string(l, separator), (l, separator, missing) AS"
          + " array_to_string(list_transform(l, lambda x: coalesce(CAST(x AS VARCHAR), missing)), separator)",
      "CREATE MACRO millrace_split(s, separator) AS string_split(s, separator),"
          + " (s, separator, missing) AS list_transform(string_split(s, separator), lambda x: nullif(x, missing))",
      "CREATE MACRO millrace_map_extract(m, k) AS"
          + " CASE WHEN len(map_extract(m, k)) = 0 THEN [NULL] ELSE map_extract(m, k) END");

  private ListMacros() {}
}
