package millrace.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.Set;
import millrace.base.ErrorCode;
import millrace.base.MillraceException;
import millrace.base.TimeSpan;
import millrace.columns.Column;
import millrace.columns.TableReader;
import millrace.objectstore.MemoryObjectStore;
import org.junit.jupiter.api.Test;

/// Files that are held for a backup, and taken in by another store.
class BackupTest {
  private static final long TABLE = 7;
  private static final StoreOptions OPTIONS = new StoreOptions("n1", 1 << 20, 100, 1 << 20, 2);

  private final GrowingSchema schema = new GrowingSchema();
  private final MemoryObjectStore objects = new MemoryObjectStore();
  private final Store store = new Store(objects, schema, OPTIONS);
  private final Adoption.Ids ids = new Adoption.Ids(21, Map.of(Rows.POLICY, 22L), Map.of(TABLE, 27L));

  @Test
  void keepsFilesAsTheyWereWhateverHappensMeanwhile() {
    write(store, TABLE, 1, "a", 1, 1.0);
    store.snapshot();
    write(store, TABLE, 2, "a", 2, 2.0);
    try (PinnedFiles pinned = store.pin(Rows.DATABASE)) {
      write(store, TABLE, 3, "a", 3, 3.0);
      store.snapshot();
      store.compact(1L << 60);
      store.dropTable(TABLE);
      Store other = otherStore();
      restore(pinned, other);
      assertThat(read(other, 27)).isEqualTo("host=a x: {1=1.0, 2=2.0}\n");
    }
    store.removeOrphans();
    assertThat(objects.list("n1/dbs/", "")).isEmpty();
  }

  @Test
  void deletionsNotYetAppliedComeAlongAndLaterWritesWin() {
    write(store, TABLE, 1, "a", 1, 1.0);
    write(store, TABLE, 1, "a", 2, 2.0);
    store.snapshot();
    store.delete(TABLE, new SeriesSelection.All(), new TimeSpan(1, 2));
    write(store, TABLE, 2, "b", 1, 5.0);
    MemoryObjectStore otherObjects = new MemoryObjectStore();
    Store other = new Store(otherObjects, otherSchema(), OPTIONS);
    write(other, 99, 4, "z", 1, 0.0);
    other.snapshot();
    try (PinnedFiles pinned = store.pin(Rows.DATABASE)) {
      restore(pinned, other);
    }
    assertThat(read(other, 27)).isEqualTo("host=a x: {2=2.0}\nhost=b x: {1=5.0}\n");
    Store again = new Store(otherObjects, otherSchema(), OPTIONS);
    assertThat(read(again, 27)).isEqualTo("host=a x: {2=2.0}\nhost=b x: {1=5.0}\n");
    write(again, 27, 9, "a", 2, 7.0);
    again.compact(1L << 60);
    assertThat(read(again, 27)).isEqualTo("host=a x: {2=7.0}\nhost=b x: {1=5.0}\n");
  }

  @Test
  void anAdoptionThatIsNotCommittedLeavesNothing() {
    write(store, TABLE, 1, "a", 1, 1.0);
    MemoryObjectStore otherObjects = new MemoryObjectStore();
    Store other = new Store(otherObjects, otherSchema(), OPTIONS);
    try (PinnedFiles pinned = store.pin(Rows.DATABASE); Adoption adoption = other.adopt(pinned.manifest(), ids)) {
      assertThatThrownBy(adoption::commit).isInstanceOfSatisfying(
          MillraceException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CONFLICT));
      FileDescription file = pinned.files().getFirst();
      byte[] content = pinned.read(file.name(), 0, (int) file.sizeBytes());
      adoption.put(file.name().substring(3), content);
      content[100] ^= 1;
      assertThatThrownBy(() -> adoption.put(file.name().substring(3), content)).hasMessageContaining("checksum");
    }
    assertThat(otherObjects.list("", "")).isEmpty();
    assertThat(read(other, 27)).isEmpty();
  }

  @Test
  void aCheckListsVersionsAndTakesOutWhatIsDamaged() {
    write(store, TABLE, 1, "a", 1, 1.0);
    store.snapshot();
    write(store, TABLE, 2, "a", 2, 2.0);
    store.snapshot();
    ManifestCheck check = new ManifestCheck(objects, "n1");
    assertThat(check.versions()).extracting(ManifestCheck.Version::version).containsExactly(2L, 1L);
    assertThat(check.files()).isEqualTo(store.files());
    assertThat(check.firstNeededSegment()).isEqualTo(2);

    check.takeOut(Set.of(check.files().getFirst().name()));
    assertThat(new Store(objects, schema, OPTIONS).files()).extracting(FileDescription::isDamaged)
        .containsExactly(false, true);

    String newest = check.versions().getFirst().name();
    byte[] bytes = objects.get(newest).orElseThrow();
    bytes[40] ^= 1;
    objects.put(newest, bytes);
    assertThat(check.versions().getFirst().damage()).contains("checksum differs");
    assertThat(check.setAside(newest)).containsExactly(newest.replace("n1/", "n1/set-aside/"));
    assertThat(check.versions()).extracting(ManifestCheck.Version::damage).containsOnly("");
  }

  private void restore(PinnedFiles pinned, Store target) {
    try (Adoption adoption = target.adopt(pinned.manifest(), ids)) {
      assertThat(adoption.files().keySet())
          .containsExactlyElementsOf(pinned.files().stream().map(file -> file.name().substring(3)).toList());
      for (FileDescription file : pinned.files()) {
        adoption.put(file.name().substring(3), pinned.read(file.name(), 0, (int) file.sizeBytes()));
      }
      adoption.commit();
    }
  }

  private Store otherStore() {
    return new Store(new MemoryObjectStore(), otherSchema(), OPTIONS);
  }

  /// The table's columns under its other id.
  private GrowingSchema otherSchema() {
    GrowingSchema other = new GrowingSchema();
    for (Column column : schema.columns(TABLE)) {
      other.column(27, column.name(), column.type());
      other.column(99, column.name(), column.type());
    }
    return other;
  }

  private void write(Store target, long table, long segment, String host, long time, double value) {
    target.apply(new Rows(schema, table).add(Map.of("host", host), time, Map.of("x", value)).batch(), segment, (int) time);
  }

  private static String read(Store target, long table) {
    try (TableReader reader = target.open(table)) {
      return TableModel.text(reader, TimeSpan.ALL, true);
    }
  }
}
