package millrace.endtoend;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The commands of a document, in their order, with what it shows of their output and the files it says to save.
///
/// A block is taken for commands when its first line begins with a program. What stands in the very next block, with
/// nothing between, is the output of its last command. A comment `# not run by the tests: WHY`, as the first line of a
/// block or behind a command, leaves the block or the command out.
record DocumentedCommands(List<Step> steps, int notRun) {
  private static final String NOT_RUN = "# not run by the tests: ";
  private static final Pattern PROGRAM = Pattern.compile(
      "(sudo |\\S*/)*(influxdb3|curl|dev|docker|tar|systemctl|export|python3|mkdir) .*|# not run by the tests: .*");
  private static final Pattern SAVED = Pattern.compile("(?s).*Save this as `(~/[^`]+)`[^`]*");

  /// What is to be done.
  sealed interface Step {
    /// @param line where it stands in the document
    record Command(int line, String text) implements Step {}

    /// @param text as the document shows it
    record Output(int line, String text) implements Step {}

    record Saved(String path, String content) implements Step {}
  }

  private record Block(int line, String language, String before, String text) {
    boolean isCommands() {
      return language.isEmpty() && PROGRAM.matcher(text.split("\n", 2)[0]).matches() && !text.contains("[COMMAND]");
    }
  }

  static DocumentedCommands of(Path page) throws IOException {
    List<Step> steps = new ArrayList<>();
    int notRun = 0;
    boolean isOutput = false;
    for (Block block : blocks(page)) {
      Matcher saved = SAVED.matcher(block.before);
      if (block.isCommands()) {
        int before = steps.size();
        notRun += commands(block, steps);
        isOutput = steps.size() > before;
      } else if (isOutput && block.before.isBlank()) {
        steps.add(new Step.Output(block.line, block.text));
        isOutput = false;
      } else if (saved.matches()) {
        steps.add(new Step.Saved(saved.group(1), block.text));
        isOutput = false;
      }
    }
    return new DocumentedCommands(steps, notRun);
  }

  /// @return how many are left out
  private static int commands(Block block, List<Step> steps) {
    String[] lines = block.text.replace("\\\n", " ").split("\n");
    if (lines[0].startsWith(NOT_RUN)) {
      return lines.length - 1;
    }
    int notRun = 0;
    for (int i = 0; i < lines.length; i++) {
      if (lines[i].contains(NOT_RUN)) {
        notRun++;
      } else if (!lines[i].isBlank()) {
        steps.add(new Step.Command(block.line + i + 1, lines[i]));
      }
    }
    return notRun;
  }

  private static List<Block> blocks(Path page) throws IOException {
    List<Block> blocks = new ArrayList<>();
    StringBuilder text = new StringBuilder();
    String before = "";
    String language = "";
    int start = 0;
    int number = 0;
    for (String line : Files.readAllLines(page, StandardCharsets.UTF_8)) {
      number++;
      if (!line.startsWith("```")) {
        text.append(line).append('\n');
      } else if (start == 0) {
        before = text.toString();
        language = line.substring(3).strip();
        start = number;
        text.setLength(0);
      } else {
        blocks.add(new Block(start, language, before, text.toString()));
        start = 0;
        text.setLength(0);
      }
    }
    return blocks;
  }
}
