package millrace.server.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import millrace.base.ErrorCode;
import millrace.base.MillraceException;
import millrace.catalog.PasswordHash;
import millrace.catalog.Right;
import millrace.catalog.User;
import millrace.influxql.Dialect;
import millrace.influxql.InfluxQlParser;
import millrace.influxql.Parameters;
import millrace.influxql.Statement;
import millrace.server.access.Authorization;
import millrace.server.access.Permission;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StatementRightsTest {
  private static final PasswordHash NO_PASSWORD = new PasswordHash(1, "00", "00");

  /// What each statement of a request about the database `t` needs.
  @ParameterizedTest
  @CsvSource(delimiter = '|', textBlock = """
      SELECT v FROM m                                             | read t
      SELECT v FROM o..m, /x/                                     | read o, read t
      SELECT v FROM (SELECT v FROM o..m)                          | read o
      SELECT a.v FROM o..m AS a JOIN m ON time                    | read o, read t
      SELECT v INTO x FROM m                                      | read t, write t
      SELECT v INTO o..x FROM m                                   | read t, write o
      EXPLAIN ANALYZE SELECT v FROM o..m                          | read o
      SHOW DATABASES                                              | ''
      SHOW QUERIES                                                | read t
      SHOW CONTINUOUS QUERIES                                     | read t
      SHOW RETENTION POLICIES ON o                                | read o
      SHOW MEASUREMENTS                                           | read t
      SHOW MEASUREMENTS ON o                                      | read o
      SHOW MEASUREMENTS ON *.*                                    | admin
      SHOW SERIES FROM m                                          | read t
      SHOW TAG KEYS FROM o..m                                     | read t, read o
      SHOW TAG VALUES ON o WITH KEY = h                           | read o
      SHOW FIELD KEYS                                             | read t
      SHOW SERIES CARDINALITY                                     | read t
      SHOW SHARDS                                                 | admin
      SHOW SHARD GROUPS                                           | admin
      SHOW STATS                                                  | admin
      SHOW DIAGNOSTICS                                            | admin
      SHOW SUBSCRIPTIONS                                          | admin
      SHOW USERS                                                  | admin
      SHOW GRANTS FOR r                                           | admin
      KILL QUERY 7                                                | admin
      CREATE DATABASE x                                           | admin
      DROP DATABASE t                                             | admin
      CREATE RETENTION POLICY p ON t DURATION 1d REPLICATION 1    | admin
      ALTER RETENTION POLICY p ON t DURATION 1d                   | admin
      DROP RETENTION POLICY p ON o                                | write o
      CREATE SUBSCRIPTION s ON t.p DESTINATIONS ALL 'udp://h:1'   | admin
      DROP SUBSCRIPTION s ON t.p                                  | admin
      CREATE USER u WITH PASSWORD 'p'                             | admin
      DROP USER u                                                 | admin
      SET PASSWORD FOR u = 'p'                                    | admin
      GRANT READ ON t TO u                                        | admin
      REVOKE ALL FROM u                                           | admin
      DELETE FROM m                                               | write t
      DROP SERIES FROM m                                          | write t
      DROP MEASUREMENT m                                          | admin
      DROP SHARD 1                                                | admin
      DROP CONTINUOUS QUERY c ON o                                | write o
      CREATE CONTINUOUS QUERY c ON o BEGIN SELECT mean(v) INTO x FROM m GROUP BY time(1h) END    | read o, write o
      CREATE CONTINUOUS QUERY c ON t BEGIN SELECT mean(v) INTO a..x FROM b..m GROUP BY time(1h) END | read t, read b, write a
      """)
  void everyStatementSaysWhatItNeeds(String text, String needed) {
    String found = StatementRights.of(parse(text).getFirst(), "t").stream()
        .map(StatementRightsTest::text)
        .collect(Collectors.joining(", "));
    assertThat(found).isEqualTo(needed);
  }

  @Test
  void oneForbiddenStatementForbidsAll() {
    Authorization reader = new Authorization.OfUser(user(false));
    StatementRights.check(reader, parse("SELECT v FROM m; SHOW DATABASES"), "t");
    assertRefused(reader, "SELECT v FROM m; SELECT v FROM o..m", "t",
        "r not authorized to execute statement 'SELECT v FROM o..m', requires READ on o");
    assertRefused(reader, "SELECT v INTO x FROM m", "t",
        "r not authorized to execute statement 'SELECT v INTO x FROM m', requires WRITE on t");
    assertRefused(reader, "SHOW QUERIES", "", "r not authorized to execute statement 'SHOW QUERIES', requires READ on ");
    assertRefused(reader, "SET PASSWORD FOR r = 'secret'", "t",
        "r not authorized to execute statement 'SET PASSWORD FOR r = [REDACTED]', requires admin privilege");
  }

  @Test
  void administratorsAndBearersMayDoEverything() {
    List<Statement> statements = parse("DROP DATABASE t; SELECT v INTO o..x FROM a..m");
    StatementRights.check(new Authorization.OfUser(user(true)), statements, "");
    StatementRights.check(new Authorization.Unlimited(), statements, "");
  }

  @Test
  void anUnclaimedServerTakesAnAdministratorAndNothingElse() {
    Authorization anybody = new Authorization.Unclaimed();
    StatementRights.check(anybody, parse("CREATE USER a WITH PASSWORD 'p' WITH ALL PRIVILEGES"), "");
    String refusal = "create admin user first or disable authentication";
    assertRefused(anybody, "CREATE USER a WITH PASSWORD 'p'", "", refusal);
    assertRefused(anybody, "CREATE USER a WITH PASSWORD 'p' WITH ALL PRIVILEGES; SHOW USERS", "", refusal);
    assertRefused(anybody, "SHOW DATABASES", "", refusal);
    assertRefused(anybody, "", "", refusal);
  }

  private static void assertRefused(Authorization asker, String text, String database, String message) {
    assertThatThrownBy(() -> StatementRights.check(asker, parse(text), database))
        .hasMessage("error authorizing query: " + message)
        .extracting(thrown -> ((MillraceException) thrown).code())
        .isEqualTo(ErrorCode.FORBIDDEN);
  }

  private static User user(boolean admin) {
    return new User(1, "r", NO_PASSWORD, admin, Map.of("t", Right.READ));
  }

  private static String text(Permission permission) {
    return switch (permission) {
      case Permission.Read(String database) -> "read " + database;
      case Permission.Write(String database) -> "write " + database;
      case Permission.Administer() -> "admin";
    };
  }

  private static List<Statement> parse(String text) {
    return InfluxQlParser.parse(text, Parameters.NONE, Dialect.EXTENDED).statements();
  }
}
