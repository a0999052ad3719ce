package millrace.sql;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// How often the engine makes copies of what stands innermost in a query. A macro puts an argument wherever its parameter
/// stands, and `a BETWEEN b AND c` becomes `a >= b AND a <= c`: forms that repeat what is within them, nested, take time and
/// memory that double with every level, and nothing ends the planning of a query.
///
/// Threads: any.
final class Copies {
  private static final int MOST = 4096;
  private static final Pattern NAME = Pattern.compile("CREATE MACRO (\\w+)");
  private static final Pattern OVERLOAD = Pattern.compile("\\(([\\w ,]*)\\) AS ");

  private final Map<String, Integer> factors = new HashMap<>();

  /// @param statements those that define macros among them, each after those it uses
  Copies(List<String> statements) {
    for (String statement : statements) {
      Matcher name = NAME.matcher(statement);
      if (name.lookingAt()) {
        factors.put(name.group(1), factor(statement.substring(name.end())));
      }
    }
  }

  /// @throws millrace.base.MillraceException with code BAD_QUERY when something would be copied too often
  void check(JsonNode tree) {
    check(tree, 1);
  }

  private void check(JsonNode node, int copies) {
    if (copies > MOST) {
      throw SqlFailure.planning("the statement nests too deeply: calls within calls repeat what is innermost too often");
    }
    String expression = Ast.expressionClass(node);
    int within = copies * switch (expression) {
      case "BETWEEN" -> 2;
      case "FUNCTION" -> factors.getOrDefault(Ast.functionName(node), 1);
      default -> 1;
    };
    for (JsonNode child : node) {
      if (child.isContainerNode()) {
        check(child, within);
      }
    }
  }

  /// How often the body of a macro repeats the parameter that it repeats most.
  private int factor(String overloads) {
    Matcher head = OVERLOAD.matcher(overloads);
    int most = 1;
    boolean isFound = head.find();
    while (isFound) {
      String parameters = head.group(1);
      int from = head.end();
      isFound = head.find();
      String body = overloads.substring(from, isFound ? head.start() : overloads.length());
      for (String parameter : parameters.split(",")) {
        most = Math.max(most, copies(body, parameter.strip().split(" ")[0]));
      }
    }
    return most;
  }

  /// Copies of a parameter, those that macros within the body make of it counted once more.
  private int copies(String body, String parameter) {
    if (parameter.isEmpty()) {
      return 0;
    }
    int inner = 1;
    for (Map.Entry<String, Integer> other : factors.entrySet()) {
      if (body.contains(other.getKey() + "(")) {
        inner = Math.max(inner, other.getValue());
      }
    }
    return inner * (int) Pattern.compile("\\b" + parameter + "\\b").matcher(body).results().count();
  }
}
