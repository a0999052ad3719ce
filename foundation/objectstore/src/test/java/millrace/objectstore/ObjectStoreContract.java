package millrace.objectstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import millrace.base.ErrorCode;
import millrace.base.MillraceException;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What every [ObjectStore] promises.
abstract class ObjectStoreContract {
  private ObjectStore store;

  /// A fresh, empty store.
  abstract ObjectStore open();

  @BeforeEach
  final void openStore() {
    store = open();
  }

  @AfterEach
  final void closeStore() {
    store.close();
  }

  @Test
  void givesBackWhatWasPut() {
    store.put("a/b/c", bytes("content"));
    store.put("empty", new byte[0]);

    assertThat(store.get("a/b/c")).hasValue(bytes("content"));
    assertThat(store.get("empty")).hasValue(new byte[0]);
  }

  @Test
  void hasNothingUnderOtherNames() {
    store.put("a/b", bytes("content"));

    assertThat(store.get("a")).isEmpty();
    assertThat(store.get("a/c")).isEmpty();
    assertThat(store.get("a/b/c")).isEmpty();
    assertThat(store.localPath("a")).isEmpty();
  }

  @Test
  void replacesOnPut() {
    store.put("a", bytes("first, the longer one"));
    store.put("a", bytes("second"));

    assertThat(store.get("a")).hasValue(bytes("second"));
  }

  @Test
  void keepsTheFirstOnPutIfAbsent() {
    assertThat(store.putIfAbsent("n/1", bytes("first"))).isTrue();
    assertThat(store.putIfAbsent("n/1", bytes("second"))).isFalse();

    assertThat(store.get("n/1")).hasValue(bytes("first"));
  }

  @Test
  void letsOneOfManyPutIfAbsent() throws Exception {
    for (int round = 0; round < 20; round++) {
      String name = "race/" + round;
      List<Boolean> won = together(6, number -> store.putIfAbsent(name, bytes("writer " + number)));

      assertThat(won).containsOnlyOnce(true);
      assertThat(store.get(name)).hasValue(bytes("writer " + won.indexOf(true)));
    }
  }

  @Test
  void putsFilesOfAnySize() throws IOException {
    for (int size : new int[] {0, 10, S3MultipartPut.PART_BYTES, 2 * S3MultipartPut.PART_BYTES + 1}) {
      byte[] content = new byte[size];
      new Random(size).nextBytes(content);
      try (FileChannel file = scratch()) {
        file.write(ByteBuffer.wrap(content));
        assertThat(store.putIfAbsent("files/" + size, file)).isTrue();
        assertThat(store.putIfAbsent("files/" + size, file)).isFalse();
        store.put("taken/" + size, bytes("first"));
        assertThat(store.putIfAbsent("taken/" + size, file)).isFalse();
      }
      assertThat(Arrays.equals(store.get("files/" + size).orElseThrow(), content)).isTrue();
      assertThat(store.get("taken/" + size)).hasValue(bytes("first"));
      assertThat(store.list("files/" + size, "")).containsExactly(new StoredObject("files/" + size, size));
    }
    store.removeUnfinished("files/");
    assertThat(store.list("", "")).hasSize(8);
  }

  private void putEmptyFile(String name) throws IOException {
    try (FileChannel file = scratch()) {
      store.putIfAbsent(name, file);
    }
  }

  /// A file of the store's, or one of the test's for a store that has none.
  private FileChannel scratch() throws IOException {
    return store.scratch().orElseGet(() -> Scratch.open(Path.of(System.getProperty("java.io.tmpdir"))));
  }

  @Test
  void isNotChangedThroughArraysItGaveOrTook() {
    byte[] given = bytes("content");
    store.put("a", given);
    given[0] = 0;
    store.get("a").orElseThrow()[1] = 0;

    assertThat(store.get("a")).hasValue(bytes("content"));
  }

  @Test
  void readsRanges() {
    store.put("a", bytes("0123456789"));

    assertThat(store.range("a", 0, 10)).isEqualTo(bytes("0123456789"));
    assertThat(store.range("a", 3, 4)).isEqualTo(bytes("3456"));
    assertThat(store.range("a", 10, 0)).isEmpty();
  }

  @Test
  void refusesRangesThatAreNotThere() {
    store.put("a", bytes("0123456789"));

    assertFails(ErrorCode.CORRUPT, () -> store.range("a", 3, 8));
    assertFails(ErrorCode.CORRUPT, () -> store.range("a", Long.MAX_VALUE, 1));
    assertFails(ErrorCode.NOT_FOUND, () -> store.range("b", 0, 1));
    assertFails(ErrorCode.INVALID_ARGUMENT, () -> store.range("a", -1, 1));
    assertFails(ErrorCode.INVALID_ARGUMENT, () -> store.range("a", 0, -1));
  }

  @Test
  void listsInOrder() {
    for (String name : List.of("b", "a/c", "a-b", "a/b/c", "aa", "I", "z", "a b")) {
      store.put(name, bytes(name));
    }

    assertThat(store.list("", "")).extracting(StoredObject::name)
        .containsExactly("I", "a b", "a-b", "a/b/c", "a/c", "aa", "b", "z");
    assertThat(store.list("", "")).extracting(StoredObject::sizeBytes)
        .containsExactly(1L, 3L, 3L, 5L, 3L, 2L, 1L, 1L);
  }

  @Test
  void listsByPrefixAndStart() {
    for (int i = 1; i <= 12; i++) {
      store.put("wal/" + i, bytes("x"));
    }
    store.put("walnut", bytes("x"));

    assertThat(store.list("wal/1", "")).extracting(StoredObject::name)
        .containsExactly("wal/1", "wal/10", "wal/11", "wal/12");
    assertThat(store.list("wal/1", "wal/10")).extracting(StoredObject::name).containsExactly("wal/11", "wal/12");
    assertThat(store.list("wal", "wal/8")).extracting(StoredObject::name).containsExactly("wal/9", "walnut");
    assertThat(store.list("wal", "x")).isEmpty();
    assertThat(store.list("nothing/", "")).isEmpty();
    assertThat(store.list("walnut/", "")).isEmpty();
  }

  @Test
  void deletes() {
    store.put("a/b", bytes("content"));
    store.delete("a/b");
    store.delete("a/b");
    store.delete("never/was");
    store.put("c", bytes("content"));
    store.delete("c/d");
    store.delete("c");

    assertThat(store.get("a/b")).isEmpty();
    assertThat(store.list("", "")).isEmpty();
    assertThat(store.putIfAbsent("a/b", bytes("again"))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "/a", "a/", "a//b", ".", "..", "../a", "a/../b", "a/./b", "a\\b", "a\u0000b", "a\nb",
    "\u0131", ".millrace-temporary/a"})
  void refusesNamesThatCouldLeaveTheStore(String name) {
    assertFails(ErrorCode.INVALID_ARGUMENT, () -> store.get(name));
    assertFails(ErrorCode.INVALID_ARGUMENT, () -> store.range(name, 0, 0));
    assertFails(ErrorCode.INVALID_ARGUMENT, () -> store.put(name, bytes("x")));
    assertFails(ErrorCode.INVALID_ARGUMENT, () -> store.putIfAbsent(name, bytes("x")));
    assertFails(ErrorCode.INVALID_ARGUMENT, () -> store.delete(name));
    assertFails(ErrorCode.INVALID_ARGUMENT, () -> putEmptyFile(name));
    assertThat(store.list("", "")).isEmpty();
  }

  @Test
  void refusesPrefixesThatCouldLeaveTheStore() {
    assertFails(ErrorCode.INVALID_ARGUMENT, () -> store.list("../", ""));
    assertFails(ErrorCode.INVALID_ARGUMENT, () -> store.list("/etc/", ""));
    assertThat(store.list("..", "")).isEmpty();
  }

  @Test
  void letsAnObjectGrow() {
    AppendableStore growing = growing();
    try (Appender appender = growing.create("wal/1", bytes("head ")).orElseThrow()) {
      assertThat(store.get("wal/1")).hasValue(bytes("head "));
      appender.append(List.of(buffer("one "), buffer(""), buffer("two ")));
      appender.sync();
      assertThat(store.get("wal/1")).hasValue(bytes("head one two "));
      appender.append(List.of(buffer("three")));
      appender.sync();
    }
    assertThat(store.get("wal/1")).hasValue(bytes("head one two three"));
    assertThat(store.list("", "")).containsExactly(new StoredObject("wal/1", 18));
  }

  @Test
  void growsNoObjectThatIsThere() {
    AppendableStore growing = growing();
    store.put("a", bytes("first"));

    assertThat(growing.create("a", bytes("second"))).isEmpty();
    assertThat(store.get("a")).hasValue(bytes("first"));
  }

  @Test
  void letsOneOfManyGrowAnObject() throws Exception {
    AppendableStore growing = growing();
    List<Optional<Appender>> won = together(6, number -> growing.create("a", bytes("writer " + number)));

    assertThat(won.stream().filter(Optional::isPresent)).hasSize(1);
    won.forEach(appender -> appender.ifPresent(Appender::close));
  }

  private AppendableStore growing() {
    Optional<AppendableStore> growing = store.appendable();
    Assumptions.assumeTrue(growing.isPresent(), "takes objects whole only");
    return growing.orElseThrow();
  }

  static void assertFails(ErrorCode code, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(MillraceException.class, e -> assertThat(e.code()).isEqualTo(code));
  }

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  static ByteBuffer buffer(String text) {
    return ByteBuffer.wrap(bytes(text));
  }

  /// What `count` threads get that start at the same moment.
  private static <T> List<T> together(int count, Numbered<T> work) throws Exception {
    CyclicBarrier start = new CyclicBarrier(count);
    try (ExecutorService threads = Executors.newFixedThreadPool(count)) {
      List<Future<T>> running = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        int number = i;
        Callable<T> call =
            () -> {
              start.await();
              return work.run(number);
            };
        running.add(threads.submit(call));
      }
      List<T> results = new ArrayList<>();
      for (Future<T> one : running) {
        results.add(one.get());
      }
      return results;
    }
  }

  @FunctionalInterface
  private interface Numbered<T> {
    T run(int number) throws Exception;
  }
}
