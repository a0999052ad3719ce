package millrace.plugins.worker;

import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/// Where plugins' Python environment is, and what their processes inherit.
///
/// @param pluginFolder the plugin directory
/// @param location the environment's folder (`--virtual-env-location`); without one it is below the plugin directory
/// @param mode [PackageMode#DISABLED] never creates or changes an environment
/// @param cacheFolder for a certificate bundle, where the system has none
/// @param environment the server's environment variables
public record EnvironmentOptions(
    Path pluginFolder, Optional<Path> location, PackageMode mode, Path cacheFolder, Map<String, String> environment) {
  public EnvironmentOptions {
    Objects.requireNonNull(mode);
    Objects.requireNonNull(cacheFolder);
    pluginFolder = pluginFolder.toAbsolutePath().normalize();
    location = location.map(path -> path.toAbsolutePath().normalize());
    environment = Map.copyOf(environment);
  }
}
