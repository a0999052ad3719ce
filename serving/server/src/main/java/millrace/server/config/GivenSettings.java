package millrace.server.config;

import java.util.Map;
import java.util.Optional;

/// What arguments and environment said, each by its setting, values read and checked.
public final class GivenSettings {
  private final Map<Setting<?>, Object> values;

  GivenSettings(Map<Setting<?>, Object> values) {
    this.values = Map.copyOf(values);
  }

  /// What was said, or the default.
  ///
  /// @throws IllegalStateException when the setting has neither
  public <T> T get(Setting<T> setting) {
    return given(setting)
        .or(() -> setting.fallback().map(text -> setting.reader().read(text, setting.name())))
        .orElseThrow(() -> new IllegalStateException(setting.name() + " has no value"));
  }

  /// What was said or the default, where there may be neither.
  public <T> Optional<T> find(Setting<T> setting) {
    return given(setting).or(() -> setting.fallback().map(text -> setting.reader().read(text, setting.name())));
  }

  /// What was said; empty where only the default would count.
  @SuppressWarnings("unchecked")
  public <T> Optional<T> given(Setting<T> setting) {
    return Optional.ofNullable((T) values.get(setting));
  }
}
