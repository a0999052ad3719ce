package millrace.objectstore;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import millrace.base.Clock;
import millrace.base.ErrorCode;
import millrace.base.MillraceException;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;

/// Credentials out of a file: `{"aws_access_key_id", "aws_secret_access_key", "aws_session_token"?, "expiry"?}`, the
/// expiry in seconds since the epoch. It is read again at the expiry, each hour when there is none, and when the store
/// did not accept them. Source: specification 1.3.
///
/// Threads: any.
final class S3KeyFile implements AwsCredentialsProvider {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final long USUAL_NANOS = Duration.ofHours(1).toNanos();
  private static final long NANOS_A_SECOND = 1_000_000_000L;

  private final Path path;
  private final Clock clock;
  private Optional<Held> held = Optional.empty();

  S3KeyFile(Path path, Clock clock) {
    this.path = path;
    this.clock = clock;
  }

  private record Held(AwsCredentials credentials, long untilNanos) {}

  /// @throws MillraceException with code STORE_UNAVAILABLE when the file cannot be read
  @Override
  public synchronized AwsCredentials resolveCredentials() {
    long now = clock.nowNanos();
    if (held.isEmpty() || held.get().untilNanos <= now) {
      held = Optional.of(read(now));
    }
    return held.get().credentials;
  }

  /// Reads the file anew next time.
  synchronized void forget() {
    held = Optional.empty();
  }

  private Held read(long nowNanos) {
    try {
      JsonNode json = JSON.readTree(Files.readAllBytes(path));
      String id = text(json, "aws_access_key_id");
      String secret = text(json, "aws_secret_access_key");
      if (id.isEmpty() || secret.isEmpty()) {
        throw fault("it needs aws_access_key_id and aws_secret_access_key");
      }
      String token = text(json, "aws_session_token");
      AwsCredentials credentials =
          token.isEmpty() ? AwsBasicCredentials.create(id, secret) : AwsSessionCredentials.create(id, secret, token);
      JsonNode expiry = json.path("expiry");
      return new Held(
          credentials, expiry.isNumber() ? expiry.asLong() * NANOS_A_SECOND : nowNanos + USUAL_NANOS);
    } catch (IOException e) {
      // The parser's message may quote what it read, and that is secret.
      throw fault(e instanceof com.fasterxml.jackson.core.JsonProcessingException ? "it is not JSON" : e.toString());
    }
  }

  private static String text(JsonNode json, String member) {
    return json.path(member).asText("");
  }

  private MillraceException fault(String what) {
    return new MillraceException(ErrorCode.STORE_UNAVAILABLE, "reading credentials file " + path + ": " + what);
  }
}
