package millrace.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import millrace.base.MillraceException;
import millrace.objectstore.MemoryObjectStore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TokenPermissionTest {
  @ParameterizedTest
  @CsvSource(delimiter = '|', textBlock = """
      db:a:read             | db:a:read
      db:a,b:write,read     | db:a,b:read,write
      db:a, b:read, write   | db:a,b:read,write
      db:a:b:write          | db:a:b:write
      db:*:*                | db:*:read,write
      """)
  void textIsReadAndShown(String text, String shown) {
    assertThat(TokenPermission.parse(text).text()).isEqualTo(shown);
    assertThat(TokenPermission.parse(shown)).isEqualTo(TokenPermission.parse(text));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "db", "db:a", "db::read", "db:a:", "db:a,:read", "db:a:admin", "system:*:read", "db:a/p:read",
      "db:_internal:read", "*:*:*"})
  void anythingElseIsRefused(String text) {
    assertThatThrownBy(() -> TokenPermission.parse(text)).isInstanceOf(MillraceException.class);
  }

  @Test
  void aTokenMayWhatOneOfItsPermissionsSays() {
    Token token = limited("db:a,b:read", "db:b:write");
    assertThat(List.of("a", "b", "c", "", "A", "_internal")).filteredOn(token::mayRead).containsExactly("a", "b");
    assertThat(List.of("a", "b", "c", "")).filteredOn(token::mayWrite).containsExactly("b");
    assertThat(token.permissions()).isEqualTo("db:a,b:read;db:b:write");
  }

  @Test
  void everyDatabaseIsNotTheServersOwn() {
    Token token = limited("db:*:read");
    assertThat(List.of("a", "x y", "", "_internal")).filteredOn(token::mayRead).containsExactly("a", "x y");
    assertThat(token.mayWrite("a")).isFalse();
  }

  @Test
  void limitsSurviveARestartAndASnapshot() {
    MemoryObjectStore store = new MemoryObjectStore();
    Catalog catalog = Catalog.open(store, "c");
    catalog.apply(create("r", "db:a:read"));
    assertThat(Catalog.open(store, "c").state().token("r").orElseThrow().permissions()).isEqualTo("db:a:read");
    for (int i = 0; i < 450; i++) {
      catalog.apply(new DatabaseCommand.CreateDatabase("db" + i, PolicySettings.autogen(0)));
    }
    assertThat(store.get("c/snapshot")).isPresent();
    assertThat(Catalog.open(store, "c").state().tokens()).containsExactlyElementsOf(catalog.state().tokens());
  }

  @Test
  void aTokenKeptBeforeThereWereLimitsHasNone() {
    byte[] json = "{\"id\":1,\"name\":\"x\",\"sha512Hex\":\"00\",\"description\":\"\",\"createdMillis\":1,\"expiryMillis\":null}"
        .getBytes(StandardCharsets.UTF_8);
    Token token = new CatalogJson().decode(json, Token.class, "x");
    assertThat(token).isEqualTo(new Token(1, "x", "00", "", 1, OptionalLong.empty(), Optional.empty()));
    assertThat(token.mayWrite("anything")).isTrue();
    assertThat(token.permissions()).isEqualTo("*:*:*");
  }

  @Test
  void aLimitedTokenIsNeverTheOperatorsNorWithoutPermissions() {
    Catalog catalog = Catalog.open(new MemoryObjectStore(), "c");
    assertThatThrownBy(() -> catalog.apply(create(Token.ADMIN, "db:a:read"))).isInstanceOf(MillraceException.class);
    assertThatThrownBy(() -> catalog.apply(create("", "db:a:read"))).isInstanceOf(MillraceException.class);
    assertThatThrownBy(() -> catalog.apply(create("x"))).isInstanceOf(MillraceException.class);
    assertThat(catalog.state().tokens()).isEmpty();
  }

  private static Token limited(String... permissions) {
    Catalog catalog = Catalog.open(new MemoryObjectStore(), "c");
    return catalog.apply(create("t", permissions)).token("t").orElseThrow();
  }

  private static TokenCommand create(String name, String... permissions) {
    return new TokenCommand.CreateLimitedToken(
        name, "ab", 1, OptionalLong.empty(), List.of(permissions).stream().map(TokenPermission::parse).toList());
  }
}
