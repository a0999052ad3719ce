package millrace.plugins;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import millrace.base.MillraceException;
import millrace.objectstore.Fault;
import millrace.objectstore.FaultyObjectStore;
import millrace.objectstore.MemoryObjectStore;
import millrace.objectstore.StoreOperation;
import millrace.objectstore.StoredObject;
import org.junit.jupiter.api.Test;

class RecordChunksTest {
  private final FaultyObjectStore store = new FaultyObjectStore(new MemoryObjectStore());
  private final RecordChunks chunks = open();

  @Test
  void growsTheLastChunkUntilItIsFull() {
    add("12345");
    chunks.save();
    add("67890");
    chunks.save();
    add("full");
    add("next");
    chunks.save();
    assertThat(names()).containsExactly("c/0000000001.jsonl 12", "c/0000000002.jsonl 10");
    assertThat(load()).containsExactly("12345", "67890", "full", "next");
  }

  @Test
  void beginsANewChunkAfterARestart() {
    add("a");
    chunks.save();
    RecordChunks later = open();
    later.load(_ -> {});
    later.add("b".getBytes(StandardCharsets.UTF_8));
    later.save();
    assertThat(names()).containsExactly("c/0000000001.jsonl 2", "c/0000000002.jsonl 2");
  }

  @Test
  void dropsTheOldestChunksBeyondItsBound() {
    for (int i = 0; i < 50; i++) {
      add("line " + (100 + i));
      chunks.save();
    }
    assertThat(store.list("c/", "").stream().mapToLong(StoredObject::sizeBytes).sum()).isLessThanOrEqualTo(100);
    List<String> left = load();
    List<String> expected = IntStream.range(50 - left.size(), 50).mapToObj(i -> "line " + (100 + i)).toList();
    assertThat(left).hasSizeGreaterThan(8).isEqualTo(expected);
  }

  @Test
  void writesAgainWhatTheStoreDidNotTake() {
    add("a");
    store.plan(StoreOperation.PUT, 1, new Fault.Fail());
    assertThatThrownBy(chunks::save).isInstanceOf(MillraceException.class);
    add("b");
    store.plan(StoreOperation.PUT, 1, new Fault.LoseAnswer());
    assertThatThrownBy(chunks::save).isInstanceOf(MillraceException.class);
    chunks.save();
    assertThat(load()).containsExactly("a", "b");
  }

  @Test
  void keepsABoundedNumberOfChunksForAStoreThatIsAway() {
    RecordChunks roomy = new RecordChunks(store, "c", 10, 10_000);
    for (int i = 0; i < 200; i++) {
      roomy.add(("0123456789" + i).getBytes(StandardCharsets.UTF_8));
    }
    roomy.save();
    assertThat(load()).hasSize(64).startsWith("0123456789136").endsWith("0123456789199");
  }

  @Test
  void storesNothingWithoutLines() {
    chunks.save();
    assertThat(names()).isEmpty();
  }

  private RecordChunks open() {
    return new RecordChunks(store, "c", 10, 100);
  }

  private void add(String line) {
    chunks.add(line.getBytes(StandardCharsets.UTF_8));
  }

  private List<String> load() {
    List<String> lines = new ArrayList<>();
    open().load(lines::add);
    return lines;
  }

  private List<String> names() {
    return store.list("c/", "").stream().map(object -> object.name() + " " + object.sizeBytes()).toList();
  }
}
