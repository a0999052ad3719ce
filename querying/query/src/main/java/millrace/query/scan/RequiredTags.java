package millrace.query.scan;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import millrace.influxql.DataType;
import millrace.influxql.Expression;
import millrace.influxql.Expression.Binary;
import millrace.influxql.Expression.Paren;
import millrace.influxql.Expression.StringLiteral;
import millrace.influxql.Expression.VarRef;
import millrace.influxql.Operator;

/// Finds what a condition demands of tags by plain equality, so that a shard need not show the series that cannot meet
/// it. What it does not see through it leaves out: [SeriesFilter] decides.
final class RequiredTags {
  private final Set<String> fieldNames;

  /// @param fieldNames names of all fields of the table
  RequiredTags(Set<String> fieldNames) {
    this.fieldNames = fieldNames;
  }

  /// The tags a series must have to meet a condition, with the values they may have; the empty value, which stands for a
  /// tag that is not there, is never among them.
  Map<String, Set<String>> of(Expression condition) {
    return switch (condition) {
      case Paren paren -> of(paren.inner());
      case Binary b when b.operator() == Operator.AND -> both(of(b.left()), of(b.right()));
      case Binary b when b.operator() == Operator.OR -> either(of(b.left()), of(b.right()));
      case Binary b when b.operator() == Operator.EQ -> equal(b.left(), b.right()).or(() -> equal(b.right(), b.left()))
          .orElse(Map.of());
      default -> Map.of();
    };
  }

  private Optional<Map<String, Set<String>>> equal(Expression name, Expression value) {
    return name instanceof VarRef ref && value instanceof StringLiteral text && isTag(ref) && !text.value().isEmpty()
        ? Optional.of(Map.of(ref.name(), Set.of(text.value())))
        : Optional.empty();
  }

  private boolean isTag(VarRef ref) {
    boolean tag = ref.type() == DataType.TAG || (ref.type() == DataType.UNKNOWN && !fieldNames.contains(ref.name()));
    return tag && !ref.name().equals(SeriesFilter.MEASUREMENT);
  }

  private static Map<String, Set<String>> both(Map<String, Set<String>> left, Map<String, Set<String>> right) {
    Map<String, Set<String>> all = new HashMap<>(left);
    right.forEach((tag, values) -> all.merge(tag, values, RequiredTags::common));
    return all;
  }

  private static Map<String, Set<String>> either(Map<String, Set<String>> left, Map<String, Set<String>> right) {
    Map<String, Set<String>> all = new HashMap<>();
    left.forEach((tag, values) -> {
      if (right.containsKey(tag)) {
        Set<String> united = new HashSet<>(values);
        united.addAll(right.get(tag));
        all.put(tag, united);
      }
    });
    return all;
  }

  private static Set<String> common(Set<String> left, Set<String> right) {
    Set<String> common = new HashSet<>(left);
    common.retainAll(right);
    return common;
  }
}
