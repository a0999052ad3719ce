package millrace.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import millrace.base.TimeSpan;
import millrace.columns.TableReader;
import millrace.objectstore.BucketServer;
import millrace.objectstore.FolderObjectStore;
import millrace.objectstore.ObjectStore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Data files that are too large to be made in memory.
class LargeFilesTest {
  private static final long TABLE = 7;
  private static final int ROWS = 600;
  private static final int TEXT = 16_000;
  private static final StoreOptions OPTIONS = new StoreOptions("n", 1L << 40, 1 << 30, 1L << 30, 2);

  @TempDir Path folder;

  @Test
  void goThroughAScratchFileOfTheFolder() throws IOException {
    try (ObjectStore objects = new FolderObjectStore(folder)) {
      writeMergeAndRead(objects);
    }
    try (Stream<Path> temporary = Files.list(folder.resolve(".millrace-temporary"))) {
      assertThat(temporary).isEmpty();
    }
  }

  @Test
  void goToABucketInParts() {
    try (ObjectStore objects = BucketServer.shared().newStore()) {
      writeMergeAndRead(objects);
    }
  }

  private static void writeMergeAndRead(ObjectStore objects) {
    GrowingSchema schema = new GrowingSchema();
    Store store = new Store(objects, schema, OPTIONS);
    Random random = new Random(5);
    Map<Long, String> written = new TreeMap<>();
    for (int file = 0; file < 2; file++) {
      Rows rows = new Rows(schema, TABLE);
      for (int i = 0; i < ROWS; i++) {
        String text = text(random);
        rows.add(Map.of("host", "a"), 2L * i + file, Map.of("text", text));
        written.put(2L * i + file, text);
      }
      store.apply(rows.batch(), 1 + file, 0);
      store.snapshot();
    }
    store.compact(Long.MAX_VALUE);
    assertThat(store.files()).singleElement().satisfies(
        file -> assertThat(file.sizeBytes()).isGreaterThan((long) ROWS * TEXT));
    store.removeOrphans();
    store.close();

    try (Store again = new Store(objects, schema, OPTIONS); TableReader reader = again.open(TABLE)) {
      StringBuilder expected = new StringBuilder("host=a text:");
      written.forEach((time, text) -> expected.append(" {").append(time).append('=').append(text).append('}'));
      assertThat(TableModel.text(reader, TimeSpan.ALL, true).replaceAll("[{},\\s]", ""))
          .isEqualTo(expected.toString().replaceAll("[{},\\s]", ""));
      assertThat(reader.damage()).isEmpty();
    }
  }

  /// Hardly to be compressed.
  private static String text(Random random) {
    StringBuilder text = new StringBuilder(TEXT);
    while (text.length() < TEXT) {
      text.append(Long.toString(random.nextLong(), 36).substring(1));
    }
    return text.toString();
  }
}
