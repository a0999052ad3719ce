package millrace.query.compile;

import java.util.List;
import millrace.influxql.Expression;
import millrace.influxql.Expression.Binary;
import millrace.influxql.Expression.Call;
import millrace.influxql.Expression.Distinct;
import millrace.influxql.Expression.Literal;
import millrace.influxql.Expression.Paren;
import millrace.influxql.Expression.RegexLiteral;
import millrace.influxql.Expression.VarRef;
import millrace.influxql.Expression.Wildcard;
import millrace.influxql.Fill;
import millrace.query.QueryException;
import millrace.query.expression.MathFunctions;

/// Checks the fields of one SELECT, left to right, and then how they go together.
final class FieldCompiler {
  private static final String HISTOGRAM_ALONE = "histogram() cannot be combined with other functions or fields";

  private final boolean hasInterval;
  private final boolean inheritedInterval;
  private final long limit;
  private final boolean writes;

  private int fieldCount;
  private int callCount;
  private boolean onlySelectors = true;
  private boolean hasDistinct;
  private boolean hasHistogram;
  private boolean hasAuxiliary;
  private String topOrBottom = "";
  private int extraIntervals;

  /// Whether the field being checked may still be a wildcard.
  private boolean wildcardAllowed;

  FieldCompiler(boolean hasInterval, boolean inheritedInterval, long limit, boolean writes) {
    this.hasInterval = hasInterval;
    this.inheritedInterval = inheritedInterval;
    this.limit = limit;
    this.writes = writes;
  }

  int extraIntervals() {
    return extraIntervals;
  }

  boolean isRaw() {
    return callCount == 0;
  }

  void compile(Expression field) {
    wildcardAllowed = true;
    fieldCount++;
    if (field instanceof Call call && call.name().equals("histogram")) {
      compileHistogram(call);
      return;
    }
    compileExpression(field);
  }

  /// Checks that the fields seen may stand together.
  void finish(Fill fill) {
    if (fieldCount == 0) {
      throw new QueryException("at least 1 non-time field must be queried");
    }
    if (callCount > 1 && !topOrBottom.isEmpty()) {
      throw new QueryException(notCombined(topOrBottom));
    }
    if (callCount == 0) {
      requireFunction(fill);
    }
    if (hasDistinct && (callCount != 1 || hasAuxiliary)) {
      throw new QueryException("aggregate function distinct() cannot be combined with other functions or fields");
    }
    if (hasHistogram && (callCount != 1 || hasAuxiliary)) {
      throw new QueryException(HISTOGRAM_ALONE);
    }
    if (hasAuxiliary && !onlySelectors) {
      throw new QueryException("mixing aggregate and non-aggregate queries is not supported");
    }
    if (hasAuxiliary && callCount > 1) {
      throw new QueryException("mixing multiple selector functions with tags or fields is not supported");
    }
  }

  private void requireFunction(Fill fill) {
    if (fill == Fill.Mode.NONE) {
      throw new QueryException("fill(none) must be used with a function");
    }
    if (fill == Fill.Mode.LINEAR) {
      throw new QueryException("fill(linear) must be used with a function");
    }
    if (hasInterval && !inheritedInterval) {
      throw new QueryException("GROUP BY requires at least one aggregate function");
    }
  }

  private void compileExpression(Expression expression) {
    switch (expression) {
      case VarRef ref -> hasAuxiliary = true;
      case Wildcard wildcard -> compileWildcard("unable to use wildcard in a binary expression");
      case RegexLiteral regex -> compileWildcard("unable to use regex in a binary expression");
      case Call call -> compileCall(call);
      case Distinct distinct -> {
        callCount++;
        compileDistinct(List.of(new VarRef(distinct.name())), false);
      }
      case Binary binary -> compileBinary(binary);
      case Paren paren -> compileExpression(paren.inner());
      case Expression.In _, Expression.IsNull _ -> throw new QueryException("a condition cannot be selected");
      case Literal literal -> throw new QueryException("field must contain at least one variable");
    }
  }

  private void compileWildcard(String refusal) {
    hasAuxiliary = true;
    if (!wildcardAllowed) {
      throw new QueryException(refusal);
    }
  }

  private void compileBinary(Binary binary) {
    wildcardAllowed = false;
    boolean leftLiteral = isLiteral(binary.left());
    boolean rightLiteral = isLiteral(binary.right());
    if (leftLiteral && rightLiteral) {
      throw new QueryException("cannot perform a binary expression on two literals");
    }
    if (!leftLiteral) {
      compileExpression(binary.left());
    }
    if (!rightLiteral) {
      compileExpression(binary.right());
    }
  }

  private static boolean isLiteral(Expression expression) {
    return expression instanceof Literal;
  }

  private void compileCall(Call call) {
    if (MathFunctions.isMath(call.name())) {
      compileMath(call);
      return;
    }
    callCount++;
    switch (call.name()) {
      case "percentile" -> {
        CallRules.percentile(call);
        onlySelectors &= !Functions.isInterpolated(call);
        compileSymbol(call);
      }
      case "sample" -> {
        CallRules.sample(call);
        compileSymbol(call);
      }
      case "lttb" -> {
        CallRules.triangles(call);
        compileSymbol(call);
      }
      case "rate" -> {
        CallRules.withUnit(call);
        onlySelectors = false;
        compileSymbol(call);
      }
      case "histogram" -> throw new QueryException(HISTOGRAM_ALONE);
      case "lag" -> compileTransformation(call, () -> CallRules.shift(call), 1);
      case "lead" -> compileTransformation(call, () -> CallRules.shift(call), 0);
      case "distinct" -> compileDistinct(call.arguments(), false);
      case "top", "bottom" -> compileTopBottom(call);
      case "derivative", "non_negative_derivative" -> compileTransformation(call, () -> CallRules.withUnit(call), 1);
      case "elapsed" -> compileTransformation(call, () -> CallRules.withUnit(call), 1);
      case "difference", "non_negative_difference", "cumulative_sum" ->
          compileTransformation(call, () -> Arity.exactly(call, 1), 1);
      case "moving_average" ->
          compileTransformation(call, () -> CallRules.movingAverage(call), 1);
      case "exponential_moving_average",
          "double_exponential_moving_average",
          "triple_exponential_moving_average",
          "relative_strength_index",
          "triple_exponential_derivative",
          "chande_momentum_oscillator",
          "kaufmans_efficiency_ratio",
          "kaufmans_adaptive_moving_average" ->
          compileTransformation(call, () -> TechnicalRules.check(call), 1);
      case "integral" -> {
        CallRules.integral(call);
        onlySelectors = false;
        compileSymbol(call);
      }
      case "holt_winters", "holt_winters_with_fit" -> compileHoltWinters(call);
      default -> compilePlain(call);
    }
  }

  private void compilePlain(Call call) {
    switch (call.name()) {
      case "max", "min", "first", "last" -> {}
      case "count", "sum", "mean", "median", "mode", "stddev", "spread", "increase" -> onlySelectors = false;
      default -> throw new QueryException("undefined function " + call.name() + "()");
    }
    Arity.exactly(call, 1);
    if (call.name().equals("count") && call.arguments().getFirst() instanceof Call inner && isDistinct(inner)) {
      compileDistinct(inner.arguments(), true);
    } else if (call.name().equals("count") && call.arguments().getFirst() instanceof Distinct distinct) {
      compileDistinct(List.of(new VarRef(distinct.name())), true);
    } else {
      compileSymbol(call);
    }
  }

  private static boolean isDistinct(Call call) {
    return call.name().equals("distinct");
  }

  private void compileHistogram(Call call) {
    CallRules.histogram(call, writes);
    callCount++;
    hasHistogram = true;
    onlySelectors = false;
  }

  private void compileMath(Call call) {
    Arity.exactly(call, MathFunctions.arity(call.name()));
    for (Expression argument : call.arguments()) {
      if (!isLiteral(argument)) {
        compileExpression(argument);
      }
    }
  }

  private void compileTransformation(Call call, Runnable checkArguments, int extra) {
    checkArguments.run();
    onlySelectors = false;
    extraIntervals = Math.max(extraIntervals, extra);
    Expression input = call.arguments().getFirst();
    if (input instanceof Call inner) {
      if (!hasInterval) {
        throw new QueryException(call.name() + " aggregate requires a GROUP BY interval");
      }
      compileNested(inner);
    } else if (hasInterval && !inheritedInterval) {
      throw new QueryException("aggregate function required inside the call to " + call.name());
    } else {
      compileSymbol(call);
    }
  }

  private void compileHoltWinters(Call call) {
    CallRules.holtWinters(call);
    onlySelectors = false;
    if (!(call.arguments().getFirst() instanceof Call inner)) {
      throw new QueryException("must use aggregate function with " + call.name());
    }
    if (!hasInterval) {
      throw new QueryException(call.name() + " aggregate requires a GROUP BY interval");
    }
    compileNested(inner);
  }

  private void compileNested(Call inner) {
    if (isDistinct(inner)) {
      compileDistinct(inner.arguments(), true);
    } else {
      compileCall(inner);
    }
  }

  private void compileDistinct(List<Expression> arguments, boolean nested) {
    if (arguments.isEmpty()) {
      throw new QueryException("distinct function requires at least one argument");
    }
    if (arguments.size() != 1) {
      throw new QueryException("distinct function can only have one argument");
    }
    if (!(arguments.getFirst() instanceof VarRef)) {
      throw new QueryException("expected field argument in distinct()");
    }
    hasDistinct |= !nested;
    onlySelectors = false;
  }

  private void compileTopBottom(Call call) {
    if (!topOrBottom.isEmpty()) {
      throw new QueryException(notCombined(topOrBottom));
    }
    CallRules.topBottom(call, limit);
    for (VarRef ref : ColumnNames.extraArguments(call)) {
      if (!writes) {
        hasAuxiliary = true;
        fieldCount++;
      }
    }
    topOrBottom = call.name();
  }

  private void compileSymbol(Call call) {
    switch (call.arguments().getFirst()) {
      case VarRef ref -> {}
      case Wildcard wildcard -> expand("wildcard", call.name());
      case RegexLiteral regex -> expand("regex field", call.name());
      default -> throw new QueryException("expected field argument in " + call.name() + "()");
    }
  }

  private void expand(String what, String function) {
    if (!wildcardAllowed) {
      throw new QueryException("unsupported expression with " + what + ": " + function + "()");
    }
    onlySelectors = false;
  }

  private static String notCombined(String function) {
    return "selector function " + function + "() cannot be combined with other functions";
  }
}
