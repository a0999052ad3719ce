package millrace.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a server leaves on disk.
class StoreFolderTest {
  @TempDir
  Path folder;

  @Test
  void aCopiedFolderServesTheSameRows(@TempDir Path other) throws IOException {
    try (TestServer server = TestServer.open(folder, "--wal-flush-interval", "100ms", "--wal-snapshot-size", "1")) {
      server.write("db", "m,t=a v=1 1");
      server.awaitDataFiles(1);
      server.stop();
    }
    // What comes now stays in the log.
    try (TestServer server = TestServer.open(folder)) {
      server.write("db", "m,t=b v=2 2");
      server.stop();
    }
    try (Stream<Path> parts = Files.list(folder.resolve("data/n"))) {
      assertThat(parts.map(path -> path.getFileName().toString())).contains("wal", "dbs", "catalog");
    }
    copy(folder.resolve("data"), other.resolve("data"));
    try (TestServer server = TestServer.open(other)) {
      assertThat(server.sql("db", "SELECT t, v FROM m ORDER BY t").body()).isEqualTo("[{\"t\":\"a\",\"v\":1.0},{\"t\":\"b\",\"v\":2.0}]");
    }
  }

  @Test
  void oneWriteIsOneLogObjectAndWaitsForNoInterval() throws IOException {
    try (TestServer server = TestServer.open(folder, "--wal-flush-interval", "1h")) {
      assertThat(logObjects()).isEmpty();
      assertThat(server.write("db", "m v=1 1").status()).isEqualTo(204);
      assertThat(logObjects()).hasSize(1).allMatch(path -> path.toFile().length() > 0);
      server.kill();
      server.start();
      assertThat(server.sql("db", "SELECT v FROM m").body()).isEqualTo("[{\"v\":1.0}]");
    }
  }

  private List<Path> logObjects() throws IOException {
    Path log = folder.resolve("data/n/wal");
    if (!Files.exists(log)) {
      return List.of();
    }
    try (Stream<Path> files = Files.walk(log)) {
      return files.filter(Files::isRegularFile).filter(path -> !path.endsWith("owner")).toList();
    }
  }

  @Test
  void theSpanOfFirstFilesIsThatOfTheFirstStart() {
    String span = "SELECT duration_seconds FROM system.generation_durations";
    String warning = "cannot change the existing gen1 duration after it has been set";
    try (TestServer server = TestServer.open(folder, "--gen1-duration", "5m")) {
      assertThat(server.sql("_internal", span).body()).isEqualTo("[{\"duration_seconds\":300}]");
    }
    try (TestServer server = TestServer.open(folder)) {
      assertThat(server.sql("_internal", span).body()).isEqualTo("[{\"duration_seconds\":300}]");
      assertThat(server.log()).doesNotContain(warning);
    }
    try (TestServer server = TestServer.open(folder, "--gen1-duration", "1m")) {
      assertThat(server.sql("_internal", span).body()).isEqualTo("[{\"duration_seconds\":300}]");
      assertThat(server.log()).contains(warning);
    }
  }

  @Test
  void memoryLeavesNoFilesAndLogsAreJson() throws IOException {
    try (TestServer server = TestServer.open(folder, "--object-store", "memory", "--log-format", "json",
        "--wal-flush-interval", "100ms", "--wal-snapshot-size", "1")) {
      server.write("db", "m v=1 1");
      assertThat(server.sql("db", "SELECT v FROM m").body()).isEqualTo("[{\"v\":1.0}]");
      server.stop();
      assertThat(left()).containsExactlyInAnyOrder("address", "log");
      server.start();
      assertThat(server.sql("db", "SELECT v FROM m").status()).isEqualTo(404);
      assertThat(server.log().lines().toList()).isNotEmpty().allSatisfy(line -> {
        var object = new ObjectMapper().readTree(line);
        assertThat(object.path("level").isTextual() && object.has("fields")).as(line).isTrue();
      });
    }
  }

  /// Files below the folder, without those of plugins.
  private List<String> left() throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(Files::isRegularFile).map(file -> folder.relativize(file).toString())
          .filter(file -> !file.startsWith("plugins")).toList();
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Path target = to.resolve(from.relativize(file).toString());
        if (Files.isDirectory(file)) {
          Files.createDirectories(target);
        } else {
          Files.copy(file, target);
        }
      }
    }
  }
}
