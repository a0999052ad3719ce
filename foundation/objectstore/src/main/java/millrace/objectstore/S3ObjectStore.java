package millrace.objectstore;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import millrace.base.Clock;
import millrace.base.ErrorCode;
import millrace.base.MillraceException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.core.sync.ResponseTransformer;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Object;

/// Objects in a bucket of S3 or of anything that speaks its protocol and honours conditional puts.
///
/// **Conditional puts.** The answer to a put may get lost, and a put that was tried again finds its own first try in
/// the way. So each carries a nonce in the object's metadata, and whatever the answer (412, 409, a timeout, 5xx), the
/// object is looked at before the outcome is told: our nonce means stored, another one taken. Where nothing is there
/// the same put is tried again, which is safe, since of all tries under one nonce at most one can be stored.
///
/// **Retries.** Each call is tried a few times by the client library, with growing pauses; how often and how long in
/// all is in [S3Options.Limits]. What still fails is a `STORE_UNAVAILABLE` that names the call, the object and the
/// bucket.
///
/// **Large objects** go in parts, each put for itself; the same condition and nonce are on the call that makes one object
/// of them. Parts that come to nothing are let go of at once, or at the next start.
///
/// Threads: any.
public final class S3ObjectStore implements ObjectStore {
  private static final Logger LOG = LoggerFactory.getLogger(S3ObjectStore.class);
  private static final String NONCE = "millrace-nonce";
  private static final int CONDITIONAL_TRIES = 3;

  private static final int MOST_KEYS_A_PAGE = 1000;

  private final S3Options options;
  private final int keysAPage;
  private final S3Connection connection;
  private final S3Client client;

  /// Ids of puts in parts.
  private final Set<String> underWay = ConcurrentHashMap.newKeySet();

  /// Asks nothing of the bucket yet; [#checkBucket] does.
  ///
  /// @throws MillraceException with code INVALID_ARGUMENT when the certificates to trust cannot be read
  public S3ObjectStore(S3Options options, Clock clock) {
    this(options, clock, MOST_KEYS_A_PAGE);
  }

  S3ObjectStore(S3Options options, Clock clock, int keysAPage) {
    this.options = options;
    this.keysAPage = keysAPage;
    this.connection = new S3Connection(options, clock);
    this.client = connection.client();
  }

  /// Makes sure that the bucket is there, can be written, and refuses a conditional put of a taken name: on a store
  /// that ignores the condition two writers would silently overwrite each other.
  ///
  /// @param prefix of the name of the object that is put and deleted for this
  /// @throws MillraceException with code STORE_UNAVAILABLE naming what is wrong
  public void checkBucket(String prefix) {
    String name = prefix + UUID.randomUUID();
    putIfAbsent(name, new byte[] {1});
    boolean isOverwritten = putIfAbsent(name, new byte[] {2});
    delete(name);
    if (isOverwritten) {
      throw new MillraceException(
          ErrorCode.STORE_UNAVAILABLE,
          options.place() + " ignores conditional puts (If-None-Match): it cannot keep data safely");
    }
  }

  @Override
  public Optional<byte[]> get(String name) {
    ObjectNames.check(name);
    return calling("reading", name, () ->
        client.getObject(request(name).build(), ResponseTransformer.toBytes()).asByteArrayUnsafe());
  }

  @Override
  public byte[] range(String name, long offset, int length) {
    StoreFaults.checkRange(name, offset, length);
    ObjectNames.check(name);
    if (length == 0 || offset > Long.MAX_VALUE - length) {
      checkHas(name, offset, length);
      return new byte[0];
    }
    try {
      String bytes = "bytes=" + offset + "-" + (offset + length - 1);
      byte[] found =
          calling("reading", name, () ->
              client.getObject(request(name).range(bytes).build(), ResponseTransformer.toBytes()).asByteArrayUnsafe())
              .orElseThrow(() -> StoreFaults.missing(name));
      if (found.length != length) {
        throw StoreFaults.tooShort(name, offset + found.length, offset, length);
      }
      return found;
    } catch (RangeBeyondEnd e) {
      checkHas(name, offset, length);
      throw e;
    }
  }

  @Override
  public void put(String name, byte[] content) {
    ObjectNames.check(name);
    calling("writing", name, () -> client.putObject(putRequest(name, content).build(), RequestBody.fromBytes(content)))
        .orElseThrow(this::noBucket);
  }

  @Override
  public boolean putIfAbsent(String name, byte[] content) {
    ObjectNames.check(name);
    String nonce = UUID.randomUUID().toString();
    PutObjectRequest request = putRequest(name, content).ifNoneMatch("*").metadata(Map.of(NONCE, nonce)).build();
    return putOnce(name, nonce, () -> client.putObject(request, RequestBody.fromBytes(content)));
  }

  /// In parts, when it is large.
  @Override
  public boolean putIfAbsent(String name, FileChannel content) {
    ObjectNames.check(name);
    try {
      if (content.size() <= S3MultipartPut.PART_BYTES) {
        return putIfAbsent(name, Scratch.bytes(name, content));
      }
      return head(name).isEmpty() && putInParts(name, content);
    } catch (IOException e) {
      throw StoreFaults.unavailable("reading what is to become", name, e);
    }
  }

  @Override
  public Optional<FileChannel> scratch() {
    return Optional.of(Scratch.open(Path.of(System.getProperty("java.io.tmpdir"))));
  }

  @Override
  public void removeUnfinished(String prefix) {
    ObjectNames.checkPrefix(prefix);
    calling("listing unfinished puts of", prefix, () -> client.listMultipartUploadsPaginator(
        request -> request.bucket(options.bucket()).prefix(prefix).overrideConfiguration(timeouts(0)))
        .stream().flatMap(page -> page.uploads().stream()).toList())
        .orElseThrow(this::noBucket)
        .stream()
        .filter(upload -> upload.key().startsWith(prefix) && !underWay.contains(upload.uploadId()))
        .forEach(upload -> abort(upload.key(), upload.uploadId()));
  }

  private boolean putInParts(String name, FileChannel content) throws IOException {
    String nonce = UUID.randomUUID().toString();
    S3MultipartPut put = begin(name, nonce);
    underWay.add(put.id());
    boolean isStored = false;
    try {
      send(put, name, content);
      isStored = putOnce(name, nonce, put::complete);
      return isStored;
    } finally {
      if (!isStored) {
        abort(name, put.id());
      }
      underWay.remove(put.id());
    }
  }

  private S3MultipartPut begin(String name, String nonce) {
    try {
      return S3MultipartPut.begin(connection, options, name, Map.of(NONCE, nonce));
    } catch (SdkException e) {
      throw fault("writing", name, e);
    }
  }

  private void send(S3MultipartPut put, String name, FileChannel content) throws IOException {
    try {
      put.send(content);
    } catch (SdkException e) {
      throw fault("writing", name, e);
    }
  }

  /// What cannot be let go of now is by the next start.
  private void abort(String name, String upload) {
    try {
      S3MultipartPut.abort(connection, options, name, upload);
    } catch (SdkException e) {
      LOG.warn("parts of object {} that was not put stay in {} for now: {}", name, options.place(), describe(e));
    }
  }

  /// Puts an object under a nonce, again and again while nothing is there.
  ///
  /// @return whether it was stored
  private boolean putOnce(String name, String nonce, Runnable put) {
    for (int attempt = 1; true; attempt++) {
      Optional<MillraceException> doubt = tryToPut(name, put);
      if (doubt.isEmpty()) {
        return true;
      }
      Optional<String> found = nonceThere(name, doubt.get());
      if (found.isPresent()) {
        return found.get().equals(nonce);
      }
      if (attempt == CONDITIONAL_TRIES) {
        throw doubt.get();
      }
    }
  }

  @Override
  public List<StoredObject> list(String prefix, String startAfter) {
    ObjectNames.checkPrefix(prefix);
    // Some servers refuse to look for a part that is only periods.
    String asked = prefix.endsWith(".") ? prefix.substring(0, prefix.lastIndexOf('/') + 1) : prefix;
    List<StoredObject> found = new ArrayList<>();
    Optional<String> next = Optional.empty();
    do {
      ListObjectsV2Request.Builder page =
          ListObjectsV2Request.builder().bucket(options.bucket()).prefix(asked).maxKeys(keysAPage);
      if (!startAfter.isEmpty()) {
        page.startAfter(startAfter);
      }
      next.ifPresent(page::continuationToken);
      page.overrideConfiguration(timeouts(0));
      var answer =
          calling("listing", prefix, () -> client.listObjectsV2(page.build())).orElseThrow(this::noBucket);
      for (S3Object object : answer.contents()) {
        if (object.key().startsWith(prefix) && object.key().compareTo(startAfter) > 0) {
          found.add(new StoredObject(object.key(), object.size()));
        }
      }
      next = Boolean.TRUE.equals(answer.isTruncated()) ? Optional.of(answer.nextContinuationToken()) : Optional.empty();
    } while (next.isPresent());
    // Some kinds of buckets list in an order of their own.
    found.sort(Comparator.comparing(StoredObject::name));
    return found;
  }

  @Override
  public void delete(String name) {
    ObjectNames.check(name);
    calling("deleting", name, () ->
        client.deleteObject(
            request -> request.bucket(options.bucket()).key(name).overrideConfiguration(timeouts(0))));
  }

  @Override
  public void close() {
    connection.close();
  }

  /// One conditional put.
  ///
  /// @return empty when it was stored; else why it was not, or not surely
  /// @throws MillraceException when it was surely not stored and trying again will not help
  private Optional<MillraceException> tryToPut(String name, Runnable put) {
    try {
      connection.run(() -> {
        put.run();
        return true;
      });
      return Optional.empty();
    } catch (S3Exception e) {
      boolean isRefused = e.statusCode() == 412 || e.statusCode() == 409;
      if (isRefused || e.statusCode() >= 500) {
        return Optional.of(fault("writing", name, e));
      }
      throw fault("writing", name, e);
    } catch (SdkException e) {
      return Optional.of(fault("writing", name, e));
    }
  }

  /// The nonce of the object that has the name now, an empty text for an object without one.
  private Optional<String> nonceThere(String name, MillraceException doubt) {
    if (doubt.code() == ErrorCode.CANCELLED) {
      throw doubt;
    }
    try {
      return head(name).map(found -> found.metadata().getOrDefault(NONCE, ""));
    } catch (MillraceException e) {
      doubt.addSuppressed(e);
      throw doubt;
    }
  }

  private void checkHas(String name, long offset, int length) {
    long size = head(name).orElseThrow(() -> StoreFaults.missing(name)).contentLength();
    if (offset > size - length) {
      throw StoreFaults.tooShort(name, size, offset, length);
    }
  }

  private Optional<HeadObjectResponse> head(String name) {
    return calling("looking at", name, () ->
        client.headObject(
            request -> request.bucket(options.bucket()).key(name).overrideConfiguration(timeouts(0))));
  }

  private GetObjectRequest.Builder request(String name) {
    return GetObjectRequest.builder().bucket(options.bucket()).key(name)
        .overrideConfiguration(timeouts(Integer.MAX_VALUE / 8));
  }

  private PutObjectRequest.Builder putRequest(String name, byte[] content) {
    return PutObjectRequest.builder().bucket(options.bucket()).key(name)
        .contentType("application/octet-stream")
        .overrideConfiguration(timeouts(content.length));
  }

  private AwsRequestOverrideConfiguration timeouts(long bytes) {
    return AwsRequestOverrideConfiguration.builder()
        .apiCallAttemptTimeout(options.limits().tryTimeout(bytes))
        .apiCallTimeout(options.limits().callTimeout(bytes))
        .build();
  }

  /// @return empty when there is no such object
  private <T> Optional<T> calling(String operation, String name, Supplier<T> call) {
    try {
      return Optional.of(connection.run(call));
    } catch (S3Exception e) {
      if (e.statusCode() == 404 && !isBucketMissing(e)) {
        return Optional.empty();
      }
      if (e.statusCode() == 416) {
        throw new RangeBeyondEnd(name);
      }
      throw fault(operation, name, e);
    } catch (SdkException e) {
      throw fault(operation, name, e);
    }
  }

  private MillraceException fault(String operation, String name, SdkException cause) {
    String what = operation + " object " + name + " of " + options.place() + ": " + describe(cause);
    if (cause instanceof AbortedException) {
      Thread.currentThread().interrupt();
      return new MillraceException(ErrorCode.CANCELLED, what, cause);
    }
    return new MillraceException(ErrorCode.STORE_UNAVAILABLE, what, cause);
  }

  private MillraceException noBucket() {
    return new MillraceException(ErrorCode.STORE_UNAVAILABLE, options.place() + " does not exist");
  }

  private static boolean isBucketMissing(S3Exception e) {
    return e.awsErrorDetails() != null && "NoSuchBucket".equals(e.awsErrorDetails().errorCode());
  }

  private static String describe(SdkException cause) {
    if (!(cause instanceof S3Exception answer)) {
      return cause.getMessage();
    }
    String code = answer.awsErrorDetails() == null ? "" : answer.awsErrorDetails().errorCode();
    String why =
        switch (answer.statusCode()) {
          case 401, 403 -> "access is denied, check the credentials and their rights";
          case 404 -> "the bucket does not exist";
          case 412 -> "the name was taken";
          default -> answer.awsErrorDetails() == null ? "" : answer.awsErrorDetails().errorMessage();
        };
    return why + " (status " + answer.statusCode() + (code == null || code.isEmpty() ? "" : ", " + code) + ")";
  }

  /// The object ends before the range begins; [#range] says how long it is.
  private static final class RangeBeyondEnd extends MillraceException {
    private static final long serialVersionUID = 1;

    RangeBeyondEnd(String name) {
      super(ErrorCode.CORRUPT, "reading object " + name + ": the range is behind its end");
    }
  }
}
