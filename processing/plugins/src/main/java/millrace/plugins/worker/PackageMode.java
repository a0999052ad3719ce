package millrace.plugins.worker;

import java.util.Locale;
import java.util.Optional;

/// How packages are installed (`--package-manager`).
public enum PackageMode {
  /// pip.
  DISCOVER,
  /// pip.
  PIP,
  /// uv where it is on the search path, else pip.
  UV,
  /// Not at all: an environment that exists is used and never changed.
  DISABLED;

  /// The mode of an option's value, in any letter case.
  public static Optional<PackageMode> parse(String text) {
    for (PackageMode mode : values()) {
      if (mode.name().toLowerCase(Locale.ROOT).equals(text.toLowerCase(Locale.ROOT))) {
        return Optional.of(mode);
      }
    }
    return Optional.empty();
  }
}
