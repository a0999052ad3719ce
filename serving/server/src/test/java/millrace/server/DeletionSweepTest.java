package millrace.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import millrace.base.MillraceException;
import millrace.base.TimeSpan;
import millrace.catalog.Catalog;
import millrace.catalog.DatabaseCommand.SoftDeleteDatabase;
import millrace.catalog.DatabaseName;
import millrace.catalog.Deletion;
import millrace.catalog.Table;
import millrace.catalog.TableCommand.SoftDeleteTable;
import millrace.columns.TableReader;
import millrace.columns.WriteBatch;
import millrace.ingest.Dialect;
import millrace.ingest.LineProtocol;
import millrace.ingest.Precision;
import millrace.ingest.ReadOutcome;
import millrace.ingest.ReadRequest;
import millrace.ingest.SchemaLimits;
import millrace.objectstore.Fault;
import millrace.objectstore.FaultyObjectStore;
import millrace.objectstore.MemoryObjectStore;
import millrace.objectstore.StoreOperation;
import millrace.objectstore.StoredObject;
import millrace.store.FileDescription;
import millrace.store.Store;
import millrace.store.StoreOptions;
import org.junit.jupiter.api.Test;

/// Deleted data goes when it is due, and not before; the catalog's entry follows; a crash in between changes nothing.
class DeletionSweepTest {
  private static final Duration GRACE = Duration.ofNanos(1000);

  private final MemoryObjectStore memory = new MemoryObjectStore();
  private final FaultyObjectStore objects = new FaultyObjectStore(memory);
  private long nowNanos = 100;
  private Catalog catalog;
  private Store store;
  private DeletionSweep sweep;
  private int batches;

  DeletionSweepTest() {
    restart();
  }

  @Test
  void dataOfATableGoesWhenItIsDueAndItsEntryAfterTheGrace() {
    write("gone,t=a v=1 1\nstays v=2 1");
    long id = table("gone").id();
    deleteTable("gone", "gone-1", OptionalLong.of(500));
    sweep.sweep();
    assertThat(tablesWithFiles()).contains(id);
    nowNanos = 500;
    sweep.sweep();
    assertThat(tablesWithFiles()).containsExactly(table("stays").id());
    assertThat(dataObjects()).hasSize(1);
    assertThat(catalog.state().tableById(id)).isPresent();
    nowNanos = 1500;
    sweep.sweep();
    assertThat(catalog.state().tableById(id)).isEmpty();
    restart();
    assertThat(tablesWithFiles()).containsExactly(table("stays").id());
  }

  @Test
  void neverIsNever() {
    write("m v=1 1");
    deleteTable("m", "m-1", OptionalLong.empty());
    nowNanos = Long.MAX_VALUE;
    sweep.sweep();
    assertThat(tablesWithFiles()).hasSize(1);
  }

  @Test
  void aDatabaseGoesWithAllItsTables() {
    write("m v=1 1\nn v=1 1");
    catalog.apply(new SoftDeleteDatabase("db", "db-1", new Deletion(100, OptionalLong.of(200))));
    nowNanos = 200;
    sweep.sweep();
    assertThat(store.files()).isEmpty();
    assertThat(dataObjects()).isEmpty();
    assertThat(catalog.state().database("db-1")).isPresent();
    nowNanos = 1200;
    sweep.sweep();
    assertThat(catalog.state().database("db-1")).isEmpty();
  }

  @Test
  void rowsStillInMemoryGoTooAndDoNotComeBackByReplay() {
    WriteBatch batch = parse("m v=1 1");
    store.apply(batch, 5, 0);
    long id = table("m").id();
    deleteTable("m", "m-1", OptionalLong.of(100));
    sweep.sweep();
    assertThat(rows(id)).isZero();
    restart();
    store.apply(batch, 5, 0);
    store.endReplay();
    assertThat(rows(id)).isZero();
  }

  @Test
  void rowsOfAWriteUnderWayGoWithTheNextRound() {
    WriteBatch late = parse("m v=1 1");
    long id = table("m").id();
    deleteTable("m", "m-1", OptionalLong.of(100));
    sweep.sweep();
    store.apply(late, 5, 0);
    sweep.sweep();
    assertThat(rows(id)).isZero();
  }

  @Test
  void whatFailsIsDoneInTheNextRoundOrAfterARestart() {
    write("m v=1 1");
    deleteTable("m", "m-1", OptionalLong.of(100));
    objects.plan(StoreOperation.PUT_IF_ABSENT, 1, new Fault.Fail());
    assertThatThrownBy(sweep::sweep).isInstanceOf(MillraceException.class);
    assertThat(tablesWithFiles()).hasSize(1);
    restart();
    sweep.sweep();
    assertThat(dataObjects()).isEmpty();
  }

  @Test
  void aFileSetAsideGoesWithItsTable() {
    write("m v=1 1");
    String name = dataObjects().getFirst();
    memory.put(name, new byte[50]);
    assertThat(rows(table("m").id())).isZero();
    store.setDamagedAside();
    deleteTable("m", "m-1", OptionalLong.of(100));
    sweep.sweep();
    assertThat(dataObjects()).isEmpty();
    assertThat(store.files()).isEmpty();
  }

  @Test
  void tablesDeletedInTheSameSecondKeepTheirOwnNames() {
    write("m v=1 1");
    deleteTable("m", "m-1", OptionalLong.empty());
    write("m v=2 2");
    long second = table("m").id();
    deleteTable("m", "m-1", OptionalLong.of(100));
    sweep.sweep();
    assertThat(tablesWithFiles()).hasSize(1).doesNotContain(second);
    assertThat(catalog.state().tableById(second)).map(Table::name).hasValue("m-1-" + second);
  }

  private void restart() {
    catalog = Catalog.open(objects, "n/catalog");
    store = new Store(objects, new CatalogSchema(catalog, () -> nowNanos), StoreOptions.DEFAULT.withNode("n"));
    sweep = new DeletionSweep(catalog, store, GRACE, () -> nowNanos);
  }

  private void deleteTable(String name, String newName, OptionalLong hardDelete) {
    catalog.apply(new SoftDeleteTable("db", "", name, newName, new Deletion(nowNanos, hardDelete)));
  }

  private void write(String lines) {
    store.apply(parse(lines), 1, batches++);
    store.snapshot();
  }

  private WriteBatch parse(String text) {
    LineProtocol lines =
        new LineProtocol(catalog, CatalogSchema.fieldTypes(store), SchemaLimits.DEFAULT, () -> nowNanos);
    byte[] body = text.getBytes(StandardCharsets.UTF_8);
    ReadRequest request = new ReadRequest(DatabaseName.parse("db"), Dialect.V3, Precision.NANOSECOND, false);
    return ((ReadOutcome.Accepted) lines.read(request, body, body.length)).batch();
  }

  private Table table(String name) {
    return catalog.state().policy(DatabaseName.parse("db")).orElseThrow().table(name).orElseThrow();
  }

  private int rows(long tableId) {
    try (TableReader reader = store.open(tableId)) {
      return reader.shards(TimeSpan.ALL).stream().mapToInt(shard -> shard.series().length).sum();
    }
  }

  private List<Long> tablesWithFiles() {
    return store.files().stream().map(FileDescription::tableId).toList();
  }

  private List<String> dataObjects() {
    return memory.list("n/dbs/", "").stream().map(StoredObject::name).toList();
  }
}
