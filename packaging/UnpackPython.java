import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import millrace.plugins.worker.PythonOptions;
import millrace.plugins.worker.PythonResolution;
import millrace.plugins.worker.PythonRuntime;

/// Unpacks the interpreter that comes with the product into a folder and prints its home; prints nothing when there is
/// none for this platform. Run by `make-packages` with the product's libraries on the class path.
final class UnpackPython {
  public static void main(String[] folder) {
    PythonOptions options = new PythonOptions(Optional.empty(), Optional.empty(), Path.of(folder[0]), Map.of());
    if (PythonRuntime.resolve(options) instanceof PythonResolution.Found(PythonRuntime python)
        && python.executable().startsWith(Path.of(folder[0]).toAbsolutePath())) {
      System.out.println(python.executable().getParent().getParent());
    }
  }
}
