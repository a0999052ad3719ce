package millrace.query.catalog;

import static millrace.influxql.Operator.AND;
import static millrace.influxql.Operator.EQ;
import static millrace.influxql.Operator.NEQ;
import static millrace.influxql.Operator.OR;

import java.util.Optional;
import java.util.Set;
import millrace.catalog.Table;
import millrace.influxql.Expression;
import millrace.influxql.Expression.Binary;
import millrace.influxql.Expression.BooleanLiteral;
import millrace.influxql.Expression.Paren;
import millrace.influxql.Expression.RegexLiteral;
import millrace.influxql.Expression.StringLiteral;
import millrace.influxql.Expression.VarRef;
import millrace.influxql.Operator;

/// What a WHERE clause says about the series of a table, for statements that never look at values. Two kinds of statement
/// read a comparison that tags alone do not decide in opposite ways.
///
/// @param clause without its comparisons of time
/// @param fields names that are fields of any table in the shards the statement looks at, and so of all; known where it
///     reads as a SELECT does
record SeriesFilter(Optional<Expression> clause, Reading reading, Set<String> fields) {
  private static final Expression ALWAYS = new BooleanLiteral(true);
  private static final Expression NEVER = new BooleanLiteral(false);
  private static final StringLiteral EMPTY = new StringLiteral("");

  enum Reading {
    /// Lists of names: what tags do not decide holds for every series, and two tags compare by their presence.
    INDEX,
    /// Counts, and lists limited in time: what tags do not decide holds for none, and two tags compare by their values.
    SELECT,
    /// As [#SELECT], and a comparison with a tag the series lacks never holds, negated or not.
    SELECT_PRESENT
  }

  static SeriesFilter index(Optional<Expression> clause) {
    return new SeriesFilter(clause, Reading.INDEX, Set.of());
  }

  /// @param fields the names of all fields the statement may see
  /// @param present whether a comparison with a tag the series lacks never holds
  static SeriesFilter select(Optional<Expression> clause, Set<String> fields, boolean present) {
    return new SeriesFilter(clause, present ? Reading.SELECT_PRESENT : Reading.SELECT, fields);
  }

  /// The condition on the tags of a table's series.
  TagCondition on(Table table) {
    Optional<Expression> tagsOnly = clause.map(expression -> reduced(expression, table));
    return reading == Reading.SELECT_PRESENT ? TagCondition.ofPresentTags(tagsOnly) : TagCondition.of(tagsOnly);
  }

  private Expression reduced(Expression expression, Table table) {
    return switch (expression) {
      case Paren(Expression inner) -> new Paren(reduced(inner, table));
      case Binary(Operator operator, Expression left, Expression right) when operator.isLogical() ->
        new Binary(operator, reduced(left, table), reduced(right, table));
      case Binary(Operator operator, VarRef key, Expression value) -> comparison(operator, key, value, table);
      case Binary(Operator operator, Expression value, VarRef key) -> comparison(operator, key, value, table);
      case Binary _ -> undecided();
      case Expression.IsNull test when test.operand().unwrapped() instanceof VarRef key && isField(key, table) ->
        undecided();
      default -> expression;
    };
  }

  private Expression comparison(Operator operator, VarRef key, Expression value, Table table) {
    if (isField(key, table) || (value instanceof VarRef other && isField(other, table))) {
      return undecided();
    }
    boolean equality = operator == EQ || operator == NEQ;
    return switch (value) {
      case VarRef other when equality -> reading == Reading.INDEX ? presence(operator, key, other) : values(operator, key, other);
      case StringLiteral _ when equality -> new Binary(operator, key, value);
      case RegexLiteral _ when operator.isRegex() -> new Binary(operator, key, value);
      default -> undecided();
    };
  }

  private Expression undecided() {
    return reading == Reading.INDEX ? ALWAYS : NEVER;
  }

  private static Expression presence(Operator operator, VarRef key, VarRef other) {
    return new Binary(AND, new Binary(NEQ, key, EMPTY), new Binary(operator == EQ ? NEQ : EQ, other, EMPTY));
  }

  private static Expression values(Operator operator, VarRef key, VarRef other) {
    Expression compared = new Binary(operator, key, other);
    return operator == EQ
        ? new Binary(AND, new Binary(NEQ, key, EMPTY), compared)
        : new Binary(OR, new Binary(EQ, key, EMPTY), compared);
  }

  /// A name of unknown kind is a field where the table, or in a SELECT any table, has such a field.
  private boolean isField(VarRef name, Table table) {
    return switch (name.type()) {
      case TAG -> false;
      case UNKNOWN -> !name.name().equals("_name")
          && (reading == Reading.INDEX
              ? table.fields().stream().anyMatch(field -> field.name().equals(name.name()))
              : fields.contains(name.name()));
      default -> true;
    };
  }
}
