package millrace.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import millrace.base.ErrorCode;
import millrace.base.MillraceException;
import millrace.base.TimeSpan;
import millrace.datafile.TagFilter;
import millrace.objectstore.Fault;
import millrace.objectstore.FaultyObjectStore;
import millrace.objectstore.MemoryObjectStore;
import millrace.objectstore.StoreOperation;
import millrace.objectstore.StoredObject;
import org.junit.jupiter.api.Test;

class ManifestLogTest {
  private static final String PREFIX = "n/";

  /// Versions above this are followed by others, so that short histories have long chains.
  private static final int SMALL_BYTES = 400;

  private final MemoryObjectStore objects = new MemoryObjectStore();
  private long lastNumber;

  @Test
  void writesInProportionToWhatChanges() {
    ManifestLog log = new ManifestLog(objects, PREFIX, 8 << 10);
    Manifest manifest = log.newest();
    List<StoredFile> files = new ArrayList<>();
    List<Shard> shards = new ArrayList<>();
    for (int i = 0; i < 10_000; i++) {
      files.add(file(1 + i / 10));
      shards.add(shard(1 + i / 10));
    }
    manifest = log.commit(next(manifest.withFiles(files, shards)));
    int whole = newestBytes();
    long written = 0;
    int most = 0;
    for (int i = 0; i < 500; i++) {
      StoredFile merged = manifest.files().getFirst();
      manifest = log.commit(
          next(manifest.withoutFiles(merged::equals).withFiles(List.of(file(2000)), List.of(shard(2000)))));
      written += newestBytes();
      most = Math.max(most, manifestObjects().size());
    }
    assertThat(whole).isGreaterThan(1_000_000);
    assertThat(written / 500).isLessThan(20_000);
    assertThat(most).isLessThan(20);
    assertThat(described(reopened().newest())).isEqualTo(described(manifest));
  }

  @Test
  void keepsAVersionApartFromTheOneThatCounts() {
    ManifestLog log = new ManifestLog(objects, PREFIX, SMALL_BYTES);
    Manifest manifest = log.newest();
    for (int i = 0; i < 300; i++) {
      manifest = log.commit(next(manifest.withFiles(List.of(file(1)), List.of(shard(1)))));
      assertThat(manifestObjects().size()).isLessThan(30);
    }
    String oldest = largest();
    ManifestLog other = reopened();
    other.newest();
    other.trim();
    byte[] damaged = objects.get(oldest).orElseThrow();
    damaged[damaged.length / 2] ^= 1;
    objects.put(oldest, damaged);
    assertThatThrownBy(() -> reopened().newest())
        .isInstanceOfSatisfying(MillraceException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CORRUPT))
        .hasMessageContaining(oldest);

    ManifestCheck check = new ManifestCheck(objects, "n");
    List<ManifestCheck.Version> versions = check.versions();
    assertThat(versions.getFirst().damage()).contains(oldest);
    versions.stream().filter(version -> !version.damage().isEmpty()).forEach(version -> check.setAside(version.name()));
    int left = reopened().newest().files().size();
    assertThat(left).isBetween(1, 299);
    assertThat(check.files()).hasSize(left);
  }

  @Test
  void namesWhatIsMissing() {
    ManifestLog log = new ManifestLog(objects, PREFIX, 0);
    Manifest manifest = log.newest();
    for (int i = 0; i < 20; i++) {
      manifest = log.commit(next(manifest.withFiles(List.of(file(1)), List.of(shard(1)))));
    }
    String oldest = largest();
    objects.delete(oldest);
    assertThatThrownBy(() -> reopened().newest()).hasMessageEndingWith("rests on " + oldest + ", which is missing");
  }

  @Test
  void removesWhatEarlierProcessesLeft() {
    Manifest manifest = Manifest.EMPTY;
    for (int life = 0; life < 10; life++) {
      ManifestLog log = reopened();
      manifest = log.newest();
      for (int i = 0; i < 7; i++) {
        manifest = log.commit(next(manifest.withFiles(List.of(file(1)), List.of(shard(1)))));
      }
      String torn = ManifestLog.name(PREFIX + "snapshots/", manifest.version() + 1);
      objects.put(torn, Arrays.copyOf(objects.get(manifestObjects().getFirst().name()).orElseThrow(), 60));
      ManifestLog next = reopened();
      assertThat(described(next.newest())).isEqualTo(described(manifest));
      next.trim();
      assertThat(manifestObjects()).anyMatch(object -> object.name().equals(torn));
      manifest = next.commit(next(manifest));
      reopenedAndTrimmed();
      assertThat(manifestObjects()).noneMatch(object -> object.name().equals(torn));
      assertThat(manifestObjects().size()).isLessThan(25);
    }
    assertThat(described(reopened().newest())).isEqualTo(described(manifest));
  }

  /// Calls fail, tear, lie or are late, and processes die: what counts is what was acknowledged last, or what came after
  /// it without an answer.
  @Test
  void whatWasAcknowledgedStandsWhateverFails() {
    long seed = Long.getLong("millrace.seed", System.nanoTime());
    System.out.println("ManifestLogTest: ./dev test store ManifestLogTest --seed " + seed);
    Random random = new Random(seed);
    for (int round = 0; round < 100; round++) {
      new Lives(random, "seed " + seed + ", round " + round).run();
    }
  }

  private final class Lives {
    private final Random random;
    private final String name;
    private final MemoryObjectStore store = new MemoryObjectStore();
    private final List<Runnable> late = new ArrayList<>();

    /// What may count: the last acknowledged one first, then attempts since.
    private final List<Manifest> possible = new ArrayList<>(List.of(Manifest.EMPTY));

    Lives(Random random, String name) {
      this.random = random;
      this.name = name;
    }

    void run() {
      for (int life = 0; life < 6; life++) {
        live();
      }
      found(new ManifestLog(store, PREFIX, SMALL_BYTES));
    }

    private void live() {
      ManifestLog clean = new ManifestLog(store, PREFIX, SMALL_BYTES);
      found(clean);
      FaultyObjectStore view = new FaultyObjectStore(store);
      ManifestLog log = new ManifestLog(view, PREFIX, SMALL_BYTES);
      log.newest();
      for (int faults = random.nextInt(6); faults > 0; faults--) {
        Fault fault = fault();
        StoreOperation[] operations = {StoreOperation.PUT_IF_ABSENT, StoreOperation.PUT_IF_ABSENT, StoreOperation.GET,
            StoreOperation.DELETE, StoreOperation.LIST};
        StoreOperation operation = operations[random.nextInt(operations.length)];
        boolean isRead = operation == StoreOperation.GET || operation == StoreOperation.LIST;
        view.plan(operation, 1 + random.nextInt(20), isRead ? new Fault.Fail() : fault);
      }
      for (int steps = random.nextInt(25); steps > 0 && !view.isDown(); steps--) {
        step(log);
      }
      // What was on its way when the process died.
      late.forEach(Runnable::run);
      late.clear();
    }

    private void step(ManifestLog log) {
      Manifest wanted = next(changed(possible.getFirst()));
      try {
        if (random.nextInt(12) == 0) {
          log.trim();
        }
        Manifest stored = log.commit(wanted);
        possible.clear();
        possible.add(stored);
      } catch (MillraceException refused) {
        possible.add(wanted);
      }
    }

    private Manifest changed(Manifest manifest) {
      Manifest changed = manifest;
      for (int i = random.nextInt(5); i > 0; i--) {
        int shard = 1 + random.nextInt(4);
        changed = changed.withFiles(List.of(file(shard)), List.of(shard(shard)));
      }
      if (random.nextInt(3) == 0) {
        int part = random.nextInt(5);
        changed = changed.withoutFiles(file -> file.id() % 5 == part);
      }
      if (random.nextInt(5) == 0) {
        changed = changed.withDamaged(file -> file.id() % 11 == 1);
      }
      if (random.nextInt(4) == 0) {
        changed = changed.withTombstones(
            List.of(
                new StoredTombstone(
                    7, 1, 2, ++lastNumber, new LogPosition(3, 0), TimeSpan.ALL, Optional.empty())));
      }
      return random.nextInt(4) == 0 ? changed.withoutSpentTombstones() : changed;
    }

    private void found(ManifestLog log) {
      Manifest found = log.newest();
      assertThat(possible.stream().map(one -> described(one.withVersion(0))))
          .as("%s found version %d", name, found.version())
          .contains(described(found.withVersion(0)));
      possible.clear();
      possible.add(found);
      assertThat(new ManifestCheck(store, "n").files()).hasSize(found.files().size() + found.damaged().size());
    }

    private Fault fault() {
      Fault fault = switch (random.nextInt(7)) {
        case 0 -> new Fault.Fail();
        case 1 -> new Fault.LoseAnswer();
        case 2 -> new Fault.Tear(random.nextInt(200));
        case 3 -> new Fault.TearSilently(random.nextInt(200));
        case 4 -> new Fault.Lie();
        case 5 -> new Fault.ArriveLate(late::add);
        default -> new Fault.Delay(() -> {});
      };
      return random.nextInt(4) == 0 ? new Fault.Last(fault) : fault;
    }
  }

  private ManifestLog reopened() {
    return new ManifestLog(objects, PREFIX, SMALL_BYTES);
  }

  private void reopenedAndTrimmed() {
    ManifestLog log = reopened();
    log.newest();
    log.trim();
  }

  private List<StoredObject> manifestObjects() {
    return objects.list(PREFIX + "snapshots/", "");
  }

  /// The one that rests on no other.
  private String largest() {
    return manifestObjects().stream().max(Comparator.comparingLong(StoredObject::sizeBytes)).orElseThrow().name();
  }

  private int newestBytes() {
    return (int) manifestObjects().getFirst().sizeBytes();
  }

  /// Everything in it; files are told by their numbers.
  private static String described(Manifest manifest) {
    return manifest.numbers() + "\nfiles " + numbers(manifest.files()) + "\ndamaged " + numbers(manifest.damaged())
        + "\nshards " + new TreeMap<>(manifest.shards()) + "\ndeletions " + manifest.tombstones();
  }

  private static List<Long> numbers(List<StoredFile> files) {
    return files.stream().map(StoredFile::id).toList();
  }

  private Manifest next(Manifest manifest) {
    return manifest.next(++lastNumber, lastNumber, lastNumber);
  }

  private StoredFile file(int shard) {
    return new StoredFile(
        ++lastNumber, 1, 7, shard, 0, lastNumber, 0, 0, 10, 1, 1, 100, List.of(1), new TagFilter(new byte[20]));
  }

  private static Shard shard(int id) {
    return new Shard(id, 1, 2, new TimeSpan(id, id + 1));
  }
}
