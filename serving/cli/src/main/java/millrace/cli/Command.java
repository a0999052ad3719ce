package millrace.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A command as data: what it is called and what it takes. [Dispatch] runs it.
///
/// @param path words after `influxdb3`, such as `create trigger`
/// @param own its flags but for those that its reach brings
record Command(String path, String help, List<Flag> own, Reach reach, List<Positional> positionals) {
  Command {
    own = List.copyOf(own);
    positionals = List.copyOf(positionals);
  }

  /// All its flags. Each is one object, however often they are asked for.
  List<Flag> flags() {
    List<Flag> flags = new ArrayList<>(own);
    flags.addAll(reach.flags());
    return flags;
  }

  Optional<Flag> flag(String spelling) {
    for (Flag flag : flags()) {
      for (String name : flag.names()) {
        if (name.equals(spelling)) {
          return Optional.of(flag);
        }
      }
    }
    return Optional.empty();
  }

  /// The one line after `Usage:`.
  String usage() {
    StringBuilder usage = new StringBuilder("influxdb3 ").append(path);
    List<Flag> flags = flags();
    boolean hasOptional = flags.stream().anyMatch(flag -> !flag.required());
    if (hasOptional) {
      usage.append(" [OPTIONS]");
    }
    flags.stream().filter(Flag::required).forEach(flag -> usage.append(' ').append(flag.shown()));
    positionals.forEach(positional -> usage.append(' ').append(positional.shown()));
    return usage.toString();
  }
}
