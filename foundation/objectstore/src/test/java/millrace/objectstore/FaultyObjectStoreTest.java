package millrace.objectstore;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import millrace.base.ErrorCode;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FaultyObjectStoreTest extends ObjectStoreContract {
  @TempDir Path folder;
  private ObjectStore real;
  private FaultyObjectStore faulty;

  @Override
  ObjectStore open() {
    return new FaultyObjectStore(new FolderObjectStore(folder));
  }

  @BeforeEach
  void wrap() {
    real = new FolderObjectStore(folder);
    faulty = new FaultyObjectStore(real);
  }

  @Test
  void failsTheNthCallAndNoOther() {
    faulty.plan(StoreOperation.PUT, 2, new Fault.Fail());

    faulty.put("a", bytes("1"));
    assertFails(ErrorCode.STORE_UNAVAILABLE, () -> faulty.put("b", bytes("2")));
    faulty.put("c", bytes("3"));
    faulty.plan(StoreOperation.LIST, 1, new Fault.Fail());
    faulty.calm();
    assertThat(faulty.list("", "")).hasSize(2);

    assertThat(real.list("", "")).extracting(StoredObject::name).containsExactly("a", "c");
    assertThat(faulty.calls(StoreOperation.PUT)).isEqualTo(3);
  }

  @Test
  void losesAnswers() {
    faulty.plan(StoreOperation.PUT_IF_ABSENT, 1, new Fault.LoseAnswer());

    assertFails(ErrorCode.STORE_UNAVAILABLE, () -> faulty.putIfAbsent("a", bytes("1")));

    assertThat(real.get("a")).hasValue(bytes("1"));
  }

  @Test
  void tearsWritesAndReads() {
    faulty.plan(StoreOperation.PUT, 1, new Fault.Tear(3));
    faulty.plan(StoreOperation.GET, 1, new Fault.Tear(1));

    assertFails(ErrorCode.STORE_UNAVAILABLE, () -> faulty.put("a", bytes("12345")));

    assertThat(faulty.get("a")).hasValue(bytes("1"));
    assertThat(faulty.get("a")).hasValue(bytes("123"));
  }

  @Test
  void liesAboutWritesAndReads() {
    faulty.plan(StoreOperation.PUT_IF_ABSENT, 1, new Fault.Lie());
    faulty.plan(StoreOperation.RANGE, 1, new Fault.Lie());
    real.put("b", bytes("012"));

    assertThat(faulty.putIfAbsent("a", bytes("1"))).isTrue();

    assertThat(real.get("a")).isEmpty();
    assertThat(faulty.range("b", 0, 3)).isEqualTo(bytes("002"));
  }

  @Test
  void tearsWithoutSayingSo() {
    faulty.plan(StoreOperation.PUT_IF_ABSENT, 1, new Fault.TearSilently(3));

    assertThat(faulty.putIfAbsent("a", bytes("12345"))).isTrue();

    assertThat(real.get("a")).hasValue(bytes("123"));
  }

  @Test
  void diesAfterItsLastCall() {
    faulty.plan(StoreOperation.PUT, 1, new Fault.Last(new Fault.Tear(2)));

    assertFails(ErrorCode.STORE_UNAVAILABLE, () -> faulty.put("a", bytes("123")));
    assertThat(faulty.isDown()).isTrue();
    assertFails(ErrorCode.STORE_UNAVAILABLE, () -> faulty.put("b", bytes("123")));

    assertThat(real.get("a")).hasValue(bytes("12"));
    assertThat(real.get("b")).isEmpty();
  }

  @Test
  void doesLateWhatItReportedAsFailed() {
    List<Runnable> late = new ArrayList<>();
    faulty.plan(StoreOperation.PUT_IF_ABSENT, 1, new Fault.ArriveLate(late::add));

    assertFails(ErrorCode.STORE_UNAVAILABLE, () -> faulty.putIfAbsent("a", bytes("1")));
    assertThat(real.get("a")).isEmpty();
    assertThat(faulty.putIfAbsent("a", bytes("2"))).isTrue();

    late.getFirst().run();
    assertThat(real.get("a")).hasValue(bytes("2"));
  }

  @Test
  void waitsFirst() {
    AtomicInteger waited = new AtomicInteger();
    faulty.plan(StoreOperation.DELETE, 1, new Fault.Delay(waited::incrementAndGet));
    real.put("a", bytes("1"));

    faulty.delete("a");

    assertThat(waited).hasValue(1);
    assertThat(real.get("a")).isEmpty();
  }

  @Test
  void isAwayWhileDown() {
    faulty.setDown(true);
    assertFails(ErrorCode.STORE_UNAVAILABLE, () -> faulty.get("a"));
    assertFails(ErrorCode.STORE_UNAVAILABLE, () -> faulty.list("", ""));

    faulty.setDown(false);
    assertThat(faulty.get("a")).isEmpty();
  }

  @Test
  void tearsGrowingObjects() {
    try (Appender appender = faulty.appendable().orElseThrow().create("a", bytes("head")).orElseThrow()) {
      faulty.plan(StoreOperation.APPEND, 1, new Fault.Tear(3));
      faulty.plan(StoreOperation.SYNC, 1, new Fault.Fail());

      assertFails(ErrorCode.STORE_UNAVAILABLE, () -> appender.append(List.of(buffer("12"), buffer("34"))));
      assertFails(ErrorCode.STORE_UNAVAILABLE, appender::sync);
    }
    assertThat(real.get("a")).hasValue(bytes("head123"));
  }
}
