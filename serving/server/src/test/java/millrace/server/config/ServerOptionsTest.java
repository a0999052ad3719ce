package millrace.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import millrace.base.MillraceException;
import millrace.objectstore.S3Credentials;
import millrace.objectstore.S3Options;
import org.junit.jupiter.api.Test;

class ServerOptionsTest {
  private static final List<String> LEAST = List.of("--node-id", "n", "--object-store", "memory");

  @Test
  void theLeastThatStarts() {
    ServerOptions options = read(Map.of());
    assertThat(options.nodeId()).isEqualTo("n");
    assertThat(options.store().kind()).isEqualTo("memory");
    assertThat(options.access().enabled()).isTrue();
    assertThat(options.get(ServeSettings.HTTP_BIND).getPort()).isEqualTo(8181);
    assertThat(options.get(ServeSettings.MAX_REQUEST_BYTES)).isEqualTo(10485760);
    assertThat(options.get(ServeSettings.WAL_FLUSH_INTERVAL)).isEqualTo(Duration.ofSeconds(1));
    assertThat(options.log().filter()).isEqualTo("info");
    assertThat(options.warnings()).isEmpty();
  }

  @Test
  void theCommandLineWinsOverTheEnvironment() {
    Map<String, String> environment =
        Map.of("INFLUXDB3_WAL_FLUSH_INTERVAL", "5s", "INFLUXDB3_HTTP_BIND_ADDR", "127.0.0.1:1");
    ServerOptions options = read(environment, "--wal-flush-interval=100ms");
    assertThat(options.get(ServeSettings.WAL_FLUSH_INTERVAL)).isEqualTo(Duration.ofMillis(100));
    assertThat(options.get(ServeSettings.HTTP_BIND).getPort()).isEqualTo(1);
  }

  @Test
  void oldNamesWorkAndWarn() {
    ServerOptions options = read(Map.of("INFLUXDB3_START_WITHOUT_AUTH", "true"), "--wal-snapshot-size", "7");
    assertThat(options.access().enabled()).isFalse();
    assertThat(options.get(ServeSettings.WAL_FILES_PER_SNAPSHOT)).isEqualTo(7);
    assertThat(options.warnings()).containsExactlyInAnyOrder(
        "--wal-snapshot-size is deprecated, use --wal-files-per-snapshot instead",
        "environment variable INFLUXDB3_START_WITHOUT_AUTH is deprecated, use INFLUXDB3_WITHOUT_AUTH instead");
  }

  @Test
  void thePackageManagerIsTakenAndWarnedAbout() {
    assertThat(read(Map.of()).warnings()).isEmpty();
    assertThat(read(Map.of(), "--package-manager", "uv").warnings()).containsExactly(
        "--package-manager is deprecated and will be removed in a future release. Python and pip come with the server;"
            + " remove this option");
    assertThat(read(Map.of("INFLUXDB3_PACKAGE_MANAGER", "disabled")).warnings()).containsExactly(
        "--package-manager disabled is deprecated and will be removed in a future release; use --disable-package-management");
  }

  @Test
  void anEmptyPluginFolderAndTheOldNameOfAKindAreUnderstood() {
    assertThat(read(Map.of("INFLUXDB3_PLUGIN_DIR", "")).settings().given(ServeSettings.PLUGIN_DIR)).isEmpty();
    assertThat(read(Map.of(), "--restrict-plugin-triggers-to", "wal_flush,schedule").settings()
        .given(ServeSettings.RESTRICT_TRIGGERS)).hasValue(List.of("wal_flush", "schedule"));
  }

  @Test
  void newVariablesWinOverOldOnes() {
    ServerOptions options = read(Map.of("INFLUXDB3_LOG_FILTER", "warn", "LOG_FILTER", "debug"));
    assertThat(options.log().filter()).isEqualTo("warn");
    assertThat(options.warnings()).containsExactly(
        "both LOG_FILTER and INFLUXDB3_LOG_FILTER are set; using INFLUXDB3_LOG_FILTER, as LOG_FILTER is deprecated");
  }

  @Test
  void aBucketIsReachedAsTheSettingsSay() {
    S3Options usual = bucket(Map.of("AWS_ACCESS_KEY_ID", "id", "AWS_SECRET_ACCESS_KEY", "secret"));
    assertThat(usual.region()).isEqualTo("us-east-1");
    assertThat(usual.endpoint()).isEmpty();
    assertThat(usual.isPathStyle()).isFalse();
    assertThat(usual.limits()).isEqualTo(S3Options.Limits.DEFAULT);
    assertThat(usual.credentials()).isEqualTo(new S3Credentials.Keys("id", "secret", Optional.empty()));

    S3Options own = bucket(
        Map.of("AWS_ACCESS_KEY_ID", "other", "AWS_SESSION_TOKEN", "token"),
        "--aws-endpoint", "http://minio:9000", "--aws-allow-http", "--aws-default-region", "eu-north-1",
        "--aws-access-key-id", "id", "--aws-secret-access-key", "secret", "--object-store-max-retries", "7",
        "--object-store-connection-limit", "5", "--object-store-request-timeout", "2s",
        "--object-store-retry-timeout", "9s");
    assertThat(own.endpoint()).hasValue(URI.create("http://minio:9000"));
    assertThat(own.isPathStyle()).isTrue();
    assertThat(own.credentials()).isEqualTo(new S3Credentials.Keys("id", "secret", Optional.of("token")));
    assertThat(own.limits())
        .isEqualTo(new S3Options.Limits(5, Duration.ofSeconds(2), 7, Duration.ofSeconds(9)));

    assertThat(bucket(Map.of(), "--aws-endpoint", "https://s3.example", "--aws-virtual-hosted-style").isPathStyle())
        .isFalse();
  }

  @Test
  void credentialsOfABucketComeFromTheFirstOfFourPlaces() {
    Map<String, String> keys = Map.of("AWS_ACCESS_KEY_ID", "id", "AWS_SECRET_ACCESS_KEY", "secret");
    assertThat(bucket(keys, "--aws-skip-signature", "--aws-credentials-file", "/k.json").credentials())
        .isEqualTo(new S3Credentials.Unsigned());
    assertThat(bucket(keys, "--aws-credentials-file", "/k.json").credentials())
        .isEqualTo(new S3Credentials.KeyFile(Path.of("/k.json")));
    assertThat(bucket(Map.of()).credentials()).isEqualTo(new S3Credentials.FromMachine());
    assertThatThrownBy(() -> bucket(Map.of("AWS_ACCESS_KEY_ID", "id"))).hasMessageContaining("go together");
  }

  @Test
  void kindsOfObjectStoresAreKnownInAnyLetters() {
    for (String written : List.of("MEMORY", "Memory", "memory")) {
      assertThat(ServerOptions.read(List.of("--node-id", "n", "--object-store", written), Map.of()).store().kind())
          .isEqualTo("memory");
    }
  }

  @Test
  void bucketsAreRefusedWhereTheyCannotWork() {
    assertStoreRefused("required configuration missing for bucket", "--object-store", "S3");
    assertStoreRefused("object store 'google' is not supported, expected file, s3, memory or memory-throttled",
        "--object-store", "google", "--bucket", "b");
    assertStoreRefused("object store 'azure' is not supported", "--object-store", "azure", "--bucket", "b");
    assertStoreRefused("--aws-endpoint http://minio:9000 is without TLS; allow that with --aws-allow-http",
        "--object-store", "s3", "--bucket", "b", "--aws-endpoint", "http://minio:9000");
    assertStoreRefused("endpoint minio:9000 is not of the form https://host:port",
        "--object-store", "s3", "--bucket", "b", "--aws-endpoint", "minio:9000");
  }

  private static S3Options bucket(Map<String, String> environment, String... more) {
    List<String> arguments = new ArrayList<>(List.of("--node-id", "n", "--object-store", "s3", "--bucket", "b"));
    arguments.addAll(List.of(more));
    return ServerOptions.read(arguments, environment).store().bucket().orElseThrow();
  }

  private static void assertStoreRefused(String message, String... store) {
    List<String> arguments = new ArrayList<>(List.of("--node-id", "n"));
    arguments.addAll(List.of(store));
    assertThatThrownBy(() -> ServerOptions.read(arguments, Map.of()))
        .isInstanceOf(MillraceException.class)
        .hasMessageContaining(message);
  }

  @Test
  void bareMemorySizesAreMegabytesOnlyUnderTheOldName() {
    assertThat(read(Map.of(), "--exec-mem-pool-bytes", "3").get(ServeSettings.QUERY_MEMORY)).isEqualTo(3 << 20);
    assertThat(read(Map.of(), "--exec-mem-pool-size", "3kb").get(ServeSettings.QUERY_MEMORY)).isEqualTo(3072);
    assertThat(read(Map.of(), "--max-http-request-size", "1MB").get(ServeSettings.MAX_REQUEST_BYTES)).isEqualTo(1 << 20);
    assertThatThrownBy(() -> read(Map.of(), "--exec-mem-pool-size", "3")).isInstanceOf(UsageException.class)
        .hasMessageStartingWith("invalid value '3' for '--exec-mem-pool-size <SIZE>': ");
    assertThat(read(Map.of()).get(ServeSettings.QUERY_MEMORY)).isPositive();
  }

  @Test
  void usageErrorsNameTheArgument() {
    assertUsage("unexpected argument '--mode' found", "--mode", "all");
    assertUsage("a value is required for '--bucket <BUCKET>' but none was supplied", "--bucket");
    assertUsage("unexpected argument 'stray' found", "stray");
    assertUsage("the argument '--bucket <BUCKET>' cannot be used multiple times", "--bucket", "a", "--bucket", "b");
    assertUsage("invalid value '0' for '--max-concurrent-queries <COUNT>': must be a positive integer, got 0",
        "--max-concurrent-queries", "0");
    assertUsage("invalid value '2m' for '--gen1-duration <DURATION>': invalid gen1 duration 2m. Must be one of 1m, 5m, 10m",
        "--gen1-duration", "2m");
    assertUsage("invalid value 'a,b' for '--datafusion-config <KEY:VALUE,…>': Invalid key value pair - expected 'KEY:VALUE' got 'a'",
        "--datafusion-config", "a,b");
    assertThatThrownBy(() -> read(Map.of(), "--cluster-id", "c")).isInstanceOf(UsageException.class)
        .hasMessageStartingWith("You've incorrectly specified a cluster-id for InfluxDB 3 Core OSS.");
    assertThatThrownBy(() -> ServerOptions.read(List.of(), Map.of())).isInstanceOf(UsageException.class)
        .hasMessage("the following required arguments were not provided:\n  --node-id <NODE_IDENTIFIER_PREFIX>");
  }

  @Test
  void settingsMustFitTogether() {
    assertRefused("tls requires both a cert and a key file to be passed in to work", "--node-id", "n", "--tls-key", "k");
    assertRefused("Specified 'File' for the object store; required configuration missing for data-dir",
        "--node-id", "n", "--object-store", "file");
    assertRefused("--disable-authz cannot take more than 6 items",
        "--node-id", "n", "--disable-authz", "health,health,health,health,health,health,ping");
    assertRefused("invalid value passed in for --disable-authz, allowed values are health, ping, metrics, ready, pprof, and"
        + " node_stop", "--node-id", "n", "--disable-authz", "health,writes");
    assertRefused("node id is not one part of a path: '../x'", "--node-id", "../x");
    assertRefused("Must set INFLUXDB3_NODE_IDENTIFIER_PREFIX=NAME to a valid env var value for the node id",
        "--node-id-from-env", "NAME");
  }

  @Test
  void theRecoveryAddressHasADefaultOfItsOwn() {
    assertThat(read(Map.of()).access().recovery()).isEmpty();
    assertThat(read(Map.of(), "--admin-token-recovery-http-bind").access().recovery().orElseThrow().getPort()).isEqualTo(8182);
    assertThat(read(Map.of(), "--admin-token-recovery-http-bind", "127.0.0.1:0", "-vv").log().filter()).isEqualTo("debug");
  }

  @Test
  void quickStartNamesTheNodeAfterTheHost() {
    ServerOptions options = ServerOptions.quickStart(Map.of(), Optional.of("box"));
    assertThat(options.nodeId()).isEqualTo("box-node");
    assertThat(options.store().folder()).contains(Path.of(System.getProperty("user.home"), ".influxdb"));
    assertThat(options.warnings())
        .containsExactly("Using auto-generated node id: box-node. For production deployments, explicitly set --node-id");
    assertThat(ServerOptions.quickStart(Map.of("INFLUXDB3_NODE_ID", "x"), Optional.empty()).nodeId()).isEqualTo("x");
  }

  @Test
  void everyNameIsUniqueAndEveryDefaultReads() {
    Set<String> names = new HashSet<>();
    for (Setting<?> setting : ServeSettings.ALL) {
      setting.flags().forEach(flag -> assertThat(names.add(flag)).as(flag).isTrue());
      setting.environment().forEach(name -> assertThat(names.add(name)).as(name).isTrue());
      setting.fallback().ifPresent(text -> assertThat(setting.reader().read(text, setting.name())).isNotNull());
      assertThat(setting.help()).as(setting.name()).isNotBlank();
    }
  }

  private static ServerOptions read(Map<String, String> environment, String... more) {
    List<String> arguments = new java.util.ArrayList<>(LEAST);
    arguments.addAll(List.of(more));
    return ServerOptions.read(arguments, environment);
  }

  private static void assertUsage(String message, String... more) {
    assertThatThrownBy(() -> read(Map.of(), more)).isInstanceOf(UsageException.class).hasMessage(message);
  }

  private static void assertRefused(String message, String... arguments) {
    assertThatThrownBy(() -> ServerOptions.read(List.of(arguments), Map.of()))
        .isInstanceOf(MillraceException.class).hasMessage(message);
  }
}
