package millrace.plugins.worker;

import java.io.IOException;

/// A worker sent something that is no message of the protocol: its plugin wrote to the socket, or it is not our worker.
final class ProtocolException extends IOException {
  private static final long serialVersionUID = 1;

  ProtocolException(String message) {
    super(message);
  }
}
