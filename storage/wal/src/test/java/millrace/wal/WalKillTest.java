package millrace.wal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import millrace.objectstore.FolderObjectStore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Kills a writing process again and again. Repeat a failure with `-Dmillrace.seed=N`.
class WalKillTest {
  private static final long SEED = Long.getLong("millrace.seed", new Random().nextLong());
  private static final int ROUNDS = 3;

  @TempDir Path folder;

  @Test
  void hasEveryAnsweredWriteAfterAKill() throws Exception {
    Random random = new Random(SEED);
    List<Long> answered = new ArrayList<>();
    for (int round = 0; round < ROUNDS; round++) {
      answered.addAll(writeAndKill(round * 1_000_000L, 1 + random.nextInt(300)));
      try (TestLog log = TestLog.open(new FolderObjectStore(folder))) {
        assertThat(log.replayed.damage()).as("seed %d, round %d", SEED, round).isEmpty();
        assertThat(log.bufferedNumbers()).as("seed %d, round %d", SEED, round)
            .containsAll(answered)
            .doesNotHaveDuplicates();
      }
    }
  }

  /// @return the numbers that were answered before the process died
  private List<Long> writeAndKill(long first, int answers) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp", System.getProperty("java.class.path"),
                EndlessWriter.class.getName(), folder.toString(), Long.toString(first))
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    List<Long> answered = new ArrayList<>();
    try (BufferedReader lines = process.inputReader()) {
      while (answered.size() < answers) {
        String line = lines.readLine();
        assertThat(line).as("an answer of the writing process").isNotNull();
        answered.add(Long.valueOf(line));
      }
    } finally {
      process.destroyForcibly().waitFor();
    }
    return answered;
  }
}
