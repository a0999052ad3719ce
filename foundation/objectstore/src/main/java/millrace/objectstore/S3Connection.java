package millrace.objectstore;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import millrace.base.Clock;
import millrace.base.ErrorCode;
import millrace.base.MillraceException;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;
import software.amazon.awssdk.services.s3.S3Configuration;
import software.amazon.awssdk.services.s3.model.S3Exception;

/// The client library, set up, and what makes a call of it once more when the keys were out of date.
///
/// Never the library's `url-connection-client`: it loses the answers of conditional puts (decision 0060).
final class S3Connection implements AutoCloseable {
  private final S3Client client;
  private final Optional<S3KeyFile> keyFile;

  /// @throws MillraceException with code INVALID_ARGUMENT when the certificates to trust cannot be read
  S3Connection(S3Options options, Clock clock) {
    this.keyFile =
        options.credentials() instanceof S3Credentials.KeyFile(Path path)
            ? Optional.of(new S3KeyFile(path, clock))
            : Optional.empty();
    S3Options.Limits limits = options.limits();
    Apache5HttpClient.Builder http =
        Apache5HttpClient.builder()
            .maxConnections(limits.connections())
            .connectionTimeout(limits.requestTimeout())
            .connectionAcquisitionTimeout(limits.requestTimeout())
            .socketTimeout(limits.requestTimeout());
    options.authorities().ifPresent(file -> {
      TrustManager[] trusted = trusted(file);
      http.tlsTrustManagersProvider(() -> trusted);
    });
    S3ClientBuilder builder =
        S3Client.builder()
            .httpClientBuilder(http)
            .region(Region.of(options.region()))
            .credentialsProvider(provider(options.credentials()))
            // Older S3-compatible stores know neither chunked signatures nor the newer checksums. A payload is signed
            // whole or goes through TLS, and everything we store carries checksums of its own.
            .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
            .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
            .serviceConfiguration(
                S3Configuration.builder()
                    .pathStyleAccessEnabled(options.isPathStyle())
                    .chunkedEncodingEnabled(false)
                    .build())
            .overrideConfiguration(
                settings -> settings.retryStrategy(
                    AwsRetryStrategy.standardRetryStrategy().toBuilder().maxAttempts(1 + limits.retries()).build()));
    options.endpoint().ifPresent(builder::endpointOverride);
    this.client = builder.build();
  }

  S3Client client() {
    return client;
  }

  /// Runs a call of the library; once more with keys read anew when the store did not accept them.
  <T> T run(Supplier<T> call) {
    try {
      return call.get();
    } catch (S3Exception e) {
      if (keyFile.isEmpty() || (e.statusCode() != 401 && e.statusCode() != 403)) {
        throw e;
      }
      keyFile.get().forget();
      return call.get();
    }
  }

  @Override
  public void close() {
    client.close();
  }

  private AwsCredentialsProvider provider(S3Credentials credentials) {
    return switch (credentials) {
      case S3Credentials.Keys(String id, String secret, Optional<String> token) ->
          StaticCredentialsProvider.create(
              token.isPresent()
                  ? AwsSessionCredentials.create(id, secret, token.get())
                  : AwsBasicCredentials.create(id, secret));
      case S3Credentials.KeyFile _ -> keyFile.orElseThrow();
      case S3Credentials.FromMachine _ -> DefaultCredentialsProvider.builder().build();
      case S3Credentials.Unsigned _ -> AnonymousCredentialsProvider.create();
    };
  }

  /// Trusts what the Java machine trusts, and the certificates of a file.
  private static TrustManager[] trusted(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      KeyStore all = KeyStore.getInstance(KeyStore.getDefaultType());
      all.load(null, null);
      List<Certificate> certificates = new ArrayList<>(usual());
      certificates.addAll(CertificateFactory.getInstance("X.509").generateCertificates(in));
      for (Certificate certificate : certificates) {
        all.setCertificateEntry("c" + all.size(), certificate);
      }
      TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      factory.init(all);
      return factory.getTrustManagers();
    } catch (IOException | GeneralSecurityException e) {
      throw new MillraceException(
          ErrorCode.INVALID_ARGUMENT, "reading the certificates of the object store from " + file + ": " + e, e);
    }
  }

  private static List<Certificate> usual() throws GeneralSecurityException {
    TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init((KeyStore) null);
    return Arrays.stream(factory.getTrustManagers())
        .filter(X509TrustManager.class::isInstance)
        .flatMap(manager -> Arrays.<Certificate>stream(((X509TrustManager) manager).getAcceptedIssuers()))
        .toList();
  }
}
