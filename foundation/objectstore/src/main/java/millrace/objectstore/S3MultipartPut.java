package millrace.objectstore;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.AbortMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.UploadPartRequest;

/// One object on its way into a bucket in parts, one part in memory at a time. Nobody sees anything of it before
/// [#complete].
///
/// Threads: one.
final class S3MultipartPut {
  /// Smallest part; all but the last need 5 MiB.
  static final int PART_BYTES = 8 << 20;

  /// What S3 allows in one object.
  private static final int MOST_PARTS = 10_000;

  private static final String TYPE = "application/octet-stream";

  private final S3Connection connection;
  private final S3Options options;
  private final String name;
  private final String upload;
  private final List<CompletedPart> parts = new ArrayList<>();

  private S3MultipartPut(S3Connection connection, S3Options options, String name, String upload) {
    this.connection = connection;
    this.options = options;
    this.name = name;
    this.upload = upload;
  }

  /// @param metadata of the object
  static S3MultipartPut begin(
      S3Connection connection, S3Options options, String name, Map<String, String> metadata) {
    CreateMultipartUploadRequest request = CreateMultipartUploadRequest.builder()
        .bucket(options.bucket()).key(name).contentType(TYPE).metadata(metadata)
        .overrideConfiguration(timeouts(options, 0))
        .build();
    String upload = connection.run(() -> connection.client().createMultipartUpload(request).uploadId());
    return new S3MultipartPut(connection, options, name, upload);
  }

  String id() {
    return upload;
  }

  /// Sends the whole of a file.
  void send(FileChannel content) throws IOException {
    long size = content.size();
    byte[] part = new byte[Math.toIntExact(Math.max(PART_BYTES, (size + MOST_PARTS - 1) / MOST_PARTS))];
    for (long at = 0; at < size; at += part.length) {
      int count = (int) Math.min(part.length, size - at);
      Scratch.read(content, at, part, count);
      send(part, count);
    }
  }

  private void send(byte[] part, int count) {
    int number = parts.size() + 1;
    UploadPartRequest request = UploadPartRequest.builder()
        .bucket(options.bucket()).key(name).uploadId(upload).partNumber(number)
        .overrideConfiguration(timeouts(options, count))
        .build();
    // A stream for each try, over the same array.
    RequestBody body =
        RequestBody.fromContentProvider(() -> new ByteArrayInputStream(part, 0, count), count, TYPE);
    String tag = connection.run(() -> connection.client().uploadPart(request, body).eTag());
    parts.add(CompletedPart.builder().partNumber(number).eTag(tag).build());
  }

  /// Makes the object of the parts, unless its name is taken. Called within [S3Connection#run].
  void complete() {
    connection.client().completeMultipartUpload(CompleteMultipartUploadRequest.builder()
        .bucket(options.bucket()).key(name).uploadId(upload).ifNoneMatch("*")
        .multipartUpload(whole -> whole.parts(parts))
        .overrideConfiguration(timeouts(options, S3Options.Limits.GRACE_BYTES_A_SECOND * parts.size()))
        .build());
  }

  /// Lets the parts go.
  static void abort(S3Connection connection, S3Options options, String name, String upload) {
    AbortMultipartUploadRequest request = AbortMultipartUploadRequest.builder()
        .bucket(options.bucket()).key(name).uploadId(upload).overrideConfiguration(timeouts(options, 0)).build();
    connection.run(() -> connection.client().abortMultipartUpload(request));
  }

  private static AwsRequestOverrideConfiguration timeouts(S3Options options, long bytes) {
    return AwsRequestOverrideConfiguration.builder()
        .apiCallAttemptTimeout(options.limits().tryTimeout(bytes))
        .apiCallTimeout(options.limits().callTimeout(bytes))
        .build();
  }
}
