package millrace.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import millrace.server.debug.Debug;
import millrace.server.debug.DebugRun;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A node's data as the offline commands see it, whole and damaged.
class DebugTest {
  private static final Debug.Options PLAIN = new Debug.Options(false, Optional.empty(), Optional.empty(), false);
  private static final Debug.Options JSON = new Debug.Options(true, Optional.empty(), Optional.empty(), false);
  private static final Debug.Options DROP = new Debug.Options(false, Optional.empty(), Optional.empty(), true);

  @TempDir Path folder;

  private String printed = "";

  @BeforeEach
  void fill() {
    try (BackupAndDebugFixture server = open()) {
      server.write("home", "room,host=a temp=21.5,note=\"x\" 1\nroom,host=b temp=22 2");
      server.snapshot("home");
      server.write("home", "room,host=a temp=23 3");
      server.snapshot("home");
      server.write("home", "room,host=c temp=24 4");
    }
  }

  @Test
  void everythingStandsAfterAStop() {
    assertThat(run("verify", PLAIN)).as(printed).isTrue();
    assertThat(printed).contains("| data file ").endsWith("no damage found\n");
    assertThat(run("wal", PLAIN)).isTrue();
    assertThat(printed).contains("n/wal/");
    assertThat(run("manifest", JSON)).isTrue();
    assertThat(printed).startsWith("{\"versions\":[{\"manifest\":\"n/snapshots/");
    assertThat(run("file", PLAIN)).isTrue();
  }

  @Test
  void aFlippedByteAnywhereIsFoundAndNamed() throws IOException {
    long seed = Long.getLong("millrace.seed", 61);
    Random random = new Random(seed);
    for (Path file : objects()) {
      byte[] whole = Files.readAllBytes(file);
      for (int round = 0; round < 3; round++) {
        byte[] flipped = whole.clone();
        int at = random.nextInt(whole.length);
        flipped[at] ^= (byte) (1 + random.nextInt(255));
        Files.write(file, flipped);
        assertThat(run("verify", PLAIN)).as("byte %d of %s, -Dmillrace.seed=%d\n%s", at, file, seed, printed).isFalse();
        assertThat(printed).contains(folder.relativize(file).toString());
      }
      Files.write(file, whole);
    }
    assertThat(run("verify", PLAIN)).isTrue();
  }

  @Test
  void whatIsDamagedIsDroppedOnlyWhenAsked() throws IOException {
    Path file = objects().stream().filter(path -> path.toString().endsWith(".parquet")).findFirst().orElseThrow();
    flip(file);
    assertThat(run("verify", PLAIN)).isFalse();
    assertThat(run("verify", DROP)).isFalse();
    assertThat(printed).contains("no longer listed; the object stays");
    assertThat(run("verify", PLAIN)).as(printed).isTrue();
    assertThat(printed).contains("was set aside as damaged");
    assertThat(file).exists();
    try (BackupAndDebugFixture server = open()) {
      assertThat(server.sql("home", "SELECT temp FROM room ORDER BY time")).endsWith("24.0\n");
    }
  }

  @Test
  void aDamagedManifestGoesAsideAndTheServerStartsFromTheOneBefore() throws IOException {
    Path newest = objects().stream().filter(path -> path.toString().endsWith(".manifest")).findFirst().orElseThrow();
    flip(newest);
    assertThat(run("manifest", DROP)).isFalse();
    assertThat(folder.resolve("n/set-aside").resolve("snapshots").resolve(newest.getFileName())).exists();
    assertThat(run("manifest", PLAIN)).as(printed).isTrue();
    // The version before may list files that a merge has replaced since; what the log has is there in any case.
    try (BackupAndDebugFixture server = open()) {
      assertThat(server.sql("home", "SELECT temp FROM room ORDER BY time")).endsWith("24.0\n");
    }
  }

  @Test
  void rowsAreExportedAsLinesOrJson() throws IOException {
    Path lines = folder.resolve("out.lp");
    assertThat(run("file", exporting(lines))).isTrue();
    // Files may have been merged meanwhile, which changes the order.
    assertThat(Files.readAllLines(lines, StandardCharsets.UTF_8)).contains(
        "# database home", "room,host=a temp=21.5,note=\"x\" 1", "room,host=b temp=22.0 2", "room,host=a temp=23.0 3");
    Path json = folder.resolve("out.jsonl");
    assertThat(run("wal", exporting(json))).isTrue();
    assertThat(Files.readString(json, StandardCharsets.UTF_8)).contains(
        "{\"database\":\"home\",\"table\":\"room\",\"tags\":{\"host\":\"c\"},\"fields\":{\"temp\":24.0},\"time\":4}\n");
  }

  @Test
  void theReadableRestOfADamagedFileIsExported() throws IOException {
    Path file = folder.resolve("alone.parquet");
    for (Path candidate : objects()) {
      if (candidate.toString().endsWith(".parquet")) {
        Files.copy(candidate, file, StandardCopyOption.REPLACE_EXISTING);
        if (run("file", Optional.of(file.toString()), PLAIN) && printed.contains("| note ")) {
          break;
        }
      }
    }
    byte[] whole = Files.readAllBytes(file);
    for (int at = 4; !printed.contains("page 0 of column temp at byte"); at += 3) {
      byte[] flipped = whole.clone();
      flipped[at] ^= 1;
      Files.write(file, flipped);
      run("file", Optional.of(file.toString()), PLAIN);
    }
    Path lines = folder.resolve("rest.lp");
    Debug.Options named = new Debug.Options(false, Optional.of(lines), Optional.of("room"), false);
    assertThat(run("file", Optional.of(file.toString()), named)).isFalse();
    assertThat(printed).contains("values of other rows could not be exported");
    assertThat(Files.readString(lines, StandardCharsets.UTF_8)).isEqualTo("# database unknown\nroom,host=a note=\"x\" 1\n");
  }

  private static Debug.Options exporting(Path file) {
    return new Debug.Options(false, Optional.of(file), Optional.empty(), false);
  }

  private boolean run(String part, Debug.Options options) {
    return run(part, Optional.empty(), options);
  }

  private boolean run(String part, Optional<String> target, Debug.Options options) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    boolean stands = DebugRun.run(
        part, target, options, List.of("--node-id=n", "--object-store=file", "--data-dir=" + folder), Map.of(),
        new PrintStream(bytes, true, StandardCharsets.UTF_8));
    printed = bytes.toString(StandardCharsets.UTF_8);
    return stands;
  }

  private BackupAndDebugFixture open() {
    return new BackupAndDebugFixture(folder);
  }

  private static void flip(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length / 2] ^= 1;
    Files.write(file, bytes);
  }

  /// Log, manifests, catalog and data files. What else there is holds no data, or is text for people.
  private List<Path> objects() throws IOException {
    try (Stream<Path> files = Files.walk(folder.resolve("n"))) {
      return files
          .filter(Files::isRegularFile)
          .filter(file -> file.toString().matches(".*\\.(wal|manifest|catalog|parquet)|.*/catalog/v3/snapshot"))
          .sorted()
          .toList();
    }
  }
}
