package millrace.plugins;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import millrace.plugins.worker.HttpReply;

/// What a dry run did.
///
/// @param triggerNanos the instant a schedule test ran for, nanoseconds since the epoch; empty for other tests and on any
///     error. Shown as `trigger_time` in RFC 3339, UTC
/// @param reply what a request test answered; empty for other tests and when it failed
/// @param logLines lines such as `INFO: hello`, in order
/// @param databaseWrites per database one element per write call, `write_sync` calls first
/// @param errors empty when all went well
public record PluginTestReport(
    OptionalLong triggerNanos,
    Optional<HttpReply> reply,
    List<String> logLines,
    Map<String, List<String>> databaseWrites,
    List<String> errors) {
  public PluginTestReport {
    Objects.requireNonNull(triggerNanos);
    Objects.requireNonNull(reply);
    logLines = List.copyOf(logLines);
    Map<String, List<String>> writes = new LinkedHashMap<>();
    databaseWrites.forEach((database, lines) -> writes.put(database, List.copyOf(lines)));
    databaseWrites = Collections.unmodifiableMap(writes);
    errors = List.copyOf(errors);
  }

  /// A test that did not come to run.
  static PluginTestReport failed(String error) {
    return new PluginTestReport(OptionalLong.empty(), Optional.empty(), List.of(), Map.of(), List.of(error));
  }
}
