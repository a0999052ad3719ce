package millrace.sql;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import millrace.base.ErrorCode;
import millrace.base.MillraceException;

/// What kind of statement a text is: a query, a question about the schema that becomes one, or something refused.
sealed interface Statement {
  /// The query to run.
  String select();

  /// What stands before the rewritten query.
  default String prefix() {
    return "";
  }

  /// The result in the shape the client expects.
  default SqlResult shape(SqlResult result) {
    return result;
  }

  /// A plain query.
  record Query(String text) implements Statement {
    @Override
    public String select() {
      return text;
    }
  }

  /// `EXPLAIN [ANALYZE] query`: the columns `plan_type` and `plan`.
  record Explain(String query, boolean analyze) implements Statement {
    @Override
    public String select() {
      return query;
    }

    @Override
    public String prefix() {
      return analyze ? "EXPLAIN ANALYZE " : "EXPLAIN ";
    }

    @Override
    public SqlResult shape(SqlResult result) {
      return new ExplainResult(result, analyze);
    }
  }

  Set<String> DDL = Set.of("create", "drop", "alter", "truncate");
  Set<String> DML = Set.of("insert", "update", "delete", "copy", "merge");
  Set<String> OTHER = Set.of(
      "set", "reset", "begin", "commit", "rollback", "prepare", "execute", "deallocate", "pragma", "attach", "detach",
      "use", "call", "install", "load", "vacuum", "checkpoint", "export", "import", "force", "analyze", "comment");
  Pattern EXPLAIN = Pattern.compile("explain\\s+(analyze\\s+)?(verbose\\s+)?(?:format\\s+\\w+\\s+)?(.*)", Pattern.CASE_INSENSITIVE | Pattern.DOTALL);
  Pattern SHOW_FUNCTIONS = Pattern.compile("show\\s+functions(?:\\s+like\\s+('(?:[^']|'')*'))?\\s*;?\\s*", Pattern.CASE_INSENSITIVE);
  Pattern SHOW_COLUMNS = Pattern.compile(
      "(?:show\\s+columns\\s+(?:from|in)|describe|desc)\\s+(?:(?:\"?(\\w+)\"?)\\.)?\"?([^\"]+?)\"?\\s*;?\\s*",
      Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

  /// @throws MillraceException for statements that change something, in InfluxDB 3's words
  static Statement of(String text) {
    String body = withoutComments(text).strip();
    String word = firstWord(body);
    if (DDL.contains(word)) {
      throw refused("DDL not supported: ", body);
    }
    if (DML.contains(word)) {
      throw refused("DML not supported: ", body);
    }
    if (OTHER.contains(word)) {
      throw refused("Statement not supported: ", body);
    }
    return switch (word) {
      case "explain" -> explain(body);
      case "show", "describe", "desc" -> new Query(show(body));
      default -> new Query(text);
    };
  }

  private static Statement explain(String body) {
    Matcher matcher = EXPLAIN.matcher(body);
    if (!matcher.matches()) {
      throw SqlFailure.parse("EXPLAIN needs a query");
    }
    return new Explain(matcher.group(3), matcher.group(1) != null);
  }

  private static String show(String body) {
    String plain = body.toLowerCase(Locale.ROOT).replaceAll("[\\s;]+", " ").strip();
    if (plain.equals("show tables")) {
      return "SELECT table_catalog, table_schema, table_name, table_type FROM information_schema.tables";
    }
    if (plain.equals("show all")) {
      return "SELECT name, value FROM information_schema.df_settings ORDER BY name";
    }
    Matcher functions = SHOW_FUNCTIONS.matcher(body);
    if (functions.matches()) {
      String pattern = functions.group(1) == null ? "" : " WHERE routine_name LIKE " + functions.group(1);
      return "SELECT routine_name AS function_name, data_type AS return_type, routine_type AS function_type"
          + " FROM information_schema.routines" + pattern + " ORDER BY routine_name";
    }
    Matcher columns = SHOW_COLUMNS.matcher(body);
    if (columns.matches()) {
      return columns(plain.startsWith("show"), Optional.ofNullable(columns.group(1)).orElse("iox"), columns.group(2));
    }
    if (plain.matches("show (time zone|[a-z0-9_.]+)")) {
      return setting(plain.substring(5));
    }
    throw SqlFailure.parse("unknown statement: " + plain);
  }

  private static String setting(String name) {
    String known = name.equals("time zone") || name.equals("timezone") ? "datafusion.execution.time_zone" : name;
    if (!InformationSchema.hasSetting(known)) {
      throw SqlFailure.planning("'" + name + "' is not a variable which can be viewed with 'SHOW'");
    }
    return "SELECT name, value FROM information_schema.df_settings WHERE name = '" + quoted(known) + "'";
  }

  /// The table is named once more where nothing is read from it, so that an unknown one is an error.
  private static String columns(boolean isShow, String schema, String table) {
    String list = isShow ? "table_catalog, table_schema, table_name, column_name, data_type, is_nullable" : "column_name, data_type, is_nullable";
    return "SELECT " + list + " FROM information_schema.columns WHERE table_schema = '" + quoted(schema)
        + "' AND table_name = '" + quoted(table) + "' AND NOT EXISTS (SELECT 1 FROM " + schema + ".\""
        + table.replace("\"", "\"\"") + "\" WHERE false) ORDER BY " + (isShow ? "column_name" : "ordinal_position");
  }

  private static String quoted(String text) {
    return text.replace("'", "''");
  }

  private static MillraceException refused(String why, String body) {
    return new MillraceException(ErrorCode.BAD_QUERY, "Error during planning: " + why + firstWord(body).toUpperCase(Locale.ROOT));
  }

  private static String firstWord(String body) {
    int end = 0;
    while (end < body.length() && Character.isLetter(body.charAt(end))) {
      end++;
    }
    return body.substring(0, end).toLowerCase(Locale.ROOT);
  }

  /// The text without comments before its first word; those further in are the parser's business.
  private static String withoutComments(String text) {
    String rest = text.stripLeading();
    while (rest.startsWith("--") || rest.startsWith("/*")) {
      int end = rest.startsWith("--") ? rest.indexOf('\n') : rest.indexOf("*/");
      rest = end < 0 ? "" : rest.substring(end + (rest.startsWith("--") ? 1 : 2)).stripLeading();
    }
    return rest;
  }

  /// DuckDB's plan under InfluxDB 3's column names.
  final class ExplainResult implements SqlResult {
    private static final List<SqlColumn> COLUMNS =
        List.of(new SqlColumn("plan_type", SqlType.UTF8), new SqlColumn("plan", SqlType.UTF8));

    private final SqlResult plan;
    private final List<String> types;

    ExplainResult(SqlResult plan, boolean analyze) {
      this.plan = plan;
      this.types = analyze ? List.of("Plan with Metrics") : List.of("logical_plan", "physical_plan");
    }

    @Override
    public List<SqlColumn> columns() {
      return COLUMNS;
    }

    @Override
    public Optional<SqlBatch> next() {
      return plan.next().map(batch -> new SqlBatch() {
        @Override
        public int rows() {
          return types.size();
        }

        @Override
        public Object value(int column, int row) {
          return column == 0 ? types.get(row) : batch.value(1, 0);
        }
      });
    }

    @Override
    public void cancel() {
      plan.cancel();
    }

    @Override
    public void close() {
      plan.close();
    }
  }
}
