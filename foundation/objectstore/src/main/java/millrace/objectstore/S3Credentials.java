package millrace.objectstore;

import static millrace.base.Checks.require;

import java.nio.file.Path;
import java.util.Optional;

/// Who a bucket is told we are.
public sealed interface S3Credentials {
  /// An access key.
  ///
  /// @param sessionToken of temporary keys
  record Keys(String id, String secret, Optional<String> sessionToken) implements S3Credentials {
    public Keys {
      require(!id.isEmpty() && !secret.isEmpty(), "an access key needs both its id and its secret");
    }

    /// Without the secrets.
    @Override
    public String toString() {
      return "Keys[id=" + id + "]";
    }
  }

  /// A JSON file that something else keeps fresh, read anew when its keys expire.
  record KeyFile(Path path) implements S3Credentials {}

  /// Whatever the machine offers: environment, profile, web identity, container, instance.
  record FromMachine() implements S3Credentials {}

  /// Nobody: requests are not signed.
  record Unsigned() implements S3Credentials {}
}
