package millrace.cli;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What a user gave a command: flags before, between and after positional arguments, `--flag value` or `--flag=value`,
/// then environment variables, then defaults.
final class Arguments {
  private final Command command;
  /// By flag; the flags of a command are each one object, and hashing their six components would cost milliseconds.
  private final Map<Flag, String> values = new IdentityHashMap<>();
  private final List<String> positionals = new ArrayList<>();

  private Arguments(Command command) {
    this.command = command;
  }

  /// @throws UsageError in the words of the original command line
  static Arguments parse(Command command, List<String> words, Map<String, String> environment) {
    Arguments parsed = new Arguments(command);
    parsed.read(words);
    parsed.fill(environment);
    parsed.check();
    return parsed;
  }

  Command command() {
    return command;
  }

  boolean has(String flag) {
    return values.containsKey(flag(flag)) && !"false".equals(values.get(flag(flag)));
  }

  Optional<String> find(String flag) {
    return Optional.ofNullable(values.get(flag(flag)));
  }

  /// The value of a flag that only some commands have.
  Optional<String> optional(String flag) {
    return command.flag(flag).isPresent() ? find(flag) : Optional.empty();
  }

  /// The value of a flag that is required or has a default.
  String get(String flag) {
    return find(flag).orElseThrow(() -> new UsageError("missing value of " + flag, command.usage()));
  }

  /// The values of a flag that may be given more than once.
  List<String> all(String flag) {
    return find(flag).map(text -> text.lines().toList()).orElse(List.of());
  }

  List<String> positionals() {
    return Collections.unmodifiableList(positionals);
  }

  Optional<String> positional(int index) {
    return index < positionals.size() ? Optional.of(positionals.get(index)) : Optional.empty();
  }

  /// A flag of `key=value` pairs, split at commas.
  Optional<Map<String, String>> pairs(String flag) {
    return find(flag).map(text -> {
      Map<String, String> pairs = new java.util.LinkedHashMap<>();
      for (String pair : text.split(",")) {
        int equals = pair.indexOf('=');
        if (equals < 0) {
          throw new UsageError("invalid value '" + text + "' for '" + flag(flag).shown()
              + "': invalid KEY=VALUE: no `=` found in `" + pair + "`", "");
        }
        pairs.put(pair.substring(0, equals), pair.substring(equals + 1));
      }
      return pairs;
    });
  }

  private Flag flag(String name) {
    return command.flag(name).orElseThrow(() -> new IllegalStateException(command.path() + " has no flag " + name));
  }

  private void read(List<String> words) {
    boolean onlyPositionals = false;
    for (int at = 0; at < words.size(); at++) {
      String word = words.get(at);
      if (onlyPositionals || word.equals("-") || !word.startsWith("-") || isNumber(word)) {
        positional(word);
      } else if (word.equals("--")) {
        onlyPositionals = true;
      } else {
        at += readFlag(words, at);
      }
    }
  }

  private static boolean isNumber(String word) {
    return word.length() > 1 && Character.isDigit(word.charAt(1));
  }

  private void positional(String word) {
    boolean takesAll = command.positionals().stream().anyMatch(Positional::repeated);
    if (!takesAll && positionals.size() == command.positionals().size()) {
      throw new UsageError("unexpected argument '" + word + "' found", command.usage());
    }
    positionals.add(word);
  }

  /// @return how many further words it took
  private int readFlag(List<String> words, int at) {
    String word = words.get(at);
    int equals = word.indexOf('=');
    String spelling = equals > 0 ? word.substring(0, equals) : word;
    boolean isShortWithValue = !word.startsWith("--") && word.length() > 2 && command.flag(word).isEmpty();
    if (isShortWithValue && equals < 0) {
      spelling = word.substring(0, 2);
    }
    String name = spelling;
    Flag flag = command.flag(name)
        .orElseThrow(() -> new UsageError("unexpected argument '" + name + "' found", command.usage()));
    if (values.containsKey(flag) && !flag.repeatable()) {
      throw new UsageError("the argument '" + flag.shown() + "' cannot be used multiple times", command.usage());
    }
    if (equals > 0) {
      store(flag, word.substring(equals + 1));
      return 0;
    }
    if (isShortWithValue) {
      store(flag, word.substring(2));
      return 0;
    }
    if (flag.isToggle()) {
      values.put(flag, "true");
      return 0;
    }
    if (at + 1 >= words.size() || (words.get(at + 1).startsWith("--") && words.get(at + 1).length() > 2)) {
      throw new UsageError("a value is required for '" + flag.shown() + "' but none was supplied", "");
    }
    store(flag, words.get(at + 1));
    return 1;
  }

  private void store(Flag flag, String value) {
    values.merge(flag, value, (first, next) -> first + "\n" + next);
  }

  private void fill(Map<String, String> environment) {
    for (Flag flag : command.flags()) {
      if (!values.containsKey(flag)) {
        String variable = flag.variable().isEmpty() ? null : environment.get(flag.variable());
        if (variable != null && !variable.isEmpty()) {
          values.put(flag, variable);
        } else {
          flag.defaultValue().ifPresent(value -> values.put(flag, value));
        }
      }
    }
  }

  private void check() {
    List<String> missing = new ArrayList<>();
    for (Flag flag : command.flags()) {
      if (flag.required() && !values.containsKey(flag)) {
        missing.add(flag.shown());
      }
    }
    for (int i = positionals.size(); i < command.positionals().size(); i++) {
      if (command.positionals().get(i).required()) {
        missing.add(command.positionals().get(i).shown());
      }
    }
    if (!missing.isEmpty()) {
      throw new UsageError(
          "the following required arguments were not provided:\n  " + String.join("\n  ", missing), command.usage());
    }
  }
}
