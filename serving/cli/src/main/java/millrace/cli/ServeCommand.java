package millrace.cli;

import java.io.PrintStream;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import millrace.base.MillraceException;
import millrace.server.Serve;
import millrace.server.config.ServeSettings;
import millrace.server.config.ServerOptions;
import millrace.server.config.Setting;
import millrace.server.config.UsageException;

/// `influxdb3 serve`, and `influxdb3` without a word, which serves with everything chosen for the user.
final class ServeCommand {
  private static final String USAGE = "influxdb3 serve [OPTIONS] --node-id <NODE_IDENTIFIER_PREFIX>";

  private final Map<String, String> environment;
  private final PrintStream out;
  private final PrintStream err;

  ServeCommand(Map<String, String> environment, PrintStream out, PrintStream err) {
    this.environment = environment;
    this.out = out;
    this.err = err;
  }

  /// Serves until the process is told to stop, and does not return then.
  ///
  /// @param words all of the command line; empty for a quick start
  /// @return the exit status of what is not serving
  int run(List<String> words) {
    List<String> flags = words.isEmpty() ? words : words.subList(1, words.size());
    if (flags.stream().anyMatch(word -> word.equals("-h") || word.equals("--help") || word.equals("--help-all"))) {
      out.print(help());
      return 0;
    }
    try {
      ServerOptions options =
          words.isEmpty() ? ServerOptions.quickStart(environment, hostName()) : ServerOptions.read(flags, environment);
      if (words.isEmpty()) {
        options.warnings().forEach(err::println);
      }
      out.flush();
      Serve.run(options, environment);
      return 0;
    } catch (UsageException e) {
      throw new UsageError(e.getMessage(), USAGE);
    } catch (MillraceException e) {
      throw new CommandFailure(e.getMessage());
    }
  }

  private static Optional<String> hostName() {
    try {
      return Optional.of(InetAddress.getLocalHost().getHostName());
    } catch (UnknownHostException e) {
      return Optional.empty();
    }
  }

  private static String help() {
    StringBuilder text = new StringBuilder("Run the Millrace server\n\nUsage: " + USAGE + "\n");
    for (Setting.Section section : Setting.Section.values()) {
      text.append('\n').append(section).append(":\n");
      for (Setting<?> setting : ServeSettings.ALL) {
        if (setting.section() == section) {
          Help.line(text, setting.isSwitch() ? setting.name() : setting.name() + " <" + setting.valueName() + ">",
              setting.help() + " [env: " + setting.environment().getFirst() + "]");
        }
      }
    }
    return text.toString();
  }
}
