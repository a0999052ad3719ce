package millrace.objectstore;

import static millrace.base.Checks.require;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/// Where a bucket is and how it is spoken to.
///
/// @param bucket its name
/// @param region its region; part of every signature
/// @param endpoint `http` or `https` address of an S3-compatible store; empty for AWS itself
/// @param isPathStyle whether the bucket is named in the path, as most S3-compatible stores want it, or else in the host
/// @param credentials who we are
/// @param limits how long and how often a call is tried
/// @param authorities PEM file with the certificates to trust beside those of the Java machine
public record S3Options(
    String bucket,
    String region,
    Optional<URI> endpoint,
    boolean isPathStyle,
    S3Credentials credentials,
    Limits limits,
    Optional<Path> authorities) {
  public S3Options {
    require(!bucket.isBlank(), "the name of the bucket is empty");
    require(!region.isBlank(), "the region is empty");
    endpoint.ifPresent(S3Options::checkEndpoint);
  }

  /// Bounds of one call of the store.
  ///
  /// @param connections connections at once; further calls wait for one
  /// @param requestTimeout longest silence of a connection, and longest try of a small request
  /// @param retries tries after the first one
  /// @param callTimeout longest call with all its tries; large objects get more, see [#GRACE_BYTES_A_SECOND]
  public record Limits(int connections, Duration requestTimeout, int retries, Duration callTimeout) {
    /// 64 connections, 30 seconds a try, 3 retries, a minute altogether.
    public static final Limits DEFAULT = new Limits(64, Duration.ofSeconds(30), 3, Duration.ofSeconds(60));

    /// A try that moves bytes may take longer, by a second for so many.
    static final long GRACE_BYTES_A_SECOND = 1 << 20;

    public Limits {
      require(connections > 0, "connections are not positive: %d", connections);
      require(retries >= 0, "retries are negative: %d", retries);
      require(requestTimeout.isPositive(), "request timeout is not positive: %s", requestTimeout);
      require(callTimeout.isPositive(), "call timeout is not positive: %s", callTimeout);
    }

    Duration tryTimeout(long bytes) {
      return requestTimeout.plusSeconds(bytes / GRACE_BYTES_A_SECOND);
    }

    Duration callTimeout(long bytes) {
      return callTimeout.plusSeconds((1L + retries) * (bytes / GRACE_BYTES_A_SECOND));
    }
  }

  /// Whether requests go in clear.
  public boolean isWithoutTls() {
    return endpoint.filter(address -> address.getScheme().equalsIgnoreCase("http")).isPresent();
  }

  /// Where the bucket is, for messages.
  String place() {
    return "bucket " + bucket + endpoint.map(address -> " at " + address).orElse(" in region " + region);
  }

  private static void checkEndpoint(URI address) {
    String scheme = Optional.ofNullable(address.getScheme()).orElse("").toLowerCase(Locale.ROOT);
    require(
        (scheme.equals("http") || scheme.equals("https")) && address.getHost() != null,
        "endpoint %s is not of the form https://host:port", address);
  }
}
