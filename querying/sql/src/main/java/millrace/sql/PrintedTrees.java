package millrace.sql;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import millrace.sql.Constants.Constant;

/// The texts that DuckDB writes for rewritten trees, kept with places for their constants like the trees themselves, see
/// [ParsedTexts].
///
/// Threads: any.
final class PrintedTrees {
  private static final int LONGEST_TREE = 1 << 16;

  private final Recent<String, Optional<Template>> texts = new Recent<>();

  /// A text cut where constants stand.
  ///
  /// @param parts one more than constants
  /// @param order which constant stands after each part
  private record Template(List<String> parts, List<Integer> order) {
    String with(List<Constant> constants) {
      StringBuilder text = new StringBuilder(parts.getFirst());
      for (int i = 0; i < order.size(); i++) {
        text.append(constants.get(order.get(i)).spelled()).append(parts.get(i + 1));
      }
      return text.toString();
    }
  }

  /// @param printer writes the text of a tree given as JSON
  String of(ObjectNode tree, Function<String, String> printer) {
    List<ObjectNode> nodes = Constants.of(tree);
    List<Constant> constants = nodes.stream().map(Constants::read).toList();
    if (constants.stream().anyMatch(constant -> constant.text().indexOf('\0') >= 0)) {
      return printer.apply(TreeJson.write(tree));
    }
    put(nodes, placeholders(constants));
    String key = TreeJson.write(tree);
    put(nodes, constants);
    if (key.length() > LONGEST_TREE) {
      return printer.apply(TreeJson.write(tree));
    }
    Optional<Template> template = texts.find(key).orElseGet(() -> {
      Optional<Template> made = template(printer.apply(key), placeholders(constants));
      texts.put(key, made);
      return made;
    });
    return template.map(known -> known.with(constants)).orElseGet(() -> printer.apply(TreeJson.write(tree)));
  }

  private static List<Constant> placeholders(List<Constant> constants) {
    List<Constant> placeholders = new ArrayList<>();
    for (Constant constant : constants) {
      placeholders.add(Constants.placeholder(placeholders.size(), constant.isText()));
    }
    return placeholders;
  }

  private static void put(List<ObjectNode> nodes, List<Constant> constants) {
    for (int i = 0; i < nodes.size(); i++) {
      Constants.write(nodes.get(i), constants.get(i));
    }
  }

  /// Empty unless the text's only tokens with a mark or of such numbers are the placeholders, each there once.
  private static Optional<Template> template(String text, List<Constant> placeholders) {
    List<String> spelled = placeholders.stream().map(Constant::spelled).toList();
    List<String> parts = new ArrayList<>();
    List<Integer> order = new ArrayList<>();
    int copied = 0;
    for (SqlTokens.Token token : SqlTokens.of(text)) {
      String word = text.substring(token.start(), token.end());
      int number = spelled.indexOf(word);
      if (number >= 0) {
        if (order.contains(number)) {
          return Optional.empty();
        }
        order.add(number);
        parts.add(text.substring(copied, token.start()));
        copied = token.end();
      } else if (word.indexOf(Constants.MARK) >= 0) {
        return Optional.empty();
      }
    }
    parts.add(text.substring(copied));
    return order.size() == placeholders.size() ? Optional.of(new Template(List.copyOf(parts), List.copyOf(order))) : Optional.empty();
  }
}
