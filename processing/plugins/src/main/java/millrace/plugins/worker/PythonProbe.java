package millrace.plugins.worker;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/// Runs an interpreter to see whether it works here, is new enough, has what the worker needs, and reads our frames.
final class PythonProbe {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final String MARK = "usable ";

  private static final String SCRIPT =
      """
      import sys
      if sys.version_info < (3, 10):
          sys.exit("Python 3.10 or later is needed, this is " + sys.version.split()[0])
      import ctypes, marshal, socket, zlib
      socket.AF_UNIX
      if marshal.loads(bytes.fromhex(sys.argv[1])) != [{"k": "v", "n": 2**63}, {"k": "v", "n": 1.5}]:
          sys.exit("its marshal format differs")
      print("usable", sys.version.split()[0])
      """;

  private PythonProbe() {}

  sealed interface Verdict {}

  record Usable(String version) implements Verdict {}

  record Unusable(String reason) implements Verdict {}

  static Verdict run(Path python) {
    CommandRun run =
        CommandRun.of(
            List.of(python.toString(), "-I", "-c", SCRIPT, HexFormat.of().formatHex(sample())), Map.of(), PATIENCE);
    String last = run.lastLine();
    if (run.succeeded() && last.startsWith(MARK)) {
      return new Usable(last.substring(MARK.length()).strip());
    }
    return new Unusable(last.isEmpty() ? run.describeEnd() : last);
  }

  private static byte[] sample() {
    MarshalWriter out = new MarshalWriter().list(2);
    out.dict().key("k").text("v", true).key("n").unsigned(Long.MIN_VALUE).endDict();
    out.dict().reference(0).reference(1).reference(2).real(1.5).endDict();
    return out.toBytes();
  }
}
