package millrace.cli;

import java.util.ArrayList;
import java.util.List;
import millrace.server.config.ServeSettings;
import millrace.server.config.Setting;

/// The flags of `serve` that say where data is kept, for commands that open the store themselves.
final class StoreFlags {
  static final List<Flag> ALL = all();

  private StoreFlags() {}

  private static List<Flag> all() {
    List<Flag> flags = new ArrayList<>();
    for (Setting<?> setting : ServeSettings.ALL) {
      if (setting.section() == Setting.Section.STORAGE) {
        String names = String.join(" ", setting.flags());
        Flag flag = setting.isSwitch()
            ? Flag.toggle(names, setting.help())
            : Flag.value(names, setting.valueName(), setting.help());
        flags.add(flag.from(setting.environment().getFirst()));
      }
    }
    return List.copyOf(flags);
  }

  /// Those of them that say how to reach a bucket, whichever it is.
  static List<Flag> access() {
    return ALL.stream().filter(flag -> flag.name().startsWith("--aws-")).toList();
  }

  /// What was given of them, as `serve` takes it.
  static List<String> of(Arguments arguments) {
    List<String> given = new ArrayList<>();
    for (Flag flag : ALL) {
      if (arguments.command().flag(flag.name()).isEmpty()) {
        continue;
      }
      if (flag.isToggle() ? arguments.has(flag.name()) : arguments.find(flag.name()).isPresent()) {
        given.add(flag.name() + "=" + arguments.get(flag.name()));
      }
    }
    return given;
  }
}
