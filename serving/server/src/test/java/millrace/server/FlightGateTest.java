package millrace.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import millrace.base.ErrorCode;
import millrace.base.MillraceException;
import millrace.catalog.Catalog;
import millrace.catalog.TokenCommand;
import millrace.catalog.TokenPermission;
import millrace.flight.FlightQuery;
import millrace.flight.FlightQuery.Language;
import millrace.objectstore.MemoryObjectStore;
import millrace.server.auth.TokenGate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FlightGateTest {
  /// SHA-512 of `abc`, from FIPS 180.
  private static final String ABC = "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
      + "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f";
  private static final Optional<String> LIMITED = Optional.of("Bearer abc");

  private final Catalog catalog = Catalog.open(new MemoryObjectStore(), "c");
  private final FlightGate gate = new FlightGate(new TokenGate(catalog::state, () -> 5_000_000, true, Set.of()));

  @ParameterizedTest
  @CsvSource(delimiter = '|', textBlock = """
      SQL      | a         | SELECT * FROM m                  | true
      SQL      | a/autogen | SELECT * FROM m                  | true
      SQL      | b         | SELECT * FROM m                  | false
      SQL      | _internal | SELECT * FROM system.tokens      | false
      INFLUXQL | a         | SELECT v FROM m                  | true
      INFLUXQL | a/autogen | SELECT v FROM m                  | true
      INFLUXQL | b         | SELECT v FROM a..m               | false
      INFLUXQL | a         | SELECT v FROM b..m               | false
      INFLUXQL | a         | EXPLAIN SELECT v FROM b..m       | false
      INFLUXQL | a         | SHOW MEASUREMENTS ON b           | false
      INFLUXQL | a         | SHOW USERS                       | false
      INFLUXQL | a         | SHOW QUERIES                     | false
      """)
  void aQueryNeedsTheRightToReadAllItNames(Language language, String database, String text, boolean isAllowed) {
    create(OptionalLong.empty(), "db:a:read");
    FlightQuery query = new FlightQuery(database, language, text, Map.of(), "");
    assertThat(refusal(() -> gate.admit(LIMITED, query))).isEqualTo(isAllowed ? "" : "FORBIDDEN");
  }

  @Test
  void catalogsAreReadWithTheRightToRead() {
    create(OptionalLong.empty(), "db:a:write", "db:b:read");
    assertThat(refusal(() -> gate.admit(LIMITED, Optional.empty()))).isEmpty();
    assertThat(refusal(() -> gate.admit(LIMITED, Optional.of("a")))).isEqualTo("FORBIDDEN");
    assertThat(refusal(() -> gate.admit(LIMITED, Optional.of("b")))).isEmpty();
  }

  @Test
  void strangersAndTheLateAreTurnedAway() {
    create(OptionalLong.of(5), "db:a:read");
    assertThat(refusal(() -> gate.admit(LIMITED, Optional.of("a")))).isEqualTo("FORBIDDEN");
    for (String header : List.of("Bearer abd", "abc", "Digest abc")) {
      assertThat(refusal(() -> gate.admit(Optional.of(header), Optional.of("a")))).isEqualTo("UNAUTHENTICATED");
    }
    assertThat(refusal(() -> gate.admit(Optional.empty(), Optional.empty()))).isEqualTo("UNAUTHENTICATED");
  }

  private void create(OptionalLong expiryMillis, String... permissions) {
    catalog.apply(new TokenCommand.CreateLimitedToken(
        "t", ABC, 1, expiryMillis, List.of(permissions).stream().map(TokenPermission::parse).toList()));
  }

  /// The code of the refusal, empty when there is none.
  private static String refusal(Runnable call) {
    MillraceException thrown = catchThrowableOfType(MillraceException.class, call::run);
    return Optional.ofNullable(thrown).map(MillraceException::code).map(ErrorCode::name).orElse("");
  }
}
