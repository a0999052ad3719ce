package millrace.wal;

import java.util.Locale;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The names of one node's objects in the store.
///
/// @param node the node's id
record WalNames(String node) {
  private static final Pattern SEGMENT = Pattern.compile("(\\d{11,18})\\.wal(\\.damaged.*)?");

  String prefix() {
    return node + "/wal/";
  }

  String segment(long sequence) {
    return prefix() + String.format(Locale.ROOT, "%011d.wal", sequence);
  }

  /// Where a damaged segment is set aside; `attempt` counts from 0.
  String damaged(long sequence, int attempt) {
    return segment(sequence) + ".damaged" + (attempt == 0 ? "" : "." + attempt);
  }

  /// Who writes, on stores where objects grow.
  String owner() {
    return prefix() + "owner";
  }

  /// The sequence of a segment's name.
  OptionalLong sequence(String name) {
    Matcher match = SEGMENT.matcher(name.substring(prefix().length()));
    return match.matches() && match.group(2) == null
        ? OptionalLong.of(Long.parseLong(match.group(1)))
        : OptionalLong.empty();
  }

  /// The sequence of a segment that was set aside.
  OptionalLong damagedSequence(String name) {
    Matcher match = SEGMENT.matcher(name.substring(prefix().length()));
    return match.matches() && match.group(2) != null
        ? OptionalLong.of(Long.parseLong(match.group(1)))
        : OptionalLong.empty();
  }
}
