package millrace.plugins.worker;

/// Where the parts of a reply go that a plugin makes while it runs.
@FunctionalInterface
public interface ReplyParts {
  /// Passes a part on; blocks while the client is slow.
  ///
  /// @return whether more is wanted: false once the client has gone
  boolean send(byte[] part);
}
