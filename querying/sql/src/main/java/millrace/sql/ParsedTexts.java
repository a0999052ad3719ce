package millrace.sql;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import millrace.sql.Constants.Constant;

/// The trees of query texts. The parser takes a third of a small query's time, and clients ask the same over and over with
/// other times and tag values, so trees are kept by their text with placeholders for such constants.
///
/// A tree is kept only if its placeholders stand in it as constants, each of them and nowhere else: then the parser has
/// looked at nothing within them, and a tree with other constants is what it would have made of their text.
///
/// Threads: any.
final class ParsedTexts {
  private static final int LONGEST_TEXT = 4096;

  private final Recent<String, Optional<String>> trees = new Recent<>();

  /// A query as it was parsed.
  ///
  /// @param tree free to be changed
  /// @param text what the tree's places are places in
  record Parsed(ObjectNode tree, String text) {}

  /// @param parser gives the tree of a text as JSON
  Parsed of(String text, Function<String, String> parser) {
    if (text.length() > LONGEST_TEXT || text.indexOf(Constants.MARK) >= 0) {
      return new Parsed(TreeJson.read(parser.apply(text)), text);
    }
    List<Constant> constants = new ArrayList<>();
    String template = template(text, constants);
    Optional<String> known = trees.find(template).orElseGet(() -> {
      Optional<String> made = make(template, constants, parser);
      trees.put(template, made);
      return made;
    });
    if (known.isEmpty()) {
      return new Parsed(TreeJson.read(parser.apply(text)), text);
    }
    ObjectNode tree = TreeJson.read(known.get());
    fill(tree, constants);
    return new Parsed(tree, template);
  }

  /// The text with placeholders for its constants, which come in their order.
  private static String template(String text, List<Constant> constants) {
    StringBuilder template = new StringBuilder();
    int copied = 0;
    int previousEnd = -1;
    for (SqlTokens.Token token : SqlTokens.of(text)) {
      String spelled = text.substring(token.start(), token.end());
      Optional<Constant> constant = token.start() == previousEnd && token.kind() == SqlTokens.Kind.STRING
          ? Optional.empty() // Belongs to what stands before it, as in x'00'.
          : constant(token.kind(), spelled);
      if (constant.isPresent()) {
        Constant placeholder = Constants.placeholder(constants.size(), constant.get().isText());
        template.append(text, copied, token.start()).append(placeholder.spelled());
        constants.add(constant.get());
        copied = token.end();
      }
      previousEnd = token.kind() == SqlTokens.Kind.SYMBOL ? -1 : token.end();
    }
    return template.append(text, copied, text.length()).toString();
  }

  private static Optional<Constant> constant(SqlTokens.Kind kind, String spelled) {
    boolean isPlainText = kind == SqlTokens.Kind.STRING && spelled.length() >= 2
        && spelled.startsWith("'") && spelled.endsWith("'") && spelled.indexOf('\0') < 0;
    if (isPlainText) {
      return Optional.of(new Constant(true, spelled.substring(1, spelled.length() - 1).replace("''", "'")))
          .filter(constant -> constant.spelled().equals(spelled));
    }
    return kind == SqlTokens.Kind.NUMBER && Constants.isLongNumber(spelled)
        ? Optional.of(new Constant(false, spelled))
        : Optional.empty();
  }

  private Optional<String> make(String template, List<Constant> constants, Function<String, String> parser) {
    String tree = parser.apply(template);
    List<Constant> placeholders = new ArrayList<>();
    for (Constant constant : constants) {
      placeholders.add(Constants.placeholder(placeholders.size(), constant.isText()));
    }
    ObjectNode read = TreeJson.read(tree);
    boolean isUsable = !read.path("error").asBoolean() && Constants.hasExactly(read, placeholders);
    return isUsable ? Optional.of(tree) : Optional.empty();
  }

  private static void fill(ObjectNode tree, List<Constant> constants) {
    Map<Constant, Constant> values = new HashMap<>();
    for (Constant constant : constants) {
      values.put(Constants.placeholder(values.size(), constant.isText()), constant);
    }
    for (ObjectNode node : Constants.of(tree)) {
      Constant value = values.get(Constants.read(node));
      if (value != null) {
        Constants.write(node, value);
      }
    }
  }
}
