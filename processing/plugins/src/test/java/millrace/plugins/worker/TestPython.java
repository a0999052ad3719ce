package millrace.plugins.worker;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import millrace.base.Clock;

/// The interpreter the tests run plugins with: the one that travels with the product, unpacked once per build folder;
/// another when the system property `millrace.test.python` names one.
public final class TestPython {
  private static final PythonResolution RESOLUTION =
      PythonRuntime.resolve(
          new PythonOptions(
              Optional.ofNullable(System.getProperty("millrace.test.python")).map(Path::of),
              Optional.empty(),
              Path.of("target", "python"),
              Map.of("PATH", "/usr/bin:/bin")));

  private TestPython() {}

  public static PythonRuntime runtime() {
    return switch (RESOLUTION) {
      case PythonResolution.Found(PythonRuntime runtime) -> runtime;
      case PythonResolution.Unavailable(String reason) -> throw new IllegalStateException(reason);
    };
  }

  public static WorkerSupervisor supervisor(WorkerOutput output) {
    Map<String, String> environment = new HashMap<>();
    environment.put("PATH", "/usr/bin:/bin");
    environment.put("TZ", "UTC");
    return new WorkerSupervisor(
        new WorkerSettings(
            runtime().executable(), environment, Path.of(System.getProperty("java.io.tmpdir")), output),
        Clock.SYSTEM);
  }
}
