package millrace.influxql;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.List;
import java.util.Locale;
import millrace.influxql.Expression.Binary;
import millrace.influxql.Expression.BooleanLiteral;
import millrace.influxql.Expression.Call;
import millrace.influxql.Expression.Distinct;
import millrace.influxql.Expression.DurationLiteral;
import millrace.influxql.Expression.IntegerLiteral;
import millrace.influxql.Expression.NilLiteral;
import millrace.influxql.Expression.NumberLiteral;
import millrace.influxql.Expression.Paren;
import millrace.influxql.Expression.RegexLiteral;
import millrace.influxql.Expression.StringLiteral;
import millrace.influxql.Expression.TimeLiteral;
import millrace.influxql.Expression.UnsignedLiteral;
import millrace.influxql.Expression.VarRef;
import millrace.influxql.Expression.Wildcard;

/// Writes expressions as canonical text.
final class ExpressionPrinter {
  /// RFC 3339 with as many decimals as are not zero.
  private static final DateTimeFormatter TIME = new DateTimeFormatterBuilder()
      .appendPattern("uuuu-MM-dd'T'HH:mm:ss")
      .appendFraction(ChronoField.NANO_OF_SECOND, 0, 9, true)
      .appendLiteral('Z')
      .toFormatter(Locale.ROOT)
      .withZone(ZoneOffset.UTC);

  private ExpressionPrinter() {}

  static void append(StringBuilder out, Expression expression) {
    switch (expression) {
      case VarRef(String name, DataType type) -> {
        out.append(Literals.identifier(name));
        if (type != DataType.UNKNOWN) {
          out.append("::").append(type.text());
        }
      }
      case Call(String name, List<Expression> arguments) -> {
        out.append(name).append('(');
        String separator = "";
        for (Expression argument : arguments) {
          append(out.append(separator), argument);
          separator = ", ";
        }
        out.append(')');
      }
      case Distinct(String name) -> out.append("DISTINCT ").append(Literals.identifier(name));
      case Binary(Operator operator, Expression left, Expression right) -> {
        append(out, left);
        append(out.append(' ').append(operator.text()).append(' '), right);
      }
      case Paren(Expression inner) -> {
        append(out.append('('), inner);
        out.append(')');
      }
      case Expression.In(Expression operand, List<Expression.Literal> values, boolean negated) -> {
        append(out, operand);
        out.append(negated ? " NOT IN (" : " IN (");
        String separator = "";
        for (Expression value : values) {
          append(out.append(separator), value);
          separator = ", ";
        }
        out.append(')');
      }
      case Expression.IsNull(Expression operand, boolean negated) -> {
        append(out, operand);
        out.append(negated ? " IS NOT NULL" : " IS NULL");
      }
      case Wildcard(Wildcard.Kind kind) -> out.append(star(kind));
      case RegexLiteral(String pattern) -> out.append(Literals.regex(pattern));
      case StringLiteral(String value) -> out.append(Literals.string(value));
      case NumberLiteral(double value) -> out.append(Literals.number(value));
      case IntegerLiteral(long value) -> out.append(value);
      case UnsignedLiteral(long bits) -> out.append(Long.toUnsignedString(bits));
      case BooleanLiteral(boolean value) -> out.append(value);
      case DurationLiteral(long nanos) -> out.append(Durations.format(nanos));
      case Expression.CalendarLiteral(int months) -> out.append(Durations.formatMonths(months));
      case TimeLiteral(long nanos) -> out.append('\'').append(time(nanos)).append('\'');
      case NilLiteral() -> out.append("nil");
    }
  }

  private static String star(Wildcard.Kind kind) {
    return switch (kind) {
      case ALL -> "*";
      case FIELDS -> "*::field";
      case TAGS -> "*::tag";
    };
  }

  private static String time(long nanos) {
    long second = Math.floorDiv(nanos, Durations.SECOND);
    return TIME.format(Instant.ofEpochSecond(second, Math.floorMod(nanos, Durations.SECOND)));
  }
}
