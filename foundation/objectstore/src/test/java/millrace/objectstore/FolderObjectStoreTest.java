package millrace.objectstore;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import millrace.base.ErrorCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderObjectStoreTest extends ObjectStoreContract {
  @TempDir Path folder;

  @Override
  ObjectStore open() {
    return new FolderObjectStore(folder.resolve("made/here"));
  }

  @Test
  void keepsObjectsAsPlainFiles() throws IOException {
    try (ObjectStore store = open()) {
      store.put("db/7/data", bytes("content"));

      Path file = folder.resolve("made/here/db/7/data");
      assertThat(store.localPath("db/7/data")).hasValue(file);
      assertThat(Files.readAllBytes(file)).isEqualTo(bytes("content"));
    }
  }

  @Test
  void findsItsObjectsAgain() {
    try (ObjectStore store = open()) {
      store.putIfAbsent("a", bytes("content"));
    }
    try (ObjectStore store = open()) {
      assertThat(store.get("a")).hasValue(bytes("content"));
    }
  }

  @Test
  void leavesNoTemporaryFiles() throws IOException {
    try (ObjectStore store = open()) {
      store.put("a", bytes("x"));
      store.putIfAbsent("a", bytes("x"));
      store.putIfAbsent("b", bytes("x"));
      store.appendable().orElseThrow().create("c", bytes("x")).orElseThrow().close();
      assertFails(ErrorCode.STORE_UNAVAILABLE, () -> store.put("a/b", bytes("x")));
    }
    assertThat(temporaryFiles()).isEmpty();
  }

  @Test
  void removesTemporaryFilesAnHourAfterACrash() throws IOException {
    open().close();
    Path old = Files.createFile(temporaryFolder().resolve("old"));
    Files.setLastModifiedTime(old, FileTime.from(old(Files.getLastModifiedTime(old))));
    Path young = Files.createFile(temporaryFolder().resolve("young"));

    open().close();

    assertThat(temporaryFiles()).containsExactly(young);
  }

  private Path temporaryFolder() {
    return folder.resolve("made/here/.millrace-temporary");
  }

  private List<Path> temporaryFiles() throws IOException {
    try (Stream<Path> files = Files.list(temporaryFolder())) {
      return files.toList();
    }
  }

  private static Instant old(FileTime now) {
    return now.toInstant().minus(Duration.ofMinutes(61));
  }
}
