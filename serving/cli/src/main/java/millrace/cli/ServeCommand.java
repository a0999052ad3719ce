package millrace.cli;

import java.io.PrintStream;
import java.util.List;
import java.util.Map;

/// `influxdb3 serve`.
final class ServeCommand {
  private final Map<String, String> environment;
  private final PrintStream out;
  private final PrintStream err;

  ServeCommand(Map<String, String> environment, PrintStream out, PrintStream err) {
    this.environment = environment;
    this.out = out;
    this.err = err;
  }

  int run(List<String> words) {
    throw new CommandFailure("no server yet: " + words + environment.size() + out + err);
  }
}
