package millrace.plugins.worker;

import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/// Where to look for a Python interpreter.
///
/// @param python the interpreter the user names (`--python`, `INFLUXDB3_PYTHON`); nothing else is tried then
/// @param installFolder folder of the installation, where `python/` may lie
/// @param cacheFolder where the interpreter that comes with the product is unpacked
/// @param environment the server's environment variables
public record PythonOptions(
    Optional<Path> python, Optional<Path> installFolder, Path cacheFolder, Map<String, String> environment) {
  public PythonOptions {
    Objects.requireNonNull(python);
    Objects.requireNonNull(installFolder);
    Objects.requireNonNull(cacheFolder);
    environment = Map.copyOf(environment);
  }

  /// The user's cache folder for this product: `$XDG_CACHE_HOME/millrace` or `~/.cache/millrace`.
  public static Path defaultCacheFolder(Map<String, String> environment) {
    String cache = environment.getOrDefault("XDG_CACHE_HOME", "");
    Path base = cache.isEmpty() ? Path.of(System.getProperty("user.home"), ".cache") : Path.of(cache);
    return base.resolve("millrace");
  }
}
