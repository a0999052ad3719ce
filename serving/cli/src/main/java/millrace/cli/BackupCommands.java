package millrace.cli;

import java.io.PrintStream;
import java.util.Map;
import java.util.Optional;
import millrace.base.MillraceException;
import millrace.server.backup.Backups;
import millrace.server.config.UsageException;

/// `influxdb3 backup` and `influxdb3 restore`.
final class BackupCommands {
  private final Api api;
  private final Map<String, String> environment;
  private final PrintStream out;

  BackupCommands(Api api, Map<String, String> environment, PrintStream out) {
    this.api = api;
    this.environment = environment;
    this.out = out;
  }

  int run(Arguments arguments) {
    boolean isBackup = arguments.command().path().equals("backup");
    String place = arguments.get(isBackup ? "--to" : "--from");
    try (Backups backups = Backups.open(place, StoreFlags.of(arguments), environment, this::call, out::println)) {
      if (isBackup) {
        out.println("Backup " + backups.backup(arguments.find("--database")) + " is whole");
      } else if (arguments.has("--list")) {
        backups.list().forEach(out::println);
      } else {
        restore(backups, arguments);
      }
      return 0;
    } catch (UsageException e) {
      throw new UsageError(e.getMessage(), arguments.command().usage());
    } catch (MillraceException | Api.Unreachable e) {
      throw new CommandFailure(e.getMessage());
    }
  }

  private static void restore(Backups backups, Arguments arguments) {
    Optional<String> name = arguments.find("--as");
    backups.restore(arguments.find("--backup"), arguments.find("--database"), name);
  }

  private byte[] call(String method, String path, Map<String, String> query, byte[] body, String type) {
    return api.call(method, path, query, body, type).orFail().body();
  }
}
