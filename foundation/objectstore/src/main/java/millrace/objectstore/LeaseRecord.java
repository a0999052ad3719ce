package millrace.objectstore;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

/// What stands in the object of a lease; drawn in `docs/reference/formats/lease.md`.
///
/// @param holder who took it
/// @param nonce differs for each taking
/// @param beat counts the renewals
/// @param isReleased whether the holder has given it back
record LeaseRecord(LeaseHolder holder, UUID nonce, long beat, boolean isReleased) {
  byte[] encode() {
    String text =
        "state=" + (isReleased ? "released" : "held")
            + "\nhost=" + holder.host()
            + "\nmachine=" + holder.machine()
            + "\nprocess=" + holder.processId()
            + "\nstarted=" + holder.startedMillis()
            + "\nnonce=" + nonce
            + "\nbeat=" + beat
            + "\n";
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /// Reads what can be read: of a damaged or newer record only what it has counts, and it is held.
  static LeaseRecord decode(byte[] content) {
    Map<String, String> lines = new HashMap<>();
    for (String line : new String(content, StandardCharsets.UTF_8).split("\n")) {
      int equals = line.indexOf('=');
      if (equals > 0) {
        lines.put(line.substring(0, equals), line.substring(equals + 1));
      }
    }
    LeaseHolder holder = new LeaseHolder(
        lines.getOrDefault("host", "an unknown machine"), lines.getOrDefault("machine", ""), number(lines, "process"),
        number(lines, "started"));
    return new LeaseRecord(
        holder, nonce(lines.getOrDefault("nonce", "")), number(lines, "beat"),
        "released".equals(lines.get("state")));
  }

  LeaseRecord next() {
    return new LeaseRecord(holder, nonce, beat + 1, false);
  }

  LeaseRecord released() {
    return new LeaseRecord(holder, nonce, beat + 1, true);
  }

  private static long number(Map<String, String> lines, String name) {
    try {
      return Long.parseLong(lines.getOrDefault(name, "0"));
    } catch (NumberFormatException e) {
      return 0;
    }
  }

  private static UUID nonce(String text) {
    try {
      return UUID.fromString(text);
    } catch (IllegalArgumentException e) {
      return new UUID(0, 0);
    }
  }
}
