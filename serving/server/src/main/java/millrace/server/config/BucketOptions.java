package millrace.server.config;

import java.net.URI;
import java.util.Optional;
import millrace.base.ErrorCode;
import millrace.base.MillraceException;
import millrace.objectstore.S3Credentials;
import millrace.objectstore.S3Options;

/// Reads out of the settings where a bucket is and how it is spoken to. Source: specification 1.3.
final class BucketOptions {
  private BucketOptions() {}

  /// @throws MillraceException with code INVALID_ARGUMENT when settings are missing or contradict each other
  static S3Options of(GivenSettings settings) {
    Optional<URI> endpoint = settings.given(ServeSettings.AWS_ENDPOINT).map(BucketOptions::address);
    S3Options options;
    try {
      options = new S3Options(
          settings.get(ServeSettings.BUCKET),
          settings.get(ServeSettings.AWS_DEFAULT_REGION),
          endpoint,
          endpoint.isPresent() && !settings.get(ServeSettings.AWS_VIRTUAL_HOSTED),
          credentials(settings),
          limits(settings),
          settings.given(ServeSettings.STORE_AUTHORITIES));
    } catch (IllegalArgumentException e) {
      throw refusal(e.getMessage());
    }
    if (options.isWithoutTls() && !settings.get(ServeSettings.AWS_ALLOW_HTTP)) {
      throw refusal("--aws-endpoint " + endpoint.orElseThrow() + " is without TLS; allow that with --aws-allow-http");
    }
    return options;
  }

  private static S3Credentials credentials(GivenSettings settings) {
    if (settings.get(ServeSettings.AWS_SKIP_SIGNATURE)) {
      return new S3Credentials.Unsigned();
    }
    Optional<String> file = settings.given(ServeSettings.AWS_CREDENTIALS_FILE);
    if (file.isPresent()) {
      return new S3Credentials.KeyFile(Values.PATH.read(file.get(), ""));
    }
    Optional<String> id = settings.given(ServeSettings.AWS_ACCESS_KEY_ID);
    Optional<String> secret = settings.given(ServeSettings.AWS_SECRET_ACCESS_KEY);
    if (id.isEmpty() && secret.isEmpty()) {
      return new S3Credentials.FromMachine();
    }
    if (id.isEmpty() || secret.isEmpty()) {
      throw refusal("--aws-access-key-id and --aws-secret-access-key go together, only one of them is given");
    }
    return new S3Credentials.Keys(id.get(), secret.get(), settings.given(ServeSettings.AWS_SESSION_TOKEN));
  }

  private static S3Options.Limits limits(GivenSettings settings) {
    return new S3Options.Limits(
        Math.toIntExact(settings.get(ServeSettings.STORE_CONNECTIONS)),
        settings.get(ServeSettings.STORE_REQUEST_TIMEOUT),
        Math.toIntExact(settings.get(ServeSettings.STORE_RETRIES)),
        settings.get(ServeSettings.STORE_RETRY_TIMEOUT));
  }

  private static URI address(String text) {
    try {
      return URI.create(text);
    } catch (IllegalArgumentException e) {
      throw refusal("--aws-endpoint is not an address: " + e.getMessage());
    }
  }

  private static MillraceException refusal(String message) {
    return new MillraceException(ErrorCode.INVALID_ARGUMENT, message);
  }
}
