package millrace.cli;

import static millrace.cli.Flag.toggle;
import static millrace.cli.Flag.value;

import java.util.List;
import java.util.stream.Stream;

/// What a command works on, and which flags say where that is.
enum Reach {
  NOTHING,
  SERVER,
  SERVER_AND_BUCKET,
  /// The store itself, without a server.
  STORE;

  private static final List<Flag> SERVER_FLAGS = List.of(
      value("--host -H", "HOST_URL", "server").from("INFLUXDB3_HOST_URL").orElse("http://127.0.0.1:8181"),
      value("--token", "AUTH_TOKEN", "token").from("INFLUXDB3_AUTH_TOKEN"),
      value("--tls-ca", "FILE", "certificate authority").from("INFLUXDB3_TLS_CA"),
      toggle("--tls-no-verify", "do not check certificates").from("INFLUXDB3_TLS_NO_VERIFY"));

  /// The flags, the same objects each time. Those of the store come from the table of `serve`, which is read only for
  /// commands that have them: it costs as much time as all else that a short command does with its words.
  List<Flag> flags() {
    return switch (this) {
      case NOTHING -> List.of();
      case SERVER -> SERVER_FLAGS;
      case SERVER_AND_BUCKET -> Stream.concat(StoreFlags.access().stream(), SERVER_FLAGS.stream()).toList();
      case STORE -> StoreFlags.ALL;
    };
  }
}
