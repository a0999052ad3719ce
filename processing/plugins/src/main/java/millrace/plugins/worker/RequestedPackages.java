package millrace.plugins.worker;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What was asked to be installed into an environment, one requirement a line, so that it can be made anew for another
/// version of Python.
final class RequestedPackages {
  private static final Logger LOG = LoggerFactory.getLogger(RequestedPackages.class);

  private final Path file;

  private RequestedPackages(Path file) {
    this.file = file;
  }

  static RequestedPackages in(Path environment) {
    return new RequestedPackages(environment.resolve("requested-packages.txt"));
  }

  /// The requirements in the order they came; empty when nothing is recorded.
  List<String> read() {
    try {
      return Files.exists(file) ? List.copyOf(Files.readAllLines(file)) : List.of();
    } catch (IOException e) {
      LOG.warn("cannot read {}: {}", file, e.toString());
      return List.of();
    }
  }

  /// Adds requirements, each once.
  void add(List<String> requirements) {
    Set<String> all = new LinkedHashSet<>(read());
    all.addAll(requirements);
    try {
      Files.write(file, all);
    } catch (IOException e) {
      LOG.warn("cannot record the installed packages in {}: {}", file, e.toString());
    }
  }
}
