package millrace.query.expression;

import millrace.influxql.Expression;

/// The class names that messages of the reference show for expressions.
public final class GoNames {
  private GoNames() {}

  /// Such as `*influxql.StringLiteral`.
  public static String of(Expression expression) {
    return "*influxql."
        + switch (expression) {
          case Expression.VarRef v -> "VarRef";
          case Expression.Call c -> "Call";
          case Expression.Distinct d -> "Distinct";
          case Expression.Binary b -> "BinaryExpr";
          case Expression.Paren p -> "ParenExpr";
          case Expression.In _, Expression.IsNull _ -> "BinaryExpr";
          case Expression.Wildcard w -> "Wildcard";
          case Expression.RegexLiteral r -> "RegexLiteral";
          case Expression.StringLiteral s -> "StringLiteral";
          case Expression.NumberLiteral n -> "NumberLiteral";
          case Expression.IntegerLiteral i -> "IntegerLiteral";
          case Expression.UnsignedLiteral u -> "UnsignedLiteral";
          case Expression.BooleanLiteral b -> "BooleanLiteral";
          case Expression.DurationLiteral _, Expression.CalendarLiteral _ -> "DurationLiteral";
          case Expression.TimeLiteral t -> "TimeLiteral";
          case Expression.NilLiteral n -> "NilLiteral";
        };
  }
}
