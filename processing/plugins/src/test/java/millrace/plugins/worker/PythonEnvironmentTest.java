package millrace.plugins.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import millrace.base.Clock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Interpreters, environments and packages.
class PythonEnvironmentTest {
  @TempDir Path folder;

  @Test
  void passwordsOfAddressesStayOutOfTheLog() {
    assertThat(PackageInstaller.shown("x @ git+https://me:word@host/x.git y==1 -i http://token@h/simple a@b"))
        .isEqualTo("x @ git+https://****@host/x.git y==1 -i http://****@h/simple a@b");
  }

  @Test
  void theBundledInterpreterIsFoundFirst() {
    PythonRuntime runtime = TestPython.runtime();
    assertThat(runtime.version()).matches("3\\.[0-9]+\\.[0-9]+.*");
    if (System.getProperty("millrace.test.python") == null) {
      assertThat(runtime.origin()).isEqualTo(PythonRuntime.Origin.BUNDLED);
    }
  }

  @Test
  void anInterpreterTheUserNamesIsTheOnlyOneTried() {
    PythonResolution resolution =
        PythonRuntime.resolve(
            new PythonOptions(
                Optional.of(folder.resolve("nope")), Optional.empty(), folder, Map.of("PATH", "/usr/bin:/bin")));
    assertThat(resolution).isInstanceOf(PythonResolution.Unavailable.class);
    assertThat(((PythonResolution.Unavailable) resolution).reason()).contains(folder.resolve("nope").toString());
  }

  @Test
  void aProgramThatIsNoPythonIsRefused() {
    assertThat(PythonProbe.run(Path.of("/bin/true"))).isEqualTo(new PythonProbe.Unusable("exit status 0"));
  }

  @Test
  void anEnvironmentIsMadeInThePluginDirectoryAndFoundAgain() {
    PythonEnvironment made = prepare(PackageMode.DISCOVER);
    assertThat(made.root()).contains(folder.resolve("venv"));
    assertThat(made.problem()).isEmpty();
    assertThat(made.variables())
        .containsEntry("VIRTUAL_ENV", folder.resolve("venv").toString())
        .containsEntry("PLUGIN_DIR", folder.toString())
        .containsEntry("INFLUXDB3_PLUGIN_DIR", folder.toString())
        .containsEntry("TZ", "UTC")
        .containsEntry("OTHER", "kept")
        .containsKey("SSL_CERT_FILE")
        .doesNotContainKey("INFLUXDB3_TLS_KEY");
    assertThat(made.variables().get("PATH")).startsWith(folder.resolve("venv/bin") + ":");
    assertThat(prepare(PackageMode.DISABLED)).isEqualTo(made);
  }

  @Test
  void disabledNeverCreatesAnEnvironment() {
    PythonEnvironment none = prepare(PackageMode.DISABLED);
    assertThat(none.root()).isEmpty();
    assertThat(none.python()).isEqualTo(TestPython.runtime().executable());
    assertThat(folder).isEmptyDirectory();
    assertThat(new PackageInstaller(none, PackageMode.DISABLED).install(List.of("x")))
        .isEqualTo(
            new InstallOutcome.Forbidden(
                "Package installation has been disabled. Contact your administrator for more information."));
  }

  @Test
  void aBrokenEnvironmentIsMadeAnewAndItsPackagesAreNamed() throws IOException {
    PythonEnvironment made = prepare(PackageMode.PIP);
    RequestedPackages.in(made.root().orElseThrow()).add(List.of("a==1", "b"));
    RequestedPackages.in(made.root().orElseThrow()).add(List.of("b", "c"));
    Files.delete(made.python());
    Files.createSymbolicLink(made.python(), folder.resolve("gone"));
    PythonEnvironment repaired = prepare(PackageMode.PIP);
    assertThat(repaired.problem()).isEmpty();
    assertThat(repaired.lostPackages()).containsExactly("a==1", "b", "c");
    assertThat(PythonProbe.run(repaired.python())).isInstanceOf(PythonProbe.Usable.class);
  }

  @Test
  void anEnvironmentThatCannotBeMadeLeavesTheRuntime() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "in the way");
    PythonEnvironment none =
        PythonEnvironment.prepare(TestPython.runtime(), options(PackageMode.DISCOVER, Optional.of(file.resolve("env"))));
    assertThat(none.root()).isEmpty();
    assertThat(none.problem().orElseThrow()).startsWith("making the Python environment ");
    assertThat(((InstallOutcome.Failed) new PackageInstaller(none, PackageMode.PIP).install(List.of("x"))).message())
        .isEqualTo(
            "Processing engine error: error installing python packages: Plugin environment management is disabled");
  }

  @Test
  void installsAPackageThatRunningWorkersThenImport() throws IOException {
    PythonEnvironment environment = prepare(PackageMode.DISCOVER);
    PackageInstaller installer = new PackageInstaller(environment, PackageMode.DISCOVER);
    Path wheel = wheel("greeting", "hello");
    WorkerSettings settings =
        new WorkerSettings(
            environment.python(),
            environment.variables(),
            Path.of(System.getProperty("java.io.tmpdir")),
            (_, _, _) -> {});
    try (WorkerSupervisor supervisor = new WorkerSupervisor(settings, Clock.SYSTEM)) {
      PluginWorker worker =
          supervisor.open(
              new WorkerSpec("db", "t", 1, Map.of(), WorkerLimits.DEFAULT, CacheScope.PRODUCTION));
      String code = "import sys\ndef process_request(a, q, h, b, c):\n  import greeting; return greeting.TEXT";
      CallRequest request =
          new CallRequest(
              "db",
              PluginBench.emptyRequest(),
              new PluginSource.SingleFile("p.py", 1, code),
              Optional.empty(),
              Duration.ofSeconds(30),
              new RecordingHost());
      assertThat(PluginBench.body(worker.call(request))).startsWith("failed in RUN: ModuleNotFoundError");
      assertThat(installer.install(List.of(wheel.toString()))).isInstanceOf(InstallOutcome.Installed.class);
      assertThat(PluginBench.body(worker.call(request))).isEqualTo("hello");
      assertThat(RequestedPackages.in(environment.root().orElseThrow()).read()).containsExactly(wheel.toString());
    }
  }

  @Test
  void packagesOfAnEnvironmentStayWithInstallationDisabled() throws IOException {
    PythonEnvironment made = prepare(PackageMode.DISCOVER);
    assertThat(new PackageInstaller(made, PackageMode.DISCOVER).install(List.of(wheel("greeting", "hello").toString())))
        .isInstanceOf(InstallOutcome.Installed.class);
    PythonEnvironment used = prepare(PackageMode.DISABLED);
    assertThat(used.root()).isEqualTo(made.root());
    CommandRun run = CommandRun.of(
        List.of(used.python().toString(), "-c", "import greeting; print(greeting.TEXT)"), used.variables(), Duration.ofSeconds(30));
    assertThat(run.lastLine()).isEqualTo("hello");
  }

  @Test
  void aFailedInstallationShowsTheInstallersLastLines() {
    PackageInstaller installer = new PackageInstaller(prepare(PackageMode.DISCOVER), PackageMode.DISCOVER);
    InstallOutcome outcome = installer.install(List.of(folder.resolve("missing.whl").toString()));
    assertThat(((InstallOutcome.Failed) outcome).message())
        .startsWith("Processing engine error: error installing python packages: installer ended with exit status 1: ")
        .contains("missing.whl");
    assertThat(installer.install(List.of("--target=/"))).isEqualTo(new InstallOutcome.Invalid("not a package: '--target=/'"));
  }

  @Test
  void aFileThatListsNoRequirementsIsTheCallersMistake() throws IOException {
    PackageInstaller installer = new PackageInstaller(prepare(PackageMode.DISCOVER), PackageMode.DISCOVER);
    assertThat(installer.installRequirements("not-there.txt"))
        .isEqualTo(new InstallOutcome.Invalid("reading requirements file not-there.txt: there is no such file"));
    assertThat(installer.installRequirements("/dev/zero")).isInstanceOf(InstallOutcome.Invalid.class);
    assertThat(installer.installRequirements("a\0b")).isInstanceOf(InstallOutcome.Invalid.class);
    Path binary = Files.write(folder.resolve("binary"), new byte[] {(byte) 0xff, (byte) 0xfe});
    assertThat(installer.installRequirements(binary.toString())).isInstanceOf(InstallOutcome.Invalid.class);
    assertThat(new PackageInstaller(prepare(PackageMode.DISCOVER), PackageMode.DISABLED).installRequirements("not-there.txt"))
        .as("nothing is told about files").isInstanceOf(InstallOutcome.Forbidden.class);
  }

  @Test
  void writesTheJavaRuntimesAuthoritiesAsPem() throws Exception {
    String pem = Files.readString(CertificateBundle.write(folder.resolve("a/c.pem")));
    assertThat(pem).startsWith("-----BEGIN CERTIFICATE-----\n").endsWith("-----END CERTIFICATE-----\n");
    String code = "import ssl,sys; print(len(ssl.create_default_context(cafile=sys.argv[1]).get_ca_certs()))";
    CommandRun run =
        CommandRun.of(
            List.of(TestPython.runtime().executable().toString(), "-I", "-c", code, folder.resolve("a/c.pem").toString()),
            Map.of(),
            Duration.ofSeconds(30));
    assertThat(Integer.parseInt(run.lastLine())).isPositive();
  }

  private PythonEnvironment prepare(PackageMode mode) {
    return PythonEnvironment.prepare(TestPython.runtime(), options(mode, Optional.empty()));
  }

  private EnvironmentOptions options(PackageMode mode, Optional<Path> location) {
    return new EnvironmentOptions(
        folder,
        location,
        mode,
        folder.resolve("cache"),
        Map.of("PATH", "/usr/bin:/bin", "INFLUXDB3_TLS_KEY", "secret", "OTHER", "kept", "PIP_NO_INDEX", "1"));
  }

  /// A wheel of one module, made by hand: a zip with a little metadata.
  private Path wheel(String name, String text) throws IOException {
    Path wheel = folder.resolve(name + "-1.0-py3-none-any.whl");
    String info = name + "-1.0.dist-info/";
    try (java.util.zip.ZipOutputStream zip = new java.util.zip.ZipOutputStream(Files.newOutputStream(wheel))) {
      for (Map.Entry<String, String> file :
          Map.of(
                  name + ".py", "TEXT = '" + text + "'\n",
                  info + "METADATA", "Metadata-Version: 2.1\nName: " + name + "\nVersion: 1.0\n",
                  info + "WHEEL", "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
                  info + "RECORD", name + ".py,,\n" + info + "METADATA,,\n" + info + "WHEEL,,\n" + info + "RECORD,,\n")
              .entrySet()) {
        zip.putNextEntry(new java.util.zip.ZipEntry(file.getKey()));
        zip.write(file.getValue().getBytes(java.nio.charset.StandardCharsets.UTF_8));
      }
    }
    return wheel;
  }
}
