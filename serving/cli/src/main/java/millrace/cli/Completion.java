package millrace.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// Scripts that make a shell complete `influxdb3` command lines, made from the commands' data.
final class Completion {
  /// The shells there is a script for.
  static final List<String> SHELLS = List.of("bash", "zsh", "fish");

  /// Words that are commands besides those of the table.
  private static final Map<String, String> OTHERS = Map.of(
      "serve", "run the server", "demo", "a tour of the main job on a server of its own", "help", "list the commands");

  private final List<Command> commands;
  /// For each path that has them, the words that may follow, with what they do.
  private final Map<String, Map<String, String>> words = new TreeMap<>();

  Completion(List<Command> commands) {
    this.commands = List.copyOf(commands);
    OTHERS.forEach((word, help) -> words.computeIfAbsent("", path -> new TreeMap<>()).put(word, help));
    for (Command command : commands) {
      String path = "";
      for (String word : command.path().split(" ")) {
        String next = path.isEmpty() ? word : path + " " + word;
        String help = next.equals(command.path()) ? command.help() : word + " ...";
        words.computeIfAbsent(path, any -> new TreeMap<>()).merge(word, help, (first, second) -> first);
        path = next;
      }
    }
  }

  /// @throws UsageError when there is no such shell
  String script(String shell) {
    return switch (shell) {
      case "bash" -> bash();
      case "zsh" -> zsh();
      case "fish" -> fish();
      default -> throw new UsageError(
          "invalid value '" + shell + "' for '<SHELL>'\n  [possible values: " + String.join(", ", SHELLS) + "]", "influxdb3 completion <SHELL>");
    };
  }

  /// That of bash, by what zsh has for such scripts. A file of the function path is run as the function that it is to
  /// define, when its first completion is wanted.
  private String zsh() {
    return "#compdef influxdb3\nautoload -U +X bashcompinit && bashcompinit\n" + bash()
        + "if [[ ${funcstack[1]} = _influxdb3 ]]; then _bash_complete -o filenames -F _influxdb3; fi\n";
  }

  private String bash() {
    Set<String> paths = new LinkedHashSet<>();
    words.forEach((path, next) -> next.keySet().forEach(word -> paths.add(path.isEmpty() ? word : path + " " + word)));
    StringBuilder text = new StringBuilder("""
        # Completion of influxdb3 command lines.
        _influxdb3() {
          local current=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]} path= at next words=
          COMPREPLY=()
          for ((at = 1; at < COMP_CWORD; at++)); do
            next="${path:+$path }${COMP_WORDS[at]}"
            case $next in
        """);
    text.append("      ").append(String.join("|", paths.stream().map(Completion::quoted).toList()))
        .append(") path=$next ;;\n    esac\n  done\n  case \"$path $before\" in\n");
    for (Map.Entry<String, List<String>> values : values().entrySet()) {
      text.append("    ").append(String.join("|", values.getValue().stream().map(Completion::quoted).toList())).append(") ")
          .append(values.getKey()).append("; return ;;\n");
    }
    text.append("  esac\n  case $path in\n");
    for (String path : pathsWithWords()) {
      text.append("    ").append(quoted(path)).append(") words=").append(quoted(String.join(" ", after(path)))).append(" ;;\n");
    }
    return text.append("  esac\n  for next in $words; do\n"
        + "    if [[ $next == \"$current\"* ]]; then COMPREPLY+=(\"$next\"); fi\n  done\n"
        + "  if [ ${#COMPREPLY[@]} -eq 0 ] && [[ $current != -* ]]; then COMPREPLY=($(compgen -f -- \"$current\")); fi\n"
        + "}\ncomplete -o filenames -F _influxdb3 influxdb3 ./influxdb3\n").toString();
  }

  /// What completes the value of a flag: the bash command, and for which `path flag` it holds.
  private Map<String, List<String>> values() {
    Map<String, List<String>> values = new LinkedHashMap<>();
    for (Command command : commands) {
      for (Flag flag : command.flags()) {
        if (!flag.isToggle()) {
          String choice = !flag.choices().isEmpty()
              ? "COMPREPLY=($(compgen -W " + quoted(flag.choices()) + " -- \"$current\"))"
              : flag.takesFile() ? "COMPREPLY=($(compgen -f -- \"$current\"))" : "COMPREPLY=()";
          for (String name : flag.names()) {
            values.computeIfAbsent(choice, any -> new ArrayList<>()).add(command.path() + " " + name);
          }
        }
      }
    }
    return values;
  }

  private Set<String> pathsWithWords() {
    Set<String> paths = new LinkedHashSet<>(words.keySet());
    commands.forEach(command -> paths.add(command.path()));
    return paths;
  }

  private List<String> after(String path) {
    List<String> after = new ArrayList<>(words.getOrDefault(path, Map.of()).keySet());
    for (Command command : commands) {
      if (command.path().equals(path)) {
        command.flags().forEach(flag -> after.addAll(List.of(flag.names())));
        after.add("--help");
        command.positionals().forEach(positional -> after.addAll(positional.choices()));
      }
    }
    if (path.isEmpty()) {
      after.addAll(List.of("--help", "--version"));
    }
    return after;
  }

  private String fish() {
    StringBuilder text = new StringBuilder("""
        # Completion of influxdb3 command lines.
        function __influxdb3_at
          set -l words (commandline -opc)
          set -l given
          for word in $words[2..-1]
            string match -q -- '-*' $word; or set -a given $word
          end
          test "$given[1..$argv[2]]" = "$argv[1]"; and test (count $given) -ge $argv[2]
        end
        complete -c influxdb3 -f
        """);
    words.forEach((path, next) -> next.forEach((word, help) -> text.append("complete -c influxdb3 -n ")
        .append(path.isEmpty() ? "'test (count (commandline -opc)) -eq 1'" : fishAt(path)).append(" -a ").append(word)
        .append(" -d ").append(quoted(help)).append('\n')));
    for (Command command : commands) {
      for (Positional positional : command.positionals()) {
        if (positional.takesFile() || !positional.choices().isEmpty()) {
          text.append("complete -c influxdb3 -n ").append(fishAt(command.path()))
              .append(positional.takesFile() ? " -F" : " -a " + quoted(String.join(" ", positional.choices())))
              .append('\n');
        }
      }
      for (Flag flag : command.flags()) {
        text.append("complete -c influxdb3 -n ").append(fishAt(command.path()));
        for (String name : flag.names()) {
          text.append(name.startsWith("--") ? " -l " + name.substring(2) : " -s " + name.substring(1));
        }
        if (!flag.isToggle()) {
          text.append(flag.takesFile() ? " -rF" : " -x");
        }
        if (!flag.choices().isEmpty()) {
          text.append(" -a ").append(quoted(flag.choices()));
        }
        text.append(" -d ").append(quoted(flag.help())).append('\n');
      }
    }
    return text.toString();
  }

  private static String fishAt(String path) {
    return "\"__influxdb3_at '" + path + "' " + path.split(" ").length + "\"";
  }

  /// Single quotes for a shell.
  private static String quoted(String text) {
    return "'" + text.replace("'", "'\\''") + "'";
  }
}
