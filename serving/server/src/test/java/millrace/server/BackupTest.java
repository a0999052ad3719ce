package millrace.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import millrace.base.MillraceException;
import millrace.server.backup.Backups;
import millrace.server.backup.ServerCalls;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Backups taken from a server that runs, and brought back.
class BackupTest {
  @TempDir Path folder;

  private final List<String> told = new ArrayList<>();

  @Test
  void aDatabaseComesBackUnderItsNameOrAnother() {
    try (BackupAndDebugFixture server = open("a")) {
      server.write("home", "room,host=a\\ b,zone=ü temp=21.5,n=3i,u=7u,on=true,note=\"x\" 1\nroom temp=-0.5 2\nother v=1 3");
      backup(server, Optional.of("home"));
      server.write("home", "room temp=99 4");
      restore(server, Optional.of("home"), Optional.of("copy"));
      assertThat(server.sql("copy", "SELECT * FROM room ORDER BY time"))
          .isEqualTo("host,n,note,on,temp,time,u,zone\n"
              + "a b,3,x,true,21.5,1970-01-01T00:00:00.000000001,7,ü\n,,,,-0.5,1970-01-01T00:00:00.000000002,,\n");
      assertThatThrownBy(() -> restore(server, Optional.of("home"), Optional.empty())).hasMessageContaining("already exists: home");
    }
    try (BackupAndDebugFixture other = open("b")) {
      other.write("else", "m f=1 1");
      restore(other, Optional.empty(), Optional.empty());
      assertThat(other.sql("home", "SELECT count(*) AS n FROM room")).isEqualTo("n\n2\n");
      other.write("home", "room temp=1 9");
    }
    try (BackupAndDebugFixture again = open("b")) {
      assertThat(again.sql("home", "SELECT sum(temp) AS s FROM room")).isEqualTo("s\n22.0\n");
    }
  }

  @Test
  void aSecondBackupCopiesNewFilesOnly() throws IOException {
    try (BackupAndDebugFixture server = open("a")) {
      server.write("home", "m f=1 1");
      String first = backup(server, Optional.empty());
      server.write("home", "m f=2 2");
      String second = backup(server, Optional.empty());
      assertThat(told.get(0)).startsWith("1 files copied");
      assertThat(told.get(1)).startsWith("1 files copied").endsWith("1 there already");
      assertThat(objects("files")).hasSize(2);
      restore(server, Optional.of(first), Optional.of("home"), Optional.of("before"));
      restore(server, Optional.of(second), Optional.of("home"), Optional.of("after"));
      assertThat(server.sql("before", "SELECT sum(f) AS s FROM m")).isEqualTo("s\n1.0\n");
      assertThat(server.sql("after", "SELECT sum(f) AS s FROM m")).isEqualTo("s\n3.0\n");
    }
  }

  /// Rows 0, 1, 2, … are written one after the other: whatever is restored must be all of them up to some number.
  @Test
  void isTheStateOfOneMomentWhileWritesGoOn() throws Exception {
    try (BackupAndDebugFixture server = open("a")) {
      AtomicBoolean isOver = new AtomicBoolean();
      AtomicInteger acknowledged = new AtomicInteger();
      CountDownLatch started = new CountDownLatch(20);
      Thread writer = Thread.ofPlatform().start(() -> {
        for (int i = 0; !isOver.get(); i++) {
          server.write("live", (i % 2 == 0 ? "even" : "odd") + ",k=" + i % 5 + " i=" + i + "i " + (i + 1));
          acknowledged.set(i + 1);
          started.countDown();
        }
      });
      started.await();
      for (int round = 0; round < 4; round++) {
        int before = acknowledged.get();
        String id = backup(server, Optional.of("live"));
        restore(server, Optional.of(id), Optional.of("live"), Optional.of("moment" + round));
        String found = server.sql("moment" + round, "SELECT count(*) AS n, min(i) AS a, max(i) AS b, count(DISTINCT i) AS d FROM"
            + " (SELECT i FROM even UNION ALL SELECT i FROM odd)");
        int rows = Integer.parseInt(found.split("\n")[1].split(",")[0]);
        assertThat(found).as("round %d", round).isEqualTo("n,a,b,d\n" + rows + ",0," + (rows - 1) + "," + rows + "\n");
        assertThat(rows).isGreaterThanOrEqualTo(before);
      }
      isOver.set(true);
      writer.join();
    }
  }

  @Test
  void aBackupThatWasCutOffIsNone() throws IOException {
    try (BackupAndDebugFixture server = open("a")) {
      server.write("home", "m f=1 1\nn f=1 1");
      for (int calls = 1; calls < 5; calls++) {
        ServerCalls dying = dyingAfter(server, calls);
        assertThatThrownBy(() -> backup(dying, Optional.of("home"))).hasMessageContaining("the client died");
        assertThat(objects("backups")).isEmpty();
        assertThatThrownBy(() -> restore(server, Optional.of("home"), Optional.of("copy"))).hasMessageContaining("no whole backup");
      }
      backup(server, Optional.of("home"));
      restore(server, Optional.of("home"), Optional.of("copy"));
      assertThat(server.sql("copy", "SELECT f FROM n")).isEqualTo("f\n1.0\n");
    }
  }

  @Test
  void aRestoreThatWasCutOffShowsNothing() {
    try (BackupAndDebugFixture server = open("a")) {
      server.write("home", "m f=1 1\nn f=1 1");
      backup(server, Optional.of("home"));
      for (int calls = 1; calls < 4; calls++) {
        ServerCalls dying = dyingAfter(server, calls);
        assertThatThrownBy(() -> restore(dying, Optional.of("home"), Optional.of("copy"))).hasMessageContaining("the client died");
        assertThatThrownBy(() -> server.sql("copy", "SELECT f FROM m")).hasMessageContaining("copy");
      }
    }
    try (BackupAndDebugFixture again = open("a")) {
      assertThatThrownBy(() -> again.sql("copy", "SELECT f FROM m")).hasMessageContaining("copy");
      restore(again, Optional.of("home"), Optional.of("copy"));
      assertThat(again.sql("copy", "SELECT f FROM m")).isEqualTo("f\n1.0\n");
    }
  }

  @Test
  void aDamagedBackupIsRefusedAndNamed() throws IOException {
    try (BackupAndDebugFixture server = open("a")) {
      server.write("home", "m f=1 1");
      backup(server, Optional.of("home"));
      Path file = objects("files").getFirst();
      byte[] bytes = Files.readAllBytes(file);
      bytes[bytes.length / 2] ^= 1;
      Files.write(file, bytes);
      assertThatThrownBy(() -> restore(server, Optional.of("home"), Optional.of("copy")))
          .isInstanceOf(MillraceException.class).hasMessageContaining("checksum differs");
      Path list = objects("backups").getFirst();
      byte[] text = Files.readAllBytes(list);
      text[20] ^= 1;
      Files.write(list, text);
      assertThatThrownBy(() -> restore(server, Optional.of("home"), Optional.of("copy"))).hasMessageContaining("no whole backup");
      assertThat(told).last().asString().contains("is damaged");
    }
  }

  private BackupAndDebugFixture open(String name) {
    return new BackupAndDebugFixture(folder.resolve(name));
  }

  private String backup(ServerCalls server, Optional<String> database) {
    try (Backups backups = archive(server)) {
      return backups.backup(database);
    }
  }

  private void restore(ServerCalls server, Optional<String> database, Optional<String> name) {
    restore(server, Optional.empty(), database, name);
  }

  private void restore(ServerCalls server, Optional<String> backup, Optional<String> database, Optional<String> name) {
    try (Backups backups = archive(server)) {
      backups.restore(backup, database, name);
    }
  }

  private Backups archive(ServerCalls server) {
    return Backups.open(folder.resolve("backups").toString(), List.of(), Map.of(), server, told::add);
  }

  private List<Path> objects(String part) throws IOException {
    Path place = folder.resolve("backups").resolve(part);
    if (!Files.isDirectory(place)) {
      return List.of();
    }
    try (Stream<Path> files = Files.walk(place)) {
      return files.filter(Files::isRegularFile).sorted().toList();
    }
  }

  /// Says nothing more after some calls, not even that it gives up: as a process that is killed.
  private static ServerCalls dyingAfter(ServerCalls server, int calls) {
    AtomicInteger left = new AtomicInteger(calls);
    return (method, path, query, body, type) -> {
      if (left.getAndDecrement() <= 0) {
        throw new IllegalStateException("the client died");
      }
      return server.call(method, path, query, body, type);
    };
  }
}
