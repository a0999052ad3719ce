package millrace.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import millrace.objectstore.BucketServer;
import millrace.objectstore.ObjectStore;
import millrace.objectstore.S3ObjectStore;
import millrace.objectstore.StoredObject;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A server whose data lies in a bucket.
class BucketTest {
  private static final String SUM = "SELECT count(*) AS n, sum(v) AS s FROM m";

  @TempDir
  Path folder;

  @Test
  void everythingIsInTheBucketAndSurvivesAKill() {
    try (BucketServer bucket = BucketServer.open()) {
      String name = bucket.newBucket();
      try (ObjectStore objects = new S3ObjectStore(bucket.options(name), () -> 0);
          TestServer server = open(
              bucket, name, folder, "--wal-flush-interval", "50ms", "--wal-snapshot-size", "3",
              "--snapshotted-wal-files-to-keep", "0", "--data-dir", folder.resolve("near").toString(),
              "--file-cache-size", "4mb")) {
        writeRounds(server, 1, 17);
        writeRounds(server, 18, 18);
        writeRounds(server, 19, 19);
        writeRounds(server, 20, 20);
        await(() -> !names(objects, "n/dbs/").isEmpty(), server);
        assertThat(server.sql("db", SUM).body()).isEqualTo("[{\"n\":20,\"s\":210.0}]");
        assertThat(folder.resolve("near/cache/n.blocks")).isNotEmptyFile();
        server.kill();
        server.start();
        assertThat(server.sql("db", SUM).body()).isEqualTo("[{\"n\":20,\"s\":210.0}]");
        assertThat(names(objects, "n/lease/")).contains("n/lease/00000000002");
        assertThat(server.log()).doesNotContain("may still be in use");

        server.write("db", "m,t=a v=1000 1");
        writeUntilFilesAreMerged(server, objects, 21, 40);
        assertThat(server.sql("db", SUM).body()).isEqualTo("[{\"n\":40,\"s\":1819.0}]");
        assertThat(server.influxql("db", "DELETE FROM m WHERE time > 30").status()).isEqualTo(200);
        server.kill();
        server.start();
        assertThat(server.influxql("db", "SELECT sum(v) FROM m GROUP BY t").body())
            .contains("\"tags\":{\"t\":\"a\"}").contains("1464");
        assertThat(server.stop()).isZero();
        assertThat(bucketHolds(objects, "n/lease/00000000003", "state=released")).isTrue();
        assertThat(folder.resolve("near/cache")).isEmptyDirectory();
      }
    }
  }

  @Test
  void writersAreToldToComeBackWhileTheBucketIsAwayAndNothingIsLost() throws Exception {
    try (BucketServer bucket = BucketServer.open()) {
      String name = bucket.newBucket();
      try (TestServer server = open(
          bucket, name, folder, "--wal-flush-interval", "50ms", "--object-store-max-retries", "1")) {
        writeRounds(server, 1, 5);
        bucket.goAway();
        HttpResponse<String> refused = write(server, "", "m,t=a v=6 6");
        assertThat(refused.statusCode()).isEqualTo(503);
        assertThat(refused.headers().firstValue("Retry-After")).hasValue("1");
        assertThat(write(server, "&no_sync=true", "m,t=a v=7 7").statusCode()).isEqualTo(204);
        assertThat(write(server, "", "m,t=a v=8 8").statusCode()).isEqualTo(503);
        assertThat(server.sql("db", SUM).body()).isEqualTo("[{\"n\":5,\"s\":15.0}]");

        bucket.comeBack();
        writeRounds(server, 9, 9);
        assertThat(server.sql("db", SUM).body()).isEqualTo("[{\"n\":7,\"s\":31.0}]");
        server.kill();
        server.start();
        assertThat(server.sql("db", SUM).body()).isEqualTo("[{\"n\":7,\"s\":31.0}]");
      }
    }
  }

  @Test
  void aSecondProcessOfTheNodeIsRefused() {
    try (BucketServer bucket = BucketServer.open()) {
      String name = bucket.newBucket();
      try (TestServer server = open(bucket, name, folder)) {
        Program.Ran second = new Program(folder, Map.of()).run(words(bucket, name));
        assertThat(second.status()).isEqualTo(1);
        assertThat(second.out() + second.err())
            .contains("node n is in use by process " + server.pid() + " on ").contains("--node-id");
        writeRounds(server, 1, 1);
      }
    }
  }

  @Test
  @Tag("slow")
  void aProcessThatWakesUpAfterItsNodeWasTakenOverEnds() throws Exception {
    try (BucketServer bucket = BucketServer.open()) {
      String name = bucket.newBucket();
      Path other = Files.createDirectory(folder.resolve("other"));
      try (TestServer sleeper = open(bucket, name, folder)) {
        writeRounds(sleeper, 1, 1);
        signal("STOP", sleeper);
        try (TestServer server = open(bucket, name, other)) {
          writeRounds(server, 2, 2);
          signal("CONT", sleeper);
          ProcessHandle process = ProcessHandle.of(sleeper.pid()).orElseThrow();
          process.onExit().get(60, TimeUnit.SECONDS);
          assertThat(sleeper.log()).contains("another process has taken over node n: this one ends");
          assertThat(server.sql("db", SUM).body()).isEqualTo("[{\"n\":2,\"s\":3.0}]");
        }
      }
    }
  }

  private static void signal(String signal, TestServer server) throws Exception {
    Process sent = new ProcessBuilder("kill", "-" + signal, Long.toString(server.pid())).start();
    assertThat(sent.waitFor()).isZero();
  }

  private static TestServer open(BucketServer server, String bucket, Path folder, String... more) {
    List<String> flags = new ArrayList<>(store(server, bucket));
    flags.addAll(List.of(more));
    return TestServer.open(folder, flags.toArray(String[]::new));
  }

  private static List<String> store(BucketServer server, String bucket) {
    return List.of(
        "--object-store", "s3", "--bucket", bucket, "--aws-endpoint", server.endpoint().toString(), "--aws-allow-http",
        "--aws-access-key-id", BucketServer.KEY_ID, "--aws-secret-access-key", BucketServer.SECRET);
  }

  private static String[] words(BucketServer server, String bucket) {
    List<String> words =
        new ArrayList<>(List.of("serve", "--node-id", "n", "--http-bind", "127.0.0.1:0", "--without-auth"));
    words.addAll(store(server, bucket));
    return words.toArray(String[]::new);
  }

  /// Each a write of its own, several at once, since each waits for the end of an interval.
  private static void writeRounds(TestServer server, int first, int last) {
    List<CompletableFuture<Integer>> writes = IntStream.rangeClosed(first, last)
        .mapToObj(i -> CompletableFuture.supplyAsync(
            () -> server.write("db", "m,t=a v=" + i + " " + i).status(), task -> Thread.ofVirtual().start(task)))
        .toList();
    writes.forEach(write -> assertThat(write.join()).isEqualTo(204));
  }

  /// Writes rows, most of them one after the other so that snapshots are made, and waits until four or more data files
  /// have become fewer.
  private static void writeUntilFilesAreMerged(TestServer server, ObjectStore objects, int first, int last) {
    Set<String> seen = new HashSet<>(names(objects, "n/dbs/"));
    int next = first;
    while (seen.size() < 5) {
      int before = seen.size();
      for (int end = next + 3; next < end; next++) {
        writeRounds(server, next, next);
      }
      await(() -> seen.addAll(names(objects, "n/dbs/")) || seen.size() > before, server);
    }
    writeRounds(server, next, last);
    await(() -> names(objects, "n/dbs/").size() < 4, server);
  }

  private static HttpResponse<String> write(TestServer server, String more, String line) throws Exception {
    URI address = URI.create(server.url() + "/api/v3/write_lp?db=db&precision=nanosecond" + more);
    HttpRequest request = HttpRequest.newBuilder(address).POST(HttpRequest.BodyPublishers.ofString(line)).build();
    try (HttpClient http = HttpClient.newHttpClient()) {
      return http.send(request, HttpResponse.BodyHandlers.ofString());
    }
  }

  private static List<String> names(ObjectStore objects, String prefix) {
    return objects.list(prefix, "").stream().map(StoredObject::name).toList();
  }

  private static boolean bucketHolds(ObjectStore objects, String name, String text) {
    return new String(objects.get(name).orElseThrow(), StandardCharsets.UTF_8).contains(text);
  }

  private static void await(BooleanSupplier condition, TestServer server) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("still not so\n" + server.log());
      }
      Thread.onSpinWait();
    }
  }
}
