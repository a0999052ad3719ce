package millrace.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import millrace.base.ErrorCode;
import millrace.base.MillraceException;
import millrace.catalog.DatabaseCommand.CreateDatabase;
import millrace.objectstore.MemoryObjectStore;
import millrace.objectstore.StoredObject;
import org.junit.jupiter.api.Test;

/// No byte of a catalog's objects can change unseen.
class CatalogDamageTest {
  private static final Path PAGE = Path.of("../../docs/reference/formats/catalog.md");

  private final MemoryObjectStore store = new MemoryObjectStore();

  @Test
  void everyFlippedByteIsFound() {
    long seed = Long.getLong("millrace.seed", 31);
    Random random = new Random(seed);
    Catalog catalog = Catalog.open(store, "c");
    for (int i = 0; i < 203; i++) {
      catalog.apply(new CreateDatabase("db" + i, PolicySettings.autogen(i)));
    }
    for (String name : List.of(store.list("c/logs/", "").getLast().name(), "c/snapshot")) {
      byte[] whole = store.get(name).orElseThrow();
      for (int at = 0; at < whole.length; at += 1 + whole.length / 1000) {
        byte[] flipped = whole.clone();
        flipped[at] ^= (byte) (1 + random.nextInt(255));
        assertThatThrownBy(() -> CatalogText.opened(flipped)).as("byte %d of %s, -Dmillrace.seed=%d", at, name, seed)
            .isInstanceOf(IOException.class);
      }
      byte[] flipped = whole.clone();
      flipped[random.nextInt(whole.length)] ^= 1;
      store.put(name, flipped);
      assertThat(damaged()).containsExactly(name);
      store.put(name, whole);
    }
    assertThat(damaged()).isEmpty();
  }

  @Test
  void aStartOverADamagedEntryStopsAndNamesIt() {
    Catalog.open(store, "c").apply(new CreateDatabase("home", PolicySettings.autogen(0)));
    String name = store.list("c/logs/", "").getLast().name();
    store.put(name, new String(store.get(name).orElseThrow(), StandardCharsets.UTF_8).replace("home", "hone")
        .getBytes(StandardCharsets.UTF_8));
    assertThatThrownBy(() -> Catalog.open(store, "c"))
        .isInstanceOfSatisfying(MillraceException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CORRUPT))
        .hasMessage("reading catalog object " + name + ": checksum differs");
  }

  @Test
  void entriesFromBeforeThereWereChecksumsAreRead() {
    Catalog.open(store, "c").apply(new CreateDatabase("home", PolicySettings.autogen(0)));
    for (StoredObject object : store.list("c/logs/", "")) {
      String text = new String(store.get(object.name()).orElseThrow(), StandardCharsets.UTF_8);
      store.put(object.name(), text.substring(0, text.indexOf('\n')).getBytes(StandardCharsets.UTF_8));
    }
    assertThat(Catalog.open(store, "c").state().database("home")).isPresent();
  }

  @Test
  void aMissingEntryIsFound() {
    Catalog catalog = Catalog.open(store, "c");
    catalog.apply(new CreateDatabase("a", PolicySettings.autogen(0)));
    catalog.apply(new CreateDatabase("b", PolicySettings.autogen(0)));
    store.delete(store.list("c/logs/", "").get(1).name());
    assertThat(CatalogCheck.check(store, "c").entries()).extracting(CatalogCheck.Entry::damage)
        .containsExactly("", "entry 00000000000000000002 is missing before it");
  }

  @Test
  void readsThePrintedEntry() throws IOException {
    Matcher block = Pattern.compile("```\n(\\{.*?)```", Pattern.DOTALL).matcher(Files.readString(PAGE, StandardCharsets.UTF_8));
    assertThat(block.find()).isTrue();
    assertThat(new CatalogJson().decode(block.group(1).getBytes(StandardCharsets.UTF_8), Catalog.LoggedCommand.class, "page"))
        .isEqualTo(new Catalog.LoggedCommand("6f1c", new DatabaseCommand.DropDatabase("home")));
  }

  private List<String> damaged() {
    return CatalogCheck.check(store, "c").entries().stream()
        .filter(entry -> !entry.damage().isEmpty())
        .map(CatalogCheck.Entry::name)
        .toList();
  }
}
