package millrace.query.scan;

import com.google.re2j.Pattern;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import millrace.influxql.Expression;
import millrace.influxql.Expression.Binary;
import millrace.influxql.Expression.BooleanLiteral;
import millrace.influxql.Expression.Paren;
import millrace.influxql.Expression.RegexLiteral;
import millrace.influxql.Expression.StringLiteral;
import millrace.influxql.Expression.VarRef;
import millrace.influxql.Operator;
import millrace.query.expression.Folding;

/// Evaluates the part of a condition that is about tags, series by series. What is about fields stays as a filter.
///
/// A regular expression is matched once per distinct value of a tag.
final class SeriesFilter {
  /// In a condition, the name of the measurement's name.
  static final String MEASUREMENT = "_name";

  private final Set<String> fieldNames;
  private final Map<String, Map<String, Boolean>> matches = new HashMap<>();
  private final Map<String, Pattern> patterns = new HashMap<>();

  /// @param fieldNames names of all fields of the table
  SeriesFilter(Set<String> fieldNames) {
    this.fieldNames = fieldNames;
  }

  /// What a condition comes to for one series.
  ///
  /// @param accepted whether the series can have rows at all
  /// @param filter what its rows must still satisfy
  record Verdict(boolean accepted, Optional<Expression> filter) {
    static final Verdict NO = new Verdict(false, Optional.empty());
    static final Verdict YES = new Verdict(true, Optional.empty());

    static Verdict of(boolean accepted) {
      return accepted ? YES : NO;
    }
  }

  /// @param tags value of a tag of the series, empty when it has none
  Verdict judge(Expression condition, UnaryOperator<String> tags) {
    return switch (condition) {
      case Paren paren -> judge(paren.inner(), tags);
      case BooleanLiteral literal -> Verdict.of(literal.value());
      case Binary b when b.operator() == Operator.AND -> and(judge(b.left(), tags), judge(b.right(), tags));
      case Binary b when b.operator() == Operator.OR -> or(judge(b.left(), tags), judge(b.right(), tags));
      case Binary b when b.operator().isComparison() -> compare(b, tags);
      case Expression.IsNull test -> testNull(test, tags);
      default -> Verdict.NO;
    };
  }

  private Verdict testNull(Expression.IsNull test, UnaryOperator<String> tags) {
    return test.operand().unwrapped() instanceof VarRef ref && !isField(ref)
        ? Verdict.of(tags.apply(ref.name()).isEmpty() != test.negated())
        : new Verdict(true, Optional.of(test));
  }

  private static Verdict and(Verdict left, Verdict right) {
    if (!left.accepted || !right.accepted) {
      return Verdict.NO;
    }
    if (left.filter.isEmpty()) {
      return right;
    }
    return right.filter.isEmpty() ? left : both(Operator.AND, left, right);
  }

  private static Verdict or(Verdict left, Verdict right) {
    if (!left.accepted) {
      return right;
    }
    if (!right.accepted) {
      return left;
    }
    return left.filter.isEmpty() || right.filter.isEmpty() ? Verdict.YES : both(Operator.OR, left, right);
  }

  private static Verdict both(Operator operator, Verdict left, Verdict right) {
    Expression joined =
        new Binary(operator, new Paren(left.filter.orElseThrow()), new Paren(right.filter.orElseThrow()));
    return new Verdict(true, Optional.of(Folding.LITERALS.fold(joined)));
  }

  private Verdict compare(Binary comparison, UnaryOperator<String> tags) {
    Verdict undecided = new Verdict(true, Optional.of(comparison));
    if (isArithmetic(comparison.left()) || isArithmetic(comparison.right())) {
      return undecided;
    }
    Optional<VarRef> name = reference(comparison.left()).or(() -> reference(comparison.right()));
    if (name.isEmpty()) {
      return undecided;
    }
    Expression value = comparison.left() instanceof VarRef ? comparison.right() : comparison.left();
    if (isField(name.get()) || reference(value).filter(this::isField).isPresent()) {
      return undecided;
    }
    return Verdict.of(compareTag(comparison.operator(), tags.apply(name.get().name()), value, tags));
  }

  private static Optional<VarRef> reference(Expression side) {
    return side instanceof VarRef ref ? Optional.of(ref) : Optional.empty();
  }

  private static boolean isArithmetic(Expression side) {
    return side instanceof Binary;
  }

  private boolean isField(VarRef ref) {
    if (ref.name().equals(MEASUREMENT)) {
      return false;
    }
    return switch (ref.type()) {
      case UNKNOWN -> fieldNames.contains(ref.name());
      case TAG -> false;
      default -> true;
    };
  }

  private boolean compareTag(Operator operator, String tag, Expression value, UnaryOperator<String> tags) {
    return switch (value) {
      case StringLiteral text ->
          switch (operator) {
            case EQ -> tag.equals(text.value());
            case NEQ -> !tag.equals(text.value());
            default -> false;
          };
      case RegexLiteral regex ->
          switch (operator) {
            case EQ_REGEX -> matches(regex.pattern(), tag);
            case NEQ_REGEX -> !matches(regex.pattern(), tag);
            default -> false;
          };
      case VarRef other -> compareTags(operator, tag, tags.apply(other.name()));
      // A number is unequal to every tag there is, and beside one that is not there it selects nothing.
      default -> !tag.isEmpty() && (operator == Operator.NEQ || operator == Operator.NEQ_REGEX);
    };
  }

  /// Two tags of one series; one that is not there equals nothing.
  private static boolean compareTags(Operator operator, String left, String right) {
    boolean equal = !left.isEmpty() && left.equals(right);
    return switch (operator) {
      case EQ -> equal;
      case NEQ -> !equal;
      default -> false;
    };
  }

  private boolean matches(String pattern, String tag) {
    return matches
        .computeIfAbsent(pattern, p -> new HashMap<>())
        .computeIfAbsent(tag, t -> patterns.computeIfAbsent(pattern, Pattern::compile).matcher(t).find());
  }
}
