package millrace.plugins.worker;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import millrace.base.ErrorCode;
import millrace.base.MillraceException;

/// Which files a sandboxed worker reaches besides the system's and Python's own. The worker enforces it upon itself before
/// any plugin runs, see `millrace_worker/sandbox.py`, and ends when the kernel cannot.
///
/// @param readable files and folders plugins may read, such as the plugin directory
/// @param scratch the one folder they may write; where temporary files go
public record Sandbox(List<Path> readable, Path scratch) {
  public Sandbox {
    readable = List.copyOf(readable);
  }

  /// Variables of the worker's environment that say so; makes the scratch folder.
  ///
  /// @throws MillraceException when the scratch folder cannot be made, or a path cannot be passed on
  public Map<String, String> variables() {
    try {
      Files.createDirectories(scratch);
    } catch (IOException failure) {
      throw new MillraceException(ErrorCode.INVALID_ARGUMENT, "the plugin sandbox: cannot make " + scratch, failure);
    }
    Map<String, String> variables = new HashMap<>();
    variables.put("MILLRACE_SANDBOX_READ", readable.stream().map(Sandbox::checked).collect(Collectors.joining(":")));
    variables.put("MILLRACE_SANDBOX_WRITE", checked(scratch));
    variables.put("TMPDIR", scratch.toAbsolutePath().toString());
    variables.put("HOME", scratch.toAbsolutePath().toString());
    return variables;
  }

  private static String checked(Path path) {
    String text = path.toAbsolutePath().toString();
    if (text.contains(":")) {
      throw new MillraceException(ErrorCode.INVALID_ARGUMENT, "the plugin sandbox: a path with a colon: " + text);
    }
    return text;
  }
}
