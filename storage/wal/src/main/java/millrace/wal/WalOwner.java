package millrace.wal;

import static millrace.base.Checks.require;

import java.util.Objects;
import java.util.UUID;

/// Who writes a log. Two processes that take the same node for theirs are told apart by `writer`, and the one that came
/// first stops writing.
///
/// @param node the node's id; the log lies under `<node>/wal/`
/// @param epoch the epoch of the node's lease, kept in every segment; from 2 on others have owned the log before, and on
///   stores of whole objects the epoch begins with a segment that keeps them out
/// @param writer differs for each opening of the log, at random
public record WalOwner(String node, long epoch, UUID writer) {
  public WalOwner {
    require(!node.isEmpty(), "node id is empty");
    Objects.requireNonNull(writer);
  }
}
