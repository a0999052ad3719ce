package millrace.cli;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// The program `influxdb3`: finds the command, reads its arguments, runs it, gives an exit status.
///
/// Status 0: done. 1: it failed, said on standard error as `<Verb> command failed: …`. 2: the command line is wrong.
public final class Main {
  /// Words that may stand between the groups of a command's path, as far as the original knows them.
  private static final Map<String, String> ALIASES = Map.of("q", "query", "w", "write", "show s", "show system");

  private final List<Command> commands = Commands.all();
  private final Map<String, String> environment;
  private final PrintStream out;
  private final PrintStream err;

  Main(Map<String, String> environment, PrintStream out, PrintStream err) {
    this.environment = environment;
    this.out = out;
    this.err = err;
  }

  public static void main(String[] words) {
    PrintStream out = new PrintStream(System.out, false, StandardCharsets.UTF_8);
    PrintStream err = new PrintStream(System.err, true, StandardCharsets.UTF_8);
    int status = start(List.of(words), out, err);
    out.flush();
    err.flush();
    // A server keeps running on its own threads; only commands end the process here.
    if (status >= 0) {
      Runtime.getRuntime().halt(status);
    }
  }

  private static int start(List<String> words, PrintStream out, PrintStream err) {
    Map<String, String> environment;
    try {
      environment = DotEnv.over(System.getenv());
    } catch (CommandFailure e) {
      err.println("FATAL Error loading config from: " + e.getMessage() + "\nAborting");
      return 1;
    }
    return new Main(environment, out, err).run(words);
  }

  /// Runs one command line.
  ///
  /// @return the exit status, or -1 when a server runs on
  int run(List<String> given) {
    List<String> words = withoutRuntimeOptions(given);
    try {
      if (words.isEmpty() || words.getFirst().equals("serve")) {
        return new ServeCommand(environment, out, err).run(words);
      }
      if (words.getFirst().equals("demo")) {
        return new DemoCommand(environment, out, err).run(words.subList(1, words.size()));
      }
      return runClient(words);
    } catch (HelpWanted e) {
      out.print(e.getMessage());
      return 0;
    } catch (UsageError e) {
      err.println(e.text());
      return 2;
    } catch (CommandFailure e) {
      err.println(verb(words) + " command failed: " + e.getMessage());
      return 1;
    }
  }

  private int runClient(List<String> words) {
    switch (words.getFirst()) {
      case "-V", "--version" -> {
        out.println(Version.line());
        return 0;
      }
      case "-h", "--help", "--help-all", "help" -> {
        out.print(Help.top(commands));
        return 0;
      }
      default -> {}
    }
    Arguments arguments = parse(words);
    Command command = arguments.command();
    if (command.reach() == Reach.STORE) {
      return new DebugCommand(environment, out).run(arguments);
    }
    if (command.path().equals("completion")) {
      out.print(new Completion(commands).script(arguments.positionals().getFirst()));
      return 0;
    }
    Api api = new Api(arguments);
    if (command.reach() == Reach.SERVER_AND_BUCKET) {
      return new BackupCommands(api, environment, out).run(arguments);
    }
    return new Dispatch(api, out, err, environment).run(arguments);
  }

  /// Reads the command line of a client command.
  ///
  /// @throws HelpWanted when it asks for help
  Arguments parse(List<String> words) {
    if (words.getFirst().startsWith("-")) {
      throw new UsageError("unexpected argument '" + words.getFirst() + "' found", "influxdb3 [OPTIONS] [COMMAND]");
    }
    int length = pathLength(words);
    Command command = find(path(words, length), words);
    List<String> rest = words.subList(length, words.size());
    if (rest.stream().anyMatch(word -> word.equals("-h") || word.equals("--help") || word.equals("--help-all"))) {
      throw new HelpWanted(Help.of(command));
    }
    return Arguments.parse(command, rest, environment);
  }

  private Command find(String path, List<String> words) {
    if (words.size() > 1 && path(words, 2).equals("show system") && isWithoutDatabase(words)) {
      throw new UsageError("the following required arguments were not provided:\n  --database <DATABASE_NAME>",
          "influxdb3 show system --database <DATABASE_NAME> --host <HOST_URL> <COMMAND>");
    }
    for (Command command : commands) {
      if (command.path().equals(path)) {
        return command;
      }
    }
    String group = words.getFirst();
    List<String> below = commands.stream().map(Command::path).filter(p -> p.startsWith(group + " ")).toList();
    if (below.isEmpty()) {
      throw new UsageError("unrecognized subcommand '" + group + "'", "influxdb3 [OPTIONS] [COMMAND]");
    }
    if (words.size() > 1 && (words.get(1).equals("-h") || words.get(1).equals("--help"))) {
      throw new HelpWanted(Help.group(group, commands));
    }
    throw words.size() == 1
        ? new UsageError("'influxdb3 " + group + "' requires a subcommand but one was not provided\n  [subcommands: "
            + String.join(", ", below.stream().map(p -> p.substring(group.length() + 1)).toList()) + "]",
            "influxdb3 " + group + " <COMMAND>")
        : new UsageError("unrecognized subcommand '" + words.get(1) + "'", "influxdb3 " + group + " <COMMAND>");
  }

  /// `-h` asked of a group of commands; an outcome, not an error.
  static final class HelpWanted extends RuntimeException {
    private static final long serialVersionUID = 1;

    HelpWanted(String text) {
      super(text, null, false, false);
    }
  }

  /// How many leading words name the command: the longest path that fits. Flags may come before the last word of a path
  /// (`show system -d db summary`), so those words are looked for beyond them.
  private int pathLength(List<String> words) {
    int best = 1;
    for (int length = 1; length <= Math.min(3, words.size()); length++) {
      String path = path(words, length);
      if (commands.stream().anyMatch(command -> command.path().equals(path))) {
        best = length;
      }
    }
    return best;
  }

  private static String path(List<String> words, int length) {
    String path = String.join(" ", words.subList(0, length));
    for (Map.Entry<String, String> alias : ALIASES.entrySet()) {
      if (path.equals(alias.getKey()) || path.startsWith(alias.getKey() + " ")) {
        path = alias.getValue() + path.substring(alias.getKey().length());
      }
    }
    return path;
  }

  /// Options of the original's thread pools may precede the command; they mean nothing here. Flags before the last word
  /// of `show system …` are moved behind it.
  private static List<String> withoutRuntimeOptions(List<String> given) {
    List<String> words = new ArrayList<>(given);
    while (words.size() > 1 && (words.getFirst().startsWith("--num-io-threads") || words.getFirst().startsWith("--io-runtime-"))) {
      boolean inOneWord = words.removeFirst().contains("=");
      if (!inOneWord) {
        words.removeFirst();
      }
    }
    boolean showsSystem = words.size() > 2 && words.get(0).equals("show") && (words.get(1).equals("system") || words.get(1).equals("s"));
    if (showsSystem) {
      for (String last : List.of("summary", "table-list", "table")) {
        int at = words.indexOf(last);
        if (at > 2) {
          words.remove(at);
          words.add(2, last);
          break;
        }
      }
    }
    return words;
  }

  /// Whether words that name no command of `show system` name no database either.
  private boolean isWithoutDatabase(List<String> words) {
    boolean named = words.stream().anyMatch(word -> word.startsWith("-d") || word.startsWith("--database") || word.startsWith("--db"));
    boolean known = words.size() > 2 && (!words.get(2).startsWith("-") || words.get(2).startsWith("-h") || words.get(2).equals("--help"));
    return !named && !known && !environment.containsKey("INFLUXDB3_DATABASE_NAME");
  }

  private static String verb(List<String> words) {
    String first = words.isEmpty() ? "serve" : path(words, 1);
    return Character.toUpperCase(first.charAt(0)) + first.substring(1);
  }
}
