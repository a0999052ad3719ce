package millrace.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The packages hold all that a user needs: unpacked anywhere, the tarball serves.
@Tag("slow")
class PackageTest {
  private static final Path TOP = Path.of("..", "..").toAbsolutePath().normalize();

  @TempDir
  Path folder;

  @Test
  void theUnpackedTarballServesAndRunsPlugins() throws IOException, InterruptedException {
    Path packages = folder.resolve("packages");
    shell("JAVA_HOME=" + System.getProperty("java.home") + " " + TOP.resolve("packaging/make-packages") + " "
        + TOP.resolve("serving/cli/target/dist/lib") + " " + packages + " --without-caches");
    shell("tar -xzf " + only(packages, ".tar.gz") + " -C " + folder);
    Path home = only(folder, "");
    assertThat(home.resolve("python/bin/python3")).isExecutable();
    assertThat(home.resolve("docs/README.md")).exists();
    serves(home.resolve("influxdb3"));
  }

  @Test
  void theUnpackedDebianPackageServes() throws IOException, InterruptedException {
    if (shell("command -v dpkg-deb || true").isBlank()) {
      return;
    }
    Path packages = folder.resolve("packages");
    shell("JAVA_HOME=" + System.getProperty("java.home") + " " + TOP.resolve("packaging/make-packages") + " "
        + TOP.resolve("serving/cli/target/dist/lib") + " " + packages + " --without-caches");
    Path root = folder.resolve("root");
    shell("dpkg-deb -x " + only(packages, ".deb") + " " + root);
    serves(root.resolve("usr/bin/influxdb3"));
  }

  /// Starts a server, writes, reads, runs a plugin, and stops it.
  private void serves(Path program) throws IOException, InterruptedException {
    String script = """
        set -e
        cd %s
        mkdir plugins
        printf 'def process_request(api, query, headers, body, args=None):\\n  return {"sum": 40 + 2}\\n' > plugins/sum.py
        %s serve --node-id n --object-store file --data-dir data --plugin-dir plugins --without-auth \
          --http-bind 127.0.0.1:0 --tcp-listener-file-path address > log 2>&1 &
        server=$!
        trap 'kill $server' EXIT
        while [ ! -s address ]; do kill -0 $server; sleep 0.1; done
        export INFLUXDB3_HOST_URL=http://$(cat address)
        %s write -q -d d 'm,t=a v=41.5 1700000000000000000'
        %s query -d d --format csv 'SELECT t, v FROM m'
        %s test request_plugin -d d sum.py
        trap - EXIT
        kill $server
        wait $server
        echo ended with $?
        """.formatted(folder, program, program, program, program);
    assertThat(shell(script)).contains("t,v\na,41.5\n").contains("42").contains("ended with 0");
  }

  @Test
  void theDebianPackageHasItsPlaces() throws IOException, InterruptedException {
    if (shell("command -v dpkg-deb || true").isBlank()) {
      return;
    }
    Path packages = folder.resolve("packages");
    shell("JAVA_HOME=" + System.getProperty("java.home") + " " + TOP.resolve("packaging/make-packages") + " "
        + TOP.resolve("serving/cli/target/dist/lib") + " " + packages + " --without-caches");
    Path archive = only(packages, ".deb");
    assertThat(shell("dpkg-deb -I " + archive)).contains("Package: millrace", "postinst", "conffiles");
    assertThat(shell("dpkg-deb -c " + archive)).contains(
        "./usr/bin/influxdb3 -> ../lib/influxdb3/influxdb3", "./usr/lib/influxdb3/lib/millrace-cli.jar",
        "./usr/lib/systemd/system/influxdb3.service", "./etc/influxdb3/influxdb3.conf", "./usr/lib/sysusers.d/influxdb3.conf");
    assertThat(shell("dpkg-deb --fsys-tarfile " + archive
        + " | tar -xO ./usr/share/bash-completion/completions/influxdb3 | bash -n && echo sound")).contains("sound");
  }

  private Path only(Path where, String ending) throws IOException {
    try (Stream<Path> files = Files.list(where)) {
      List<Path> found = files.filter(file -> file.getFileName().toString().startsWith("millrace"))
          .filter(file -> file.toString().endsWith(ending)).toList();
      assertThat(found).hasSize(1);
      return found.getFirst();
    }
  }

  private static String shell(String script) throws IOException, InterruptedException {
    Process process = new ProcessBuilder("bash", "-c", script).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(out).isZero();
    return out;
  }
}
