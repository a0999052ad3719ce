package millrace.objectstore;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.blobstore.BlobStore;
import org.gaul.s3proxy.blobstore.ForwardingBlobStore;
import org.gaul.s3proxy.blobstore.domain.MultipartUpload;
import org.gaul.s3proxy.nio2blob.TransientNio2BlobStore;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadResponse;
import software.amazon.awssdk.services.s3.model.CreateBucketRequest;
import software.amazon.awssdk.services.s3.model.DeleteObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.UploadPartRequest;
import software.amazon.awssdk.services.s3.model.UploadPartResponse;

/// An S3 server within the test's process, its buckets on the heap. It takes seconds to start, so tests share
/// [#shared], each with a bucket of its own; one that stops it or plans faults opens another.
public final class BucketServer implements AutoCloseable {
  /// The access key that [#options] uses.
  public static final String KEY_ID = "local";

  /// Its secret.
  public static final String SECRET = "secretsecret";

  private final AuthenticationType authentication;
  private final FaultyBlobs blobs;
  private final URI endpoint;
  private S3Proxy proxy;
  private final AtomicInteger buckets = new AtomicInteger();

  private BucketServer(AuthenticationType authentication) {
    this.authentication = authentication;
    this.blobs = new FaultyBlobs(new TransientNio2BlobStore());
    this.proxy = start(0);
    this.endpoint = URI.create("http://127.0.0.1:" + proxy.getPort());
  }

  private S3Proxy start(int port) {
    S3Proxy started =
        S3Proxy.builder()
            .blobStore(blobs)
            .endpoint(URI.create("http://127.0.0.1:" + port))
            .awsAuthentication(authentication, KEY_ID, SECRET)
            .build();
    try {
      started.start();
      return started;
    } catch (Exception e) {
      throw new IllegalStateException("the S3 server for tests does not start", e);
    }
  }

  private static final class Shared {
    private static final BucketServer SERVER = open();
  }

  /// The one that all tests of the process share; it ends with the process.
  public static BucketServer shared() {
    return Shared.SERVER;
  }

  /// A server of the test's own.
  public static BucketServer open() {
    return new BucketServer(AuthenticationType.AWS_V4);
  }

  static BucketServer withoutAuthentication() {
    return new BucketServer(AuthenticationType.NONE);
  }

  public URI endpoint() {
    return endpoint;
  }

  /// The name of a fresh, empty bucket.
  public String newBucket() {
    String bucket = "bucket-" + buckets.incrementAndGet();
    blobs.createContainer(CreateBucketRequest.builder().bucket(bucket).build());
    return bucket;
  }

  /// How to reach a bucket.
  public S3Options options(String bucket) {
    return new S3Options(
        bucket, "us-east-1", Optional.of(endpoint), true, new S3Credentials.Keys(KEY_ID, SECRET, Optional.empty()),
        S3Options.Limits.DEFAULT, Optional.empty());
  }

  /// How to reach a bucket without trying anything again.
  S3Options impatient(String bucket) {
    S3Options.Limits limits = new S3Options.Limits(8, Duration.ofSeconds(30), 0, Duration.ofSeconds(60));
    return new S3Options(
        bucket, "us-east-1", Optional.of(endpoint), true, new S3Credentials.Keys(KEY_ID, SECRET, Optional.empty()),
        limits, Optional.empty());
  }

  /// A client of a fresh bucket.
  public S3ObjectStore newStore() {
    return new S3ObjectStore(options(newBucket()), () -> 0);
  }

  /// Answers the next puts with an internal error: after storing them, or without.
  void failPuts(List<PutFault> faults) {
    blobs.putFaults.addAll(faults);
  }

  /// Objects are put whatever the condition says.
  void ignoreConditions() {
    blobs.ignoresConditions = true;
  }

  /// Takes the server away: connections are refused. Its buckets stay.
  public void goAway() {
    close();
  }

  /// Brings it back under its old address.
  public void comeBack() {
    proxy = start(endpoint.getPort());
  }

  /// Answers the next calls about puts in parts with an internal error: those that send a part, and those that complete.
  void failParts(List<PutFault> sends, List<PutFault> completions) {
    blobs.partFaults.addAll(sends);
    blobs.completionFaults.addAll(completions);
  }

  /// Puts in parts that were begun and neither completed nor aborted.
  int unfinished(String bucket) {
    return blobs.listMultipartUploads(bucket).size();
  }

  int puts() {
    return blobs.puts.get();
  }

  @Override
  public void close() {
    try {
      proxy.stop();
    } catch (Exception e) {
      throw new IllegalStateException("the S3 server for tests does not stop", e);
    }
  }

  /// What becomes of a put.
  enum PutFault {
    BEFORE,
    AFTER
  }

  private static final class FaultyBlobs extends ForwardingBlobStore {
    private final Queue<PutFault> putFaults = new ConcurrentLinkedQueue<>();
    private final Queue<PutFault> partFaults = new ConcurrentLinkedQueue<>();
    private final Queue<PutFault> completionFaults = new ConcurrentLinkedQueue<>();
    private final AtomicInteger puts = new AtomicInteger();
    private volatile boolean ignoresConditions;

    FaultyBlobs(BlobStore blobs) {
      super(blobs);
    }

    @Override
    public PutObjectResponse putBlob(PutObjectRequest request, java.io.InputStream content) {
      puts.incrementAndGet();
      Optional<PutFault> fault = Optional.ofNullable(putFaults.poll());
      if (fault.equals(Optional.of(PutFault.BEFORE))) {
        throw internalError();
      }
      if (ignoresConditions) {
        removeBlob(DeleteObjectRequest.builder().bucket(request.bucket()).key(request.key()).build());
      }
      PutObjectResponse done = super.putBlob(request, content);
      if (fault.equals(Optional.of(PutFault.AFTER))) {
        throw internalError();
      }
      return done;
    }

    @Override
    public UploadPartResponse uploadMultipartPart(
        MultipartUpload upload, UploadPartRequest request, java.io.InputStream content) {
      return faulty(partFaults, () -> super.uploadMultipartPart(upload, request, content));
    }

    @Override
    public CompleteMultipartUploadResponse completeMultipartUpload(
        MultipartUpload upload, CompleteMultipartUploadRequest request) {
      return faulty(completionFaults, () -> super.completeMultipartUpload(upload, request));
    }

    private static <T> T faulty(Queue<PutFault> faults, Supplier<T> duty) {
      Optional<PutFault> fault = Optional.ofNullable(faults.poll());
      if (fault.equals(Optional.of(PutFault.BEFORE))) {
        throw internalError();
      }
      T done = duty.get();
      if (fault.isPresent()) {
        throw internalError();
      }
      return done;
    }

    private static AwsServiceException internalError() {
      return S3Exception.builder()
          .statusCode(500)
          .message("told to fail")
          .awsErrorDetails(AwsErrorDetails.builder().errorCode("InternalError").errorMessage("told to fail").build())
          .build();
    }
  }
}
