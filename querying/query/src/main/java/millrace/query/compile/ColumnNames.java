package millrace.query.compile;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import millrace.influxql.Expression;
import millrace.influxql.Expression.Binary;
import millrace.influxql.Expression.Call;
import millrace.influxql.Expression.Paren;
import millrace.influxql.Expression.VarRef;
import millrace.influxql.Field;

/// Names of result columns: the alias, or the names that occur in the expression, numbered where they collide.
public final class ColumnNames {
  private ColumnNames() {}

  /// The name of a field by itself.
  public static String of(Field field) {
    return field.hasAlias() ? field.alias() : of(field.expression());
  }

  /// Names of all columns but the time. A list of fields as [#columns] gives it.
  public static List<String> of(List<Field> columns) {
    String[] names = new String[columns.size()];
    Map<String, Integer> seen = new HashMap<>();
    for (int i = 0; i < names.length; i++) {
      if (columns.get(i).hasAlias()) {
        names[i] = columns.get(i).alias();
        seen.put(names[i], 1);
      }
    }
    for (int i = 0; i < names.length; i++) {
      if (names[i] == null) {
        names[i] = unused(of(columns.get(i)), seen);
        seen.merge(names[i], 1, Integer::sum);
      }
    }
    return List.of(names);
  }

  /// The fields, and behind each `top` and `bottom` its further arguments as columns of their own.
  ///
  /// @param writes whether the rows are written; then the arguments become tags and have no columns
  public static List<Field> columns(List<Field> fields, boolean writes) {
    List<Field> columns = new ArrayList<>();
    for (Field field : fields) {
      columns.add(field);
      if (!writes && field.expression() instanceof Call call && isTopOrBottom(call)) {
        extraArguments(call).forEach(ref -> columns.add(new Field(ref)));
      }
    }
    return columns;
  }

  /// The tags or fields listed in `top` or `bottom`.
  public static List<VarRef> extraArguments(Call call) {
    return call.arguments().subList(1, call.arguments().size() - 1).stream().map(a -> (VarRef) a).toList();
  }

  public static boolean isTopOrBottom(Call call) {
    return call.name().equals("top") || call.name().equals("bottom");
  }

  private static String unused(String name, Map<String, Integer> seen) {
    Integer count = seen.get(name);
    if (count == null) {
      return name;
    }
    int number = count;
    while (seen.containsKey(name + "_" + number)) {
      number++;
    }
    seen.put(name, number + 1);
    return name + "_" + number;
  }

  private static String of(Expression expression) {
    return switch (expression) {
      case Call call -> call.name();
      case VarRef ref -> ref.name();
      case Paren paren -> of(paren.inner());
      case Binary binary -> parts(binary).stream().collect(Collectors.joining("_"));
      default -> "";
    };
  }

  private static List<String> parts(Expression expression) {
    return switch (expression) {
      case Call call -> List.of(call.name());
      case VarRef ref -> List.of(ref.name());
      case Paren paren -> parts(paren.inner());
      case Binary binary -> {
        List<String> both = new ArrayList<>(parts(binary.left()));
        both.addAll(parts(binary.right()));
        yield both;
      }
      default -> List.of();
    };
  }
}
