package millrace.query.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import millrace.influxql.InfluxQlParser;
import millrace.query.Cancellation;
import millrace.query.QueryExecutor;
import millrace.query.QueryLimits;
import millrace.query.QueryOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Databases, policies, users, continuous queries, subscriptions, and what the server tells about itself.
class SchemaStatementsTest {
  private final Statements server = new Statements();

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "CREATE DATABASE db|",
        "CREATE DATABASE db WITH NAME autogen|",
        "CREATE DATABASE db WITH DURATION 24h|retention policy conflicts with an existing policy",
        "CREATE DATABASE db WITH NAME other|retention policy conflicts with an existing policy",
        "CREATE DATABASE \"a/b\"|invalid name",
        "CREATE DATABASE \"..\"|invalid name",
        "CREATE DATABASE \" .x y\"|",
        "CREATE DATABASE d WITH NAME \".\"|invalid name",
        "CREATE DATABASE d WITH DURATION 1d SHARD DURATION INF NAME \"\"|",
        "CREATE DATABASE d WITH DURATION 1m|retention policy duration must be at least 1h0m0s",
        "CREATE RETENTION POLICY p ON db DURATION 2d REPLICATION 1|",
        "CREATE RETENTION POLICY p ON db DURATION 1d REPLICATION 1|retention policy already exists",
        "CREATE RETENTION POLICY p ON db DURATION 2d REPLICATION 1 DEFAULT|retention policy conflicts with an existing policy",
        "CREATE RETENTION POLICY q ON db DURATION 59m REPLICATION 1|retention policy duration must be at least 1h0m0s",
        "CREATE RETENTION POLICY q ON db DURATION 1d REPLICATION 1 SHARD DURATION 2d"
            + "|retention policy duration must be greater than the shard duration",
        "CREATE RETENTION POLICY q ON nosuch DURATION 1d REPLICATION 1|database not found: nosuch",
        "ALTER RETENTION POLICY p ON db DURATION 10m|retention policy duration must be at least 1h0m0s",
        "ALTER RETENTION POLICY p ON db SHARD DURATION 3d|retention policy duration must be greater than the shard duration",
        "ALTER RETENTION POLICY q ON db DEFAULT|retention policy not found: q",
        "DROP RETENTION POLICY q ON nosuch|",
        "DROP DATABASE nosuch|",
        "SHOW RETENTION POLICIES ON nosuch|database not found: nosuch",
        "CREATE SUBSCRIPTION s ON db.autogen DESTINATIONS ALL 'tcp://h:1'|invalid subscription URL: tcp://h:1",
        "CREATE SUBSCRIPTION s ON db.autogen DESTINATIONS ALL 'http://h'|invalid subscription URL: http://h",
        "CREATE SUBSCRIPTION s ON db.autogen DESTINATIONS ALL ''|'invalid subscription URL: '",
        "CREATE SUBSCRIPTION s ON db.autogen DESTINATIONS ALL '::'|invalid subscription URL: ::",
        "CREATE SUBSCRIPTION s ON db.nosuch DESTINATIONS ALL 'udp://h:1'|retention policy not found: nosuch",
        "CREATE CONTINUOUS QUERY q ON nosuch BEGIN SELECT v INTO x FROM m END|database not found: nosuch",
        "CREATE CONTINUOUS QUERY q ON db BEGIN SELECT v INTO nosuch.x FROM m END|retention policy not found: db.nosuch",
        "KILL QUERY 9999|no such query id: 9999",
      })
  void answersWithTheKnownMessages(String statement, String message) {
    server.ask("", "CREATE DATABASE db; CREATE RETENTION POLICY p ON db DURATION 2d REPLICATION 1");
    assertThat(server.ask("", statement)).isEqualTo(message == null ? "" : "error: " + message);
  }

  @Test
  void theNameOfADroppedDefaultPolicyStaysTheDefault() {
    Statements server = new Statements();
    server.ask("", "CREATE DATABASE keeps; DROP RETENTION POLICY autogen ON keeps");
    assertThat(server.ask("keeps", "SHOW SERIES")).isEqualTo("error: retention policy not found: autogen");
    server.ask("", "CREATE RETENTION POLICY autogen ON keeps DURATION 2w REPLICATION 1");
    assertThat(server.ask("", "SHOW RETENTION POLICIES ON keeps")).endsWith("autogen | 336h0m0s | 24h0m0s | 1 | true");
  }

  @Test
  void aDatabaseWithoutPoliciesGetsTheOneItIsCreatedAgainWith() {
    Statements server = new Statements();
    server.ask("", "CREATE DATABASE bare; DROP RETENTION POLICY autogen ON bare");
    assertThat(server.ask("", "CREATE DATABASE bare WITH DURATION 52w NAME r1")).isEmpty();
    assertThat(server.ask("", "SHOW RETENTION POLICIES ON bare")).endsWith("\n  r1 | 8736h0m0s | 168h0m0s | 1 | true");
  }

  @Test
  void aDatabaseThatExistsComparesPoliciesBeforeItLooksAtShards() {
    Statements server = new Statements();
    server.ask("", "CREATE DATABASE keeps");
    assertThat(server.ask("", "CREATE DATABASE keeps WITH DURATION 1h SHARD DURATION 2h"))
        .isEqualTo("error: retention policy conflicts with an existing policy");
    assertThat(server.ask("", "CREATE DATABASE other WITH DURATION 1h SHARD DURATION 2h"))
        .isEqualTo("error: retention policy duration must be greater than the shard duration");
  }

  @Test
  void listsPoliciesInTheOrderTheyWereMade() {
    server.ask("", "CREATE DATABASE db");
    server.ask("", "CREATE RETENTION POLICY z ON db DURATION 36h REPLICATION 2 SHARD DURATION 10m");
    server.ask("", "CREATE RETENTION POLICY a ON db DURATION INF REPLICATION 1 DEFAULT");
    server.ask("", "ALTER RETENTION POLICY z ON db DURATION 3d REPLICATION 3");
    assertThat(server.ask("", "SHOW RETENTION POLICIES ON db"))
        .isEqualTo("name,duration,shardGroupDuration,replicaN,default\n"
            + "  autogen | 0s | 168h0m0s | 1 | false\n"
            + "  z | 72h0m0s | 1h0m0s | 3 | false\n"
            + "  a | 0s | 168h0m0s | 1 | true");
  }

  @Test
  void dropsDatabasesAndPoliciesWithTheirRows() {
    server.ask(
        "",
        "CREATE DATABASE db; CREATE DATABASE other; CREATE RETENTION POLICY p ON db DURATION 1d REPLICATION 1");
    assertThat(server.ask("", "SHOW DATABASES")).isEqualTo("databases name\n  db\n  other");
    server.ask("", "DROP RETENTION POLICY p ON db; DROP DATABASE db; DROP DATABASE db");
    assertThat(server.ask("", "SHOW DATABASES")).isEqualTo("databases name\n  other");
    assertThat(server.tables.dropped).hasSize(2).first().asString().startsWith("policy ");
  }

  @Test
  void keepsUsersAndGrants() {
    server.ask("", "CREATE DATABASE db");
    assertThat(server.ask(
            "",
            "CREATE USER zoe WITH PASSWORD 'p' WITH ALL PRIVILEGES; CREATE USER adam WITH PASSWORD 'q'"))
        .isEmpty();
    assertThat(server.ask("", "CREATE USER adam WITH PASSWORD 'q'")).isEmpty();
    assertThat(server.ask("", "CREATE USER adam WITH PASSWORD 'other'")).isEqualTo("error: user already exists");
    assertThat(server.ask("", "SHOW USERS")).isEqualTo("user,admin\n  zoe | true\n  adam | false");
    server.ask("", "GRANT ALL ON db TO adam; REVOKE WRITE ON db FROM adam");
    assertThat(server.ask("", "SHOW GRANTS FOR adam")).isEqualTo("database,privilege\n  db | READ");
    server.ask("", "REVOKE ALL ON db FROM adam; GRANT ALL PRIVILEGES TO adam; REVOKE ALL PRIVILEGES FROM zoe");
    assertThat(server.ask("", "SHOW GRANTS FOR adam")).isEqualTo("database,privilege\n  db | NO PRIVILEGES");
    assertThat(server.ask("", "SHOW USERS")).isEqualTo("user,admin\n  zoe | false\n  adam | true");
    server.ask("", "SET PASSWORD FOR adam = 'new'");
    assertThat(server.catalog.state().user("adam").orElseThrow().password().matches("new"))
        .isTrue();
    assertThat(server.ask("", "DROP USER adam; DROP USER adam")).isEqualTo("error: user not found");
    assertThat(server.ask("", "SHOW GRANTS FOR adam")).isEqualTo("error: user not found");
  }

  @Test
  void keepsContinuousQueriesWithTheirPlacesFilledIn() {
    server.ask("", "CREATE DATABASE db; CREATE DATABASE empty");
    server.ask(
        "",
        "CREATE CONTINUOUS QUERY \"c q\" ON db RESAMPLE EVERY 15m"
            + " BEGIN SELECT mean(v) INTO out FROM (SELECT v FROM m, /n/) GROUP BY time(30m) END");
    assertThat(server.ask("", "SHOW CONTINUOUS QUERIES"))
        .isEqualTo(
            "db name,query\n  c q | CREATE CONTINUOUS QUERY \"c q\" ON db RESAMPLE EVERY 15m BEGIN SELECT mean(v)"
                + " INTO db.autogen.out FROM (SELECT v FROM db.autogen.m, db.autogen./n/) GROUP BY time(30m) END\n"
                + "empty name,query");
    assertThat(server.ask("", "DROP CONTINUOUS QUERY \"c q\" ON db; SHOW CONTINUOUS QUERIES"))
        .isEqualTo("db name,query\nempty name,query");
  }

  @Test
  void keepsSubscriptions() {
    server.ask("", "CREATE DATABASE db; CREATE DATABASE empty");
    server.ask("", "CREATE SUBSCRIPTION s ON db.autogen DESTINATIONS ANY 'http://h:1', 'udp://[::1]:2'");
    assertThat(server.ask("", "SHOW SUBSCRIPTIONS"))
        .isEqualTo(
            "db retention_policy,name,mode,destinations\n  autogen | s | ANY | [http://h:1, udp://[::1]:2]");
    assertThat(server.ask("", "DROP SUBSCRIPTION s ON db.autogen; SHOW SUBSCRIPTIONS"))
        .isEmpty();
  }

  @Test
  void listsShards() {
    server.ask("", "CREATE DATABASE db WITH DURATION 1h NAME p");
    assertThat(server.ask("", "SHOW SHARDS"))
        .isEqualTo("db id,database,retention_policy,shard_group,start_time,end_time,expiry_time,owners\n"
            + "  7 | db | p | 7 | 1970-01-01T00:00:00Z | 1970-01-01T01:00:00Z | 1970-01-01T02:00:00Z | ");
    assertThat(server.ask("", "SHOW SHARD GROUPS"))
        .isEqualTo("shard groups id,database,retention_policy,start_time,end_time,expiry_time\n"
            + "  7 | db | p | 1970-01-01T00:00:00Z | 1970-01-01T01:00:00Z | 1970-01-01T02:00:00Z");
  }

  @Test
  void listsModules() {
    assertThat(server.ask("", "SHOW STATS")).isEqualTo("runtime a,b\n  1 | 2\nwrite{db=d} n\n  3");
    assertThat(server.ask("", "SHOW STATS FOR 'write'")).isEqualTo("write{db=d} n\n  3");
    assertThat(server.ask("", "SHOW DIAGNOSTICS")).isEqualTo("build Version\n  x");
  }

  @Test
  void stopsWhatRunsTooLong() {
    Cancellation cancellation = new Cancellation();
    QueryOptions options =
        new QueryOptions("db", "", 0, false, cancellation, QueryLimits.NONE);
    QueryExecutor patient =
        (statements, given, sink) -> {
          while (given.cancellation().reason().isEmpty()) {
            Thread.onSpinWait();
          }
        };
    new RunningQueries(Duration.ofMillis(1), Duration.ZERO)
        .noting(patient, () -> 0)
        .execute(List.of(), options, new AnswerText());
    assertThat(cancellation.reason()).contains("query-timeout limit exceeded");
  }

  @Test
  void listsAndKillsRunningQueries() {
    QueryOptions running = Statements.options("db", false);
    QueryExecutor executor = server.queries.noting(
        (statements, options, sink) -> {
          assertThat(server.ask("", "SHOW QUERIES"))
              .isEqualTo("qid,query,database,duration,status\n  1 | SELECT v FROM m | db | 0s | running");
          assertThat(server.ask("", "KILL QUERY 1; SHOW QUERIES")).endsWith("killed");
        },
        server.clock);
    executor.execute(InfluxQlParser.parse("select v from m").statements(), running, new AnswerText());
    assertThat(running.cancellation().reason()).contains("query interrupted");
    assertThat(server.ask("", "SHOW QUERIES")).isEqualTo("qid,query,database,duration,status");
  }

  @Test
  void theListingOfQueriesListsItself() {
    AnswerText answer = new AnswerText();
    server.noted()
        .execute(InfluxQlParser.parse("SHOW QUERIES").statements(), Statements.options("", false), answer);
    assertThat(answer.toString()).contains("1 | SHOW QUERIES |");
  }

  @Test
  void warnsAboutChangesThatComeWithGet() {
    assertThat(server.get("", "create user u with password 'p'"))
        .isEqualTo("warning: deprecated use of 'CREATE USER u WITH PASSWORD [REDACTED]' in a read only context,"
            + " please use a POST request instead");
    assertThat(server.get("", "create user u with password 'q'")).isEqualTo("error: user already exists");
    assertThat(server.get("", "SHOW DATABASES")).isEqualTo("databases name");
    server.ask("", "CREATE DATABASE db");
    assertThat(List.of(server.get("db", "DELETE FROM m"), server.get("db", "DROP SERIES FROM m")))
        .satisfiesExactly(
            deletion -> assertThat(deletion).isEmpty(),
            drop -> assertThat(drop).startsWith("warning: "));
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0s",
    "35, 35ns",
    "35000, 35µs",
    "1500, 1.5µs",
    "1500000000, 1.5s",
    "60000000000, 1m0s",
    "604800000000000, 168h0m0s",
    "-3723000000001, -1h2m3.000000001s"
  })
  void printsLengthsOfTimeAsGoDoes(long nanos, String text) {
    assertThat(GoDurations.text(nanos)).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({"1999, 1µs", "2500000, 2ms", "61900000000, 1m1s"})
  void cutsLengthsOfRunningQueries(long nanos, String text) {
    assertThat(GoDurations.rough(nanos)).isEqualTo(text);
  }
}
