package millrace.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import millrace.base.ErrorCode;
import millrace.base.MillraceException;
import millrace.catalog.DatabaseCommand.CreateDatabase;
import millrace.catalog.DatabaseCommand.DropDatabase;
import millrace.catalog.TableCommand.EnsureTables;
import millrace.catalog.TableCommand.NewColumn;
import millrace.catalog.TableCommand.TableNeed;
import millrace.columns.Column;
import millrace.columns.ColumnType;
import millrace.objectstore.MemoryObjectStore;
import org.junit.jupiter.api.Test;

class CatalogTest {
  private final MemoryObjectStore store = new MemoryObjectStore();

  @Test
  void theSpanOfFirstFilesIsChosenOnce() {
    Catalog catalog = Catalog.open(store, "n/catalog/v3");
    assertThat(catalog.state().firstFileSeconds()).isZero();
    catalog.apply(new CatalogCommand.ChooseFirstFileSpan(300));
    catalog.apply(new CatalogCommand.ChooseFirstFileSpan(60));
    catalog.apply(new CreateDatabase("db", PolicySettings.autogen(0)));
    assertThat(Catalog.open(store, "n/catalog/v3").state().firstFileSeconds()).isEqualTo(300);
    IntStream.range(0, 250).forEach(i -> catalog.apply(new CreateDatabase("db" + i, PolicySettings.autogen(0))));
    assertThat(store.get("n/catalog/v3/snapshot")).isPresent();
    assertThat(Catalog.open(store, "n/catalog/v3").state().firstFileSeconds()).isEqualTo(300);
  }

  @Test
  void aReopenedCatalogHasEverythingThatWasApplied() {
    Catalog catalog = Catalog.open(store, "n/catalog/v3");
    catalog.apply(new CreateDatabase("db", PolicySettings.autogen(0)));
    catalog.apply(needs("cpu", new NewColumn("host", ColumnType.TAG), new NewColumn("v", ColumnType.FLOAT)));
    catalog.apply(
        new TokenCommand.CreateToken(Token.ADMIN, "ab", "", 1, OptionalLong.empty()));
    catalog.apply(new TriggerCommand.CreateTrigger(trigger("t")));

    Catalog reopened = Catalog.open(store, "n/catalog/v3");

    assertThat(reopened.state().uuid()).isEqualTo(catalog.state().uuid()).isNotEmpty();
    assertThat(reopened.state().databases()).containsExactlyElementsOf(catalog.state().databases());
    assertThat(reopened.state().tokens()).containsExactlyElementsOf(catalog.state().tokens());
    Table cpu = reopened.state().policy(DatabaseName.parse("db")).orElseThrow().table("cpu").orElseThrow();
    assertThat(cpu.columns()).extracting(c -> c.name()).containsExactly("host", "v");
    assertThat(reopened.state().tableById(cpu.id())).contains(cpu);
  }

  @Test
  void aSnapshotAndTheLogAfterItGiveTheSameStateAsTheLogAlone() {
    Catalog catalog = Catalog.open(store, "c");
    for (int i = 0; i < 450; i++) {
      catalog.apply(new CreateDatabase("db" + i, PolicySettings.autogen(i)));
    }
    assertThat(store.get("c/snapshot")).isPresent();
    assertThat(store.list("c/logs/", "").size()).isLessThan(450);
    assertThat(Catalog.open(store, "c").state().databases()).containsExactlyElementsOf(catalog.state().databases());
  }

  /// Quadratic work here took minutes, while every other write that brought a table waited.
  @Test
  void tensOfThousandsOfTablesAndColumnsInOneCommandTakeOnePass() {
    Catalog catalog = Catalog.open(store, "c");
    catalog.apply(new CreateDatabase("db", PolicySettings.autogen(0)));
    List<TableNeed> tables = IntStream.range(0, 50_000)
        .mapToObj(i -> new TableNeed("t" + i, List.of(new NewColumn("v", ColumnType.FLOAT))))
        .toList();
    List<NewColumn> columns =
        IntStream.range(0, 50_000).mapToObj(i -> new NewColumn("c" + i, ColumnType.FLOAT)).toList();

    assertTimeoutPreemptively(Duration.ofSeconds(30), () -> {
      catalog.apply(new EnsureTables("db", "", tables));
      catalog.apply(new EnsureTables("db", "", List.of(new TableNeed("t0", columns), new TableNeed("t0", columns))));
    });

    RetentionPolicy policy = catalog.state().policy(DatabaseName.parse("db")).orElseThrow();
    assertThat(policy.tables()).hasSize(50_000).extracting(Table::id).doesNotHaveDuplicates();
    assertThat(policy.table("t0").orElseThrow().columns()).hasSize(50_001).extracting(Column::id).doesNotHaveDuplicates();
  }

  @Test
  void twoNodesSeeOneHistory() {
    Catalog first = Catalog.open(store, "c");
    Catalog second = Catalog.open(store, "c");
    first.apply(new CreateDatabase("a", PolicySettings.autogen(0)));
    second.apply(new CreateDatabase("b", PolicySettings.autogen(0)));
    first.refresh();
    assertThat(first.state().databases()).containsExactlyElementsOf(second.state().databases());
    assertThat(first.state().requireDatabase("a").id()).isNotEqualTo(first.state().requireDatabase("b").id());
    assertThatThrownBy(() -> first.apply(new CreateDatabase("b", PolicySettings.autogen(0))))
        .isInstanceOfSatisfying(
            MillraceException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.ALREADY_EXISTS));
  }

  @Test
  void aCommandThatChangesNothingLeavesNoEntry() {
    Catalog catalog = Catalog.open(store, "c");
    catalog.apply(new CreateDatabase("db", PolicySettings.autogen(0)));
    catalog.apply(needs("cpu", new NewColumn("v", ColumnType.FLOAT)));
    int entries = store.list("c/logs/", "").size();
    catalog.apply(needs("cpu", new NewColumn("v", ColumnType.FLOAT)));
    catalog.apply(new DropDatabase("other"));
    assertThat(store.list("c/logs/", "")).hasSize(entries);
  }

  @Test
  void aColumnIdIsNeverUsedAgain() {
    Catalog catalog = Catalog.open(store, "c");
    catalog.apply(new CreateDatabase("db", PolicySettings.autogen(0)));
    catalog.apply(needs("cpu", new NewColumn("a", ColumnType.FLOAT), new NewColumn("b", ColumnType.FLOAT)));
    catalog.apply(new TableCommand.DropColumns("db", "", "cpu", List.of(1)));
    Table cpu =
        catalog.apply(needs("cpu", new NewColumn("c", ColumnType.TAG))).requireDatabase("db").policy("").orElseThrow()
            .table("cpu").orElseThrow();
    assertThat(cpu.columns()).extracting(c -> c.id()).containsExactly(0, 2);
  }

  @Test
  void aDamagedEntryIsNamed() {
    Catalog.open(store, "c").apply(new CreateDatabase("db", PolicySettings.autogen(0)));
    store.put("c/logs/00000000000000000002.catalog", new byte[] {'{'});
    assertThatThrownBy(() -> Catalog.open(store, "c"))
        .isInstanceOf(MillraceException.class)
        .hasMessageContaining("c/logs/00000000000000000002.catalog");
  }

  private static EnsureTables needs(String table, NewColumn... columns) {
    return new EnsureTables("db", "", List.of(new TableNeed(table, List.of(columns))));
  }

  private static TriggerDefinition trigger(String name) {
    return new TriggerDefinition(
        0, name, "db", "p.py", "every:1s", Map.of("a", "b"), true, false, "log", "all", "newest", false, "");
  }
}
