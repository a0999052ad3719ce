package millrace.influxql;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// Writes syntax trees as canonical InfluxQL: keywords in upper case, one blank between parts, names quoted only
/// where they must be. The text parses back to the same tree, but for passwords, which it never shows.
///
/// Clients see it in continuous queries, running queries, EXPLAIN and messages.
public final class InfluxQlPrinter {
  private InfluxQlPrinter() {}

  /// All statements, joined by `;` and a line feed.
  public static String print(Query query) {
    StringBuilder out = new StringBuilder();
    for (Statement statement : query.statements()) {
      if (!out.isEmpty()) {
        out.append(";\n");
      }
      append(out, statement);
    }
    return out.toString();
  }

  public static String print(Statement statement) {
    StringBuilder out = new StringBuilder();
    append(out, statement);
    return out.toString();
  }

  public static String print(Expression expression) {
    StringBuilder out = new StringBuilder();
    ExpressionPrinter.append(out, expression);
    return out.toString();
  }

  public static String print(Source source) {
    StringBuilder out = new StringBuilder();
    append(out, source);
    return out.toString();
  }

  static String print(Target target) {
    return qualified(target.database(), target.policy())
        + target.measurement().map(Literals::identifier).orElse(":MEASUREMENT");
  }

  static String print(Field field) {
    String alias = field.hasAlias() ? " AS " + Literals.identifier(field.alias()) : "";
    return print(field.expression()) + alias;
  }

  private static void append(StringBuilder out, Statement statement) {
    switch (statement) {
      case SelectStatement select -> append(out, select);
      case ExplainStatement(SelectStatement select, boolean analyze, boolean verbose) -> {
        out.append("EXPLAIN ").append(analyze ? "ANALYZE " : "").append(verbose ? "VERBOSE " : "");
        append(out, select);
      }
      case KillQuery(long id, String host) -> {
        out.append("KILL QUERY ").append(Long.toUnsignedString(id));
        named(out, " ON ", host);
      }
      case ShowStatement show -> ShowPrinter.append(out, show);
      case SchemaStatement schema -> SchemaPrinter.append(out, schema);
      case AccessStatement access -> SchemaPrinter.append(out, access);
      case DeletionStatement deletion -> append(out, deletion);
    }
  }

  private static void append(StringBuilder out, DeletionStatement deletion) {
    switch (deletion) {
      case DeletionStatement.Delete(List<Source> sources, Optional<Expression> condition) -> {
        out.append("DELETE");
        sources(out, sources);
        condition(out, condition);
      }
      case DeletionStatement.DropSeries(List<Source> sources, Optional<Expression> condition) -> {
        out.append("DROP SERIES");
        sources(out, sources);
        condition(out, condition);
      }
      case DeletionStatement.DropMeasurement(String name) -> named(out, "DROP MEASUREMENT ", name);
      case DeletionStatement.DropShard(long id) ->
        out.append("DROP SHARD ").append(Long.toUnsignedString(id));
    }
  }

  static void append(StringBuilder out, SelectStatement select) {
    out.append("SELECT ");
    list(out, select.fields());
    select.into().ifPresent(target -> out.append(" INTO ").append(print(target)));
    sources(out, select.sources());
    condition(out, select.condition());
    dimensions(out, select.dimensions());
    fill(out, select.fill());
    select.having().ifPresent(condition -> ExpressionPrinter.append(out.append(" HAVING "), condition));
    order(out, select.order());
    paging(out, select.paging());
    select.zone()
        .map(Zones::name)
        .ifPresent(
            name -> out.append(" TZ(").append(Literals.string(name)).append(')'));
  }

  private static void fill(StringBuilder out, Fill fill) {
    String argument = switch (fill) {
      case Fill.Mode.NULL -> "";
      case Fill.Mode.NONE -> "none";
      case Fill.Mode.PREVIOUS -> "previous";
      case Fill.Mode.LINEAR -> "linear";
      case Fill.PreviousFor(long nanos) -> "previous, " + Durations.format(nanos);
      case Fill.IntegerValue(long value) -> Long.toString(value);
      case Fill.FloatValue(double value) -> Literals.decimal(value);
    };
    if (!argument.isEmpty()) {
      out.append(" fill(").append(argument).append(')');
    }
  }

  private static void append(StringBuilder out, Source source) {
    switch (source) {
      case Source.Measurement(String database, String policy, String name) ->
        out.append(qualified(database, policy)).append(Literals.identifier(name));
      case Source.Pattern(String database, String policy, String pattern) ->
        out.append(qualified(database, policy)).append(Literals.regex(pattern));
      case Source.Subquery(SelectStatement statement) -> {
        out.append('(');
        append(out, statement);
        out.append(')');
      }
      case Source.Join join -> append(out, join);
    }
  }

  private static void append(StringBuilder out, Source.Join join) {
    String on = " ON time" + join.tags().stream().map(tag -> ", " + Literals.identifier(tag)).collect(Collectors.joining());
    for (int i = 0; i < join.sides().size(); i++) {
      Source.Join.Side side = join.sides().get(i);
      out.append(i == 0 ? "" : " " + join.kind().text() + " ");
      append(out, side.source());
      out.append(side.isNamed() ? " AS " + Literals.identifier(side.alias()) : "").append(i == 0 ? "" : on);
    }
  }

  /// Database and policy, each with the dot after it, as far as they are given.
  static String qualified(String database, String policy) {
    String first = database.isEmpty() ? "" : Literals.identifier(database) + ".";
    String second = policy.isEmpty() ? "" : Literals.identifier(policy);
    return first.isEmpty() && second.isEmpty() ? "" : first + second + ".";
  }

  static void sources(StringBuilder out, List<Source> sources) {
    if (!sources.isEmpty()) {
      out.append(" FROM ");
      list(out, sources);
    }
  }

  static void condition(StringBuilder out, Optional<Expression> condition) {
    condition.ifPresent(expression -> {
      out.append(" WHERE ");
      ExpressionPrinter.append(out, expression);
    });
  }

  static void dimensions(StringBuilder out, List<Expression> dimensions) {
    if (!dimensions.isEmpty()) {
      out.append(" GROUP BY ");
      list(out, dimensions);
    }
  }

  static void order(StringBuilder out, List<SortField> order) {
    String separator = " ORDER BY ";
    for (SortField field : order) {
      named(out.append(separator), "", field.name());
      out.append(field.name().isEmpty() ? "" : " ").append(field.ascending() ? "ASC" : "DESC");
      separator = ", ";
    }
  }

  static void paging(StringBuilder out, Paging paging) {
    count(out, " LIMIT ", paging.limit());
    count(out, " OFFSET ", paging.offset());
    count(out, " SLIMIT ", paging.seriesLimit());
    count(out, " SOFFSET ", paging.seriesOffset());
  }

  private static void count(StringBuilder out, String keyword, long count) {
    if (count > 0) {
      out.append(keyword).append(count);
    }
  }

  /// A keyword and a name, nothing when the name is empty.
  static void named(StringBuilder out, String keyword, String name) {
    if (!name.isEmpty()) {
      out.append(keyword).append(Literals.identifier(name));
    }
  }

  private static void list(StringBuilder out, List<?> items) {
    String separator = "";
    for (Object item : items) {
      out.append(separator).append(item);
      separator = ", ";
    }
  }
}
