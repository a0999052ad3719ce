package millrace.cli;

import java.util.List;

/// Help texts, made from the commands' data.
final class Help {
  private Help() {}

  static String top(List<Command> commands) {
    StringBuilder text = new StringBuilder("InfluxDB 3 Core: Millrace, a time series database that turns data as it flows\n\n"
        + "Usage: influxdb3 [COMMAND]\n\nCommands:\n");
    line(text, "serve", "run the server; also what no command does");
    line(text, "demo", "a tour of the main job on a server of its own");
    commands.forEach(command -> line(text, command.path(), command.help()));
    return text.append("\nOptions:\n").append("  -h, --help      this text; after a command, its flags\n")
        .append("  -V, --version   the version\n").toString();
  }

  static String group(String group, List<Command> commands) {
    StringBuilder text = new StringBuilder("Usage: influxdb3 " + group + " <COMMAND>\n\nCommands:\n");
    for (Command command : commands) {
      if (command.path().startsWith(group + " ")) {
        line(text, command.path().substring(group.length() + 1), command.help());
      }
    }
    return text.toString();
  }

  static String of(Command command) {
    StringBuilder text = new StringBuilder(command.help()).append("\n\nUsage: ").append(command.usage()).append('\n');
    if (!command.positionals().isEmpty()) {
      text.append("\nArguments:\n");
      command.positionals().forEach(positional -> line(text, positional.shown(), positional.help()));
    }
    text.append("\nOptions:\n");
    for (Flag flag : command.flags()) {
      String names = String.join(", ", flag.names()) + (flag.isToggle() ? "" : " <" + flag.valueName() + ">");
      // The token's variable is named, its value never shown.
      String notes = (flag.variable().isEmpty() ? "" : " [env: " + flag.variable() + "]")
          + (flag.fallback().isEmpty() ? "" : " [default: " + flag.fallback() + "]");
      line(text, names, flag.help() + notes);
    }
    return text.toString();
  }

  static void line(StringBuilder text, String name, String help) {
    text.append("  ").append(name).append(" ".repeat(Math.max(2, 34 - name.length()))).append(help).append('\n');
  }
}
