package millrace.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import millrace.catalog.ContinuousQueryCommand.CreateContinuousQuery;
import millrace.catalog.ContinuousQueryCommand.DropContinuousQuery;
import millrace.catalog.DatabaseCommand.CreateDatabase;
import millrace.catalog.DatabaseCommand.DropDatabase;
import millrace.catalog.SubscriptionCommand.CreateSubscription;
import millrace.catalog.SubscriptionCommand.DropSubscription;
import millrace.catalog.UserCommand.CreateUser;
import millrace.catalog.UserCommand.DropUser;
import millrace.catalog.UserCommand.SetAdmin;
import millrace.catalog.UserCommand.SetPassword;
import millrace.catalog.UserCommand.SetRight;
import millrace.objectstore.MemoryObjectStore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What InfluxQL clients set up: users, rights, continuous queries, subscriptions.
class InfluxQlCommandsTest {
  private final MemoryObjectStore store = new MemoryObjectStore();
  private final Catalog catalog = Catalog.open(store, "c");

  @Test
  void keepsEverythingOverAReopening() {
    database("db");
    catalog.apply(new CreateUser("zoe", password("p"), true));
    catalog.apply(new CreateUser("adam", password("q"), false));
    catalog.apply(new SetRight("adam", "db", Right.READ));
    catalog.apply(new CreateContinuousQuery("db", new ContinuousQuery("q", "CREATE ...")));
    catalog.apply(new CreateSubscription("db", subscription("s")));

    CatalogState reopened = Catalog.open(store, "c").state();

    assertThat(reopened.users()).extracting(User::name).containsExactly("zoe", "adam");
    assertThat(reopened.user("adam").orElseThrow().right("db")).isEqualTo(Right.READ);
    assertThat(reopened.user("adam").orElseThrow().password().matches("q")).isTrue();
    assertThat(reopened.requireDatabase("db")).isEqualTo(catalog.state().requireDatabase("db"));
    assertThat(reopened.requireDatabase("db").continuousQueries()).hasSize(1);
    assertThat(reopened.requireDatabase("db").subscriptions()).containsExactly(subscription("s"));
  }

  @Test
  void rightsGoWithTheirDatabase() {
    database("db");
    catalog.apply(new CreateUser("u", password("p"), false));
    catalog.apply(new SetRight("u", "db", Right.ALL));
    catalog.apply(new DropDatabase("db"));
    database("db");
    assertThat(catalog.state().user("u").orElseThrow().rights()).isEmpty();
  }

  @Test
  void refusesUsersThatAreThereOrAreNot() {
    catalog.apply(new CreateUser("u", password("p"), false));
    assertThatThrownBy(() -> catalog.apply(new CreateUser("u", password("p"), false)))
        .hasMessage("user already exists");
    assertThatThrownBy(() -> catalog.apply(new CreateUser("", password("p"), false)))
        .hasMessage("username required");
    assertThatThrownBy(() -> catalog.apply(new DropUser("v"))).hasMessage("user not found");
    assertThatThrownBy(() -> catalog.apply(new SetAdmin("v", true))).hasMessage("user not found");
    assertThatThrownBy(() -> catalog.apply(new SetPassword("v", password("p"))))
        .hasMessage("user not found");
    assertThatThrownBy(() -> catalog.apply(new SetRight("v", "db", Right.ALL)))
        .hasMessage("user not found");
    assertThatThrownBy(() -> catalog.apply(new SetRight("u", "db", Right.ALL)))
        .hasMessage("database not found: db");
  }

  @Test
  void aContinuousQueryMayBeCreatedAgainOnlyWithTheSameText() {
    database("db");
    catalog.apply(new CreateContinuousQuery("db", new ContinuousQuery("q", "Select a")));
    catalog.apply(new CreateContinuousQuery("db", new ContinuousQuery("q", "SELECT A")));
    assertThatThrownBy(() -> catalog.apply(new CreateContinuousQuery("db", new ContinuousQuery("q", "other"))))
        .hasMessage("continuous query already exists");
    catalog.apply(new DropContinuousQuery("db", "q"));
    catalog.apply(new DropContinuousQuery("db", "q"));
    catalog.apply(new DropContinuousQuery("nosuch", "q"));
    assertThat(catalog.state().requireDatabase("db").continuousQueries()).isEmpty();
  }

  @Test
  void refusesSubscriptionsThatAreThereOrAreNot() {
    database("db");
    catalog.apply(new CreateSubscription("db", subscription("s")));
    assertThatThrownBy(() -> catalog.apply(new CreateSubscription("db", subscription("s"))))
        .hasMessage("subscription already exists");
    assertThatThrownBy(() -> catalog.apply(new DropSubscription("db", "autogen", "t")))
        .hasMessage("subscription not found");
    assertThatThrownBy(() -> catalog.apply(new DropSubscription("db", "nosuch", "s")))
        .hasMessage("retention policy not found: nosuch");
    catalog.apply(new DropSubscription("db", "autogen", "s"));
    assertThat(catalog.state().requireDatabase("db").subscriptions()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "ALL, WRITE, READ",
    "ALL, READ, WRITE",
    "ALL, ALL, NONE",
    "READ, WRITE, READ",
    "WRITE, ALL, NONE",
    "NONE, READ, NONE"
  })
  void takesARightFromAnother(Right from, Right taken, Right left) {
    assertThat(from.without(taken)).isEqualTo(left);
  }

  @Test
  void aPasswordMatchesOnlyItsOwnHash() {
    PasswordHash hash = password("it's");
    assertThat(hash.matches("it's")).isTrue();
    assertThat(hash.matches("its")).isFalse();
    assertThat(hash.toString()).doesNotContain(hash.hashHex());
  }

  private void database(String name) {
    catalog.apply(new CreateDatabase(name, PolicySettings.autogen(0)));
  }

  private static Subscription subscription(String name) {
    return new Subscription("autogen", name, true, List.of("udp://h:1"));
  }

  private static PasswordHash password(String text) {
    return PasswordHash.of(text, new byte[16], 10);
  }
}
