package millrace.plugins.worker;

import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;

/// How worker processes are started.
///
/// @param python the interpreter to run, usually a virtual environment's
/// @param environment every variable the processes get, before those of a [WorkerSpec]
/// @param socketFolder where the private folder with the socket is made; short, because socket paths are
/// @param output where printed lines go
public record WorkerSettings(
    Path python, Map<String, String> environment, Path socketFolder, WorkerOutput output) {
  public WorkerSettings {
    Objects.requireNonNull(python);
    Objects.requireNonNull(socketFolder);
    Objects.requireNonNull(output);
    environment = Map.copyOf(environment);
  }
}
