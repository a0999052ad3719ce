package millrace.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The script `influxdb3` itself.
class LauncherTest {
  private static final String JAVA_HOME = System.getProperty("java.home");

  @TempDir
  private Path folder;

  @Test
  void noOtherProgramRunsOnTheWayToACommand() {
    Program program = new Program(folder, Map.of("PATH", folder.toString(), "JAVA_HOME", JAVA_HOME));
    Program.Ran ran = program.run("--version");
    assertThat(ran.err()).isEmpty();
    assertThat(ran.status()).isZero();
    assertThat(ran.out()).contains("InfluxDB 3 Core");
  }

  @Test
  void aLinkLeadsToIt() throws IOException {
    Path link = Files.createSymbolicLink(folder.resolve("elsewhere"), Program.LAUNCHER);
    Program.Ran ran = new Program(folder, Map.of("JAVA_HOME", JAVA_HOME)).runFile(link, "--version");
    assertThat(ran.status()).as(ran.err()).isZero();
    assertThat(ran.out()).contains("InfluxDB 3 Core");
  }

  @Test
  void aJavaHomeOfAnotherVersionIsPassedOver() throws IOException {
    Path other = folder.resolve("jdk");
    Path java = Files.createDirectories(other.resolve("bin")).resolve("java");
    Files.writeString(java, "#!/bin/sh\necho wrong Java\nexit 7\n");
    assertThat(java.toFile().setExecutable(true)).isTrue();
    Files.writeString(other.resolve("release"), "IMPLEMENTOR=\"x\"\nJAVA_VERSION=\"21.0.2\"\n");
    String path = Path.of(JAVA_HOME, "bin") + ":" + System.getenv("PATH");
    Program.Ran ran = new Program(folder, Map.of("JAVA_HOME", other.toString(), "PATH", path)).run("--version");
    assertThat(ran.out()).contains("InfluxDB 3 Core");
  }
}
