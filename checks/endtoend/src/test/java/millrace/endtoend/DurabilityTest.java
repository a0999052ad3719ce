package millrace.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What was acknowledged is there, at once and after the worst.
class DurabilityTest {
  @TempDir
  Path folder;

  @Test
  void anAcknowledgedWriteIsReadableAtOnceAndSurvivesAKill() {
    try (TestServer server = TestServer.open(folder)) {
      for (int i = 1; i <= 20; i++) {
        assertThat(server.write("db", "m,t=a v=" + i + " " + i).status()).isEqualTo(204);
        assertThat(server.sql("db", "SELECT count(*) AS n FROM m").body()).isEqualTo("[{\"n\":" + i + "}]");
      }
      server.kill();
      server.start();
      assertThat(server.sql("db", "SELECT count(*) AS n, sum(v) AS s FROM m").body())
          .isEqualTo("[{\"n\":20,\"s\":210.0}]");
      assertThat(server.influxql("db", "SELECT sum(v) FROM m GROUP BY t").body())
          .contains("\"tags\":{\"t\":\"a\"}").contains("210");
      server.kill();
      server.start();
      assertThat(server.sql("db", "SELECT count(*) AS n FROM m").body()).isEqualTo("[{\"n\":20}]");
    }
  }

  @Test
  void stoppingKeepsWritesThatDidNotWaitToBeDurable() {
    try (TestServer server = TestServer.open(folder)) {
      assertThat(server.send("POST", "/api/v3/write_lp?db=db&no_sync=true", "m v=1 1").status()).isEqualTo(204);
      assertThat(server.stop()).isZero();
      server.start();
      assertThat(server.sql("db", "SELECT count(*) AS n FROM m").body()).isEqualTo("[{\"n\":1}]");
    }
  }

  @Test
  void theNewestValueOfAFieldStands() {
    try (TestServer server = TestServer.open(folder)) {
      server.write("db", "m,t=a x=1 1");
      server.write("db", "m,t=a y=2 1");
      server.write("db", "m,t=a x=9 1");
      String expected = "[{\"t\":\"a\",\"time\":\"1970-01-01T00:00:00.000000001\",\"x\":9.0,\"y\":2.0}]";
      assertThat(server.sql("db", "SELECT * FROM m").body()).isEqualTo(expected);
      server.kill();
      server.start();
      assertThat(server.sql("db", "SELECT * FROM m").body()).isEqualTo(expected);
    }
  }

  @Test
  void deletedDataGoesWhenItIsDueAndStaysGone() throws Exception {
    try (TestServer server = TestServer.open(folder, "--wal-flush-interval", "100ms", "--wal-snapshot-size", "1")) {
      server.write("db", "m,t=a v=1 1\nkept v=1 1");
      server.awaitDataFiles(2);
      assertThat(server.send("DELETE", "/api/v3/configure/table?db=db&table=m&hard_delete_at=now", "").status())
          .isEqualTo(200);
      server.awaitDataFiles(1);
      server.write("db", "m,t=b v=2 2");
      server.kill();
      server.start();
      assertThat(server.sql("db", "SELECT v FROM m").body()).isEqualTo("[{\"v\":2.0}]");
      assertThat(server.sql("db", "SELECT v FROM kept").body()).isEqualTo("[{\"v\":1.0}]");
      assertThat(server.send("DELETE", "/api/v3/configure/database?db=db&hard_delete_at=now", "").status())
          .isEqualTo(200);
      server.awaitDataFiles(0);
    }
  }
}
