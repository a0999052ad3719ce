package millrace.objectstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import millrace.base.ErrorCode;
import millrace.base.MillraceException;
import millrace.objectstore.BucketServer.PutFault;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class S3ObjectStoreTest extends ObjectStoreContract {
  @TempDir Path folder;

  @Override
  ObjectStore open() {
    return BucketServer.shared().newStore();
  }

  @Test
  void listsMoreThanAPage() {
    S3Options options = BucketServer.shared().options(BucketServer.shared().newBucket());
    try (ObjectStore store = new S3ObjectStore(options, () -> 0, 5)) {
      List<String> names = IntStream.range(0, 12).mapToObj(i -> String.format(Locale.ROOT, "many/%05d", i)).toList();
      names.forEach(name -> store.put(name, bytes("x")));

      assertThat(store.list("many/", "")).extracting(StoredObject::name).isEqualTo(names);
      assertThat(store.list("many/", "many/00004")).extracting(StoredObject::name).isEqualTo(names.subList(5, 12));
    }
  }

  @Test
  void keepsLargeObjects() {
    byte[] large = new byte[5 << 20];
    for (int i = 0; i < large.length; i++) {
      large[i] = (byte) (i * 31 >> 7);
    }
    try (ObjectStore store = open()) {
      assertThat(store.putIfAbsent("large", large)).isTrue();

      assertThat(store.get("large")).hasValue(large);
      assertThat(store.range("large", 4_000_000, 1_000)).isEqualTo(Arrays.copyOfRange(large, 4_000_000, 4_001_000));
    }
  }

  @Test
  void knowsItsOwnPutWhoseAnswerWasLost() {
    try (BucketServer server = BucketServer.open(); ObjectStore store = server.newStore()) {
      server.failPuts(List.of(PutFault.AFTER));
      assertThat(store.putIfAbsent("a", bytes("first"))).isTrue();
      server.failPuts(Collections.nCopies(4, PutFault.BEFORE));
      assertThat(store.putIfAbsent("b", bytes("first"))).as("tried again once the library gave up").isTrue();
      server.failPuts(List.of(PutFault.BEFORE, PutFault.AFTER));
      assertThat(store.putIfAbsent("c", bytes("first"))).isTrue();

      server.failPuts(List.of(PutFault.AFTER));
      assertThat(store.putIfAbsent("a", bytes("second"))).isFalse();
      assertThat(store.get("a")).hasValue(bytes("first"));
    }
  }

  @Test
  void knowsItsOwnPutInPartsWhoseAnswerWasLost() throws IOException {
    try (BucketServer server = BucketServer.open()) {
      String bucket = server.newBucket();
      try (ObjectStore store = new S3ObjectStore(server.options(bucket), () -> 0)) {
        FileChannel file = large(store);
        server.failParts(List.of(PutFault.BEFORE, PutFault.AFTER), List.of(PutFault.AFTER));
        assertThat(store.putIfAbsent("a", file)).isTrue();
        server.failParts(List.of(), Collections.nCopies(4, PutFault.BEFORE));
        assertThat(store.putIfAbsent("b", file)).as("tried again once the library gave up").isTrue();
        server.failParts(List.of(), List.of(PutFault.BEFORE, PutFault.AFTER));
        assertThat(store.putIfAbsent("c", file)).isTrue();

        assertThat(store.putIfAbsent("a", file)).isFalse();
        assertThat(store.list("", "")).extracting(StoredObject::sizeBytes).containsOnly(file.size());
        assertThat(server.unfinished(bucket)).isZero();
        file.close();
      }
    }
  }

  @Test
  void leavesNothingOfAPutInPartsThatFails() throws IOException {
    try (BucketServer server = BucketServer.open()) {
      String bucket = server.newBucket();
      try (ObjectStore store = new S3ObjectStore(server.impatient(bucket), () -> 0)) {
        FileChannel file = large(store);
        server.failParts(List.of(PutFault.AFTER), List.of());
        assertFails(ErrorCode.STORE_UNAVAILABLE, () -> store.putIfAbsent("a", file));
        server.failParts(List.of(), Collections.nCopies(3, PutFault.BEFORE));
        assertFails(ErrorCode.STORE_UNAVAILABLE, () -> store.putIfAbsent("a", file));

        assertThat(store.list("", "")).isEmpty();
        assertThat(server.unfinished(bucket)).isZero();
        assertThat(store.putIfAbsent("a", file)).isTrue();
        file.close();
      }
    }
  }

  @Test
  void removesPartsThatADeadProcessLeft() {
    String bucket = BucketServer.shared().newBucket();
    S3Options options = BucketServer.shared().options(bucket);
    try (S3Connection other = new S3Connection(options, () -> 0); ObjectStore store = new S3ObjectStore(options, () -> 0)) {
      S3MultipartPut.begin(other, options, "n/dbs/1", Map.of());
      S3MultipartPut.begin(other, options, "m/dbs/1", Map.of());
      store.removeUnfinished("n/dbs/");
      assertThat(BucketServer.shared().unfinished(bucket)).isEqualTo(1);
    }
  }

  /// A file of three parts.
  private static FileChannel large(ObjectStore store) throws IOException {
    FileChannel file = store.scratch().orElseThrow();
    file.write(ByteBuffer.allocate(100), 2L * S3MultipartPut.PART_BYTES);
    return file;
  }

  @Test
  void givesUpAfterSomeTries() {
    try (BucketServer server = BucketServer.open();
        ObjectStore store = new S3ObjectStore(server.options(server.newBucket()), () -> 0)) {
      server.failPuts(Collections.nCopies(100, PutFault.BEFORE));

      assertFails(ErrorCode.STORE_UNAVAILABLE, () -> store.put("a", bytes("x")));
      assertThat(server.puts()).isEqualTo(4);
      assertFails(ErrorCode.STORE_UNAVAILABLE, () -> store.putIfAbsent("a", bytes("x")));
      assertThat(server.puts()).isEqualTo(16);
    }
  }

  @Test
  void namesTheObjectAndTheBucketOfAStoreThatIsAway() {
    S3Options options;
    try (BucketServer server = BucketServer.open()) {
      options = server.impatient(server.newBucket());
    }
    try (ObjectStore store = new S3ObjectStore(options, () -> 0)) {
      List<Runnable> calls = List.of(
          () -> store.get("a/b"), () -> store.range("a/b", 0, 1), () -> store.put("a/b", bytes("x")),
          () -> store.putIfAbsent("a/b", bytes("x")), () -> store.list("a/b", ""), () -> store.delete("a/b"));
      for (Runnable call : calls) {
        assertThatThrownBy(call::run)
            .isInstanceOfSatisfying(
                MillraceException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.STORE_UNAVAILABLE))
            .hasMessageContaining("object a/b of bucket bucket-1 at " + options.endpoint().orElseThrow());
      }
    }
  }

  @Test
  void saysThatTheBucketDoesNotExist() {
    try (S3ObjectStore store = new S3ObjectStore(BucketServer.shared().options("no-such-bucket"), () -> 0)) {
      assertUnavailable("does not exist", () -> store.checkBucket("n/"));
      assertUnavailable("does not exist", () -> store.get("a"));
      assertUnavailable("does not exist", () -> store.list("", ""));
      assertUnavailable("does not exist", () -> store.put("a", bytes("x")));
    }
  }

  @Test
  void saysThatAccessIsDenied() {
    S3Options options = with(new S3Credentials.Keys("local", "another", Optional.empty()));
    try (S3ObjectStore store = new S3ObjectStore(options, () -> 0)) {
      assertUnavailable("access is denied", () -> store.checkBucket("n/"));
      assertUnavailable("access is denied", () -> store.get("a"));
    }
  }

  @Test
  void refusesStoresThatIgnoreConditions() {
    try (BucketServer server = BucketServer.open(); S3ObjectStore store = server.newStore()) {
      store.checkBucket("n/");
      assertThat(store.list("", "")).isEmpty();

      server.ignoreConditions();
      assertUnavailable("ignores conditional puts", () -> store.checkBucket("n/"));
    }
  }

  @Test
  void sendsUnsignedRequests() {
    try (BucketServer server = BucketServer.withoutAuthentication()) {
      S3Options options = server.options(server.newBucket());
      S3Options unsigned = new S3Options(
          options.bucket(), "eu-north-1", options.endpoint(), true, new S3Credentials.Unsigned(), options.limits(),
          Optional.empty());
      try (ObjectStore store = new S3ObjectStore(unsigned, () -> 0)) {
        store.put("a", bytes("x"));
        assertThat(store.get("a")).hasValue(bytes("x"));
      }
    }
    S3Options unsigned = with(new S3Credentials.Unsigned());
    try (ObjectStore store = new S3ObjectStore(unsigned, () -> 0)) {
      assertUnavailable("access is denied", () -> store.put("a", bytes("x")));
    }
  }

  @Test
  void namesTheBucketInTheHostOrInThePath() {
    assertThat(hostAskedFor(true)).contains("store.invalid").doesNotContain("bucket.");
    assertThat(hostAskedFor(false)).contains("bucket.store.invalid");
  }

  /// What is said of a host that no machine knows.
  private static String hostAskedFor(boolean isPathStyle) {
    S3Options options = new S3Options(
        "bucket", "us-east-1", Optional.of(URI.create("http://store.invalid:9000")), isPathStyle,
        new S3Credentials.Unsigned(), BucketServer.shared().impatient("b").limits(), Optional.empty());
    try (ObjectStore store = new S3ObjectStore(options, () -> 0)) {
      Throwable fault = catchThrowable(() -> store.get("a"));
      while (fault.getCause() != null) {
        fault = fault.getCause();
      }
      return fault.toString();
    }
  }

  @Test
  void readsKeysFromAFileAnewWhenTheyExpireOrAreRefused() throws IOException {
    Path file = folder.resolve("keys.json");
    AtomicLong now = new AtomicLong();
    S3Options options = with(new S3Credentials.KeyFile(file));
    try (ObjectStore store = new S3ObjectStore(options, now::get)) {
      assertUnavailable("reading credentials file " + file, () -> store.get("a"));

      Files.writeString(file, "{\"aws_access_key_id\": \"local\", \"aws_secret_access_key\": verysecret");
      assertThatThrownBy(() -> store.get("a")).hasMessageContaining("not JSON").hasMessageNotContaining("verysecret");

      Files.writeString(file, keys("local", "secretsecret", ", \"expiry\": 60"));
      assertThat(store.get("a")).isEmpty();

      Files.writeString(file, keys("local", "wrong", ""));
      assertThat(store.get("a")).as("the keys are still good").isEmpty();
      now.set(60_000_000_000L);
      assertUnavailable("access is denied", () -> store.get("a"));

      Files.writeString(file, keys("local", "secretsecret", ""));
      assertThat(store.get("a")).as("read anew after a refusal").isEmpty();
      assertThat(store.putIfAbsent("a", bytes("x"))).isTrue();
    }
  }

  @Test
  void keepsSecretsOutOfTexts() {
    List<Object> said = new ArrayList<>(List.of(BucketServer.shared().options("b")));
    assertThat(said.toString()).contains("local").doesNotContain(BucketServer.SECRET);
  }

  private static S3Options with(S3Credentials credentials) {
    S3Options options = BucketServer.shared().options(BucketServer.shared().newBucket());
    return new S3Options(
        options.bucket(), options.region(), options.endpoint(), true, credentials, options.limits(), Optional.empty());
  }

  private static String keys(String id, String secret, String more) {
    return "{\"aws_access_key_id\": \"" + id + "\", \"aws_secret_access_key\": \"" + secret + "\"" + more + "}";
  }

  private static void assertUnavailable(String message, Runnable call) {
    assertThatThrownBy(call::run)
        .isInstanceOfSatisfying(
            MillraceException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.STORE_UNAVAILABLE))
        .hasMessageContaining(message);
  }
}
