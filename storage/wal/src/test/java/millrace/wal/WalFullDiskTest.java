package millrace.wal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import millrace.objectstore.FolderObjectStore;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A process whose files the operating system cuts at eight blocks: an append stops in the middle, as on a full disk.
class WalFullDiskTest {
  private static final Path SHELL = Path.of("/bin/sh");

  @TempDir Path folder;

  @Test
  void refusesWhatDoesNotFitAndKeepsEverythingElse() throws Exception {
    Assumptions.assumeTrue(Files.isExecutable(SHELL), "no shell to set the limit");
    List<String> lines = run("ulimit -f 8 && exec \"$0\" \"$@\"");

    List<Long> stored = numbers(lines, "stored ");
    assertThat(lines).hasSize(300);
    assertThat(numbers(lines, "STORE_UNAVAILABLE ")).isNotEmpty();
    assertThat(stored).hasSizeGreaterThan(200);
    assertThat(stored.size() + numbers(lines, "STORE_UNAVAILABLE ").size()).isEqualTo(300);
    try (TestLog log = TestLog.open(new FolderObjectStore(folder))) {
      assertThat(log.replayed.damage()).isEmpty();
      assertThat(log.bufferedNumbers()).isEqualTo(stored);
    }
  }

  private List<String> run(String script) throws Exception {
    Process process =
        new ProcessBuilder(
                SHELL.toString(), "-c", script, Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:-UsePerfData", "-Xshare:auto", "-cp", System.getProperty("java.class.path"),
                FullDiskWriter.class.getName(), folder.toString(), "300")
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    List<String> lines = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    assertThat(process.waitFor()).isZero();
    return lines;
  }

  private static List<Long> numbers(List<String> lines, String kind) {
    return lines.stream()
        .filter(line -> line.startsWith(kind))
        .map(line -> Long.valueOf(line.substring(kind.length())))
        .toList();
  }
}
