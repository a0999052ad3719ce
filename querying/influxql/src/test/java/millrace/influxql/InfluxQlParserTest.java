package millrace.influxql;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import millrace.influxql.DeletionStatement.Delete;
import millrace.influxql.Expression.Binary;
import millrace.influxql.Expression.Call;
import millrace.influxql.Expression.Distinct;
import millrace.influxql.Expression.DurationLiteral;
import millrace.influxql.Expression.IntegerLiteral;
import millrace.influxql.Expression.NumberLiteral;
import millrace.influxql.Expression.RegexLiteral;
import millrace.influxql.Expression.StringLiteral;
import millrace.influxql.Expression.UnsignedLiteral;
import millrace.influxql.Expression.VarRef;
import millrace.influxql.Expression.Wildcard;
import millrace.influxql.SchemaStatement.AlterPolicy;
import millrace.influxql.SchemaStatement.CreateContinuousQuery;
import millrace.influxql.SchemaStatement.CreateDatabase;
import millrace.influxql.ShowStatement.ShowCardinality;
import millrace.influxql.ShowStatement.ShowMeasurements;
import millrace.influxql.ShowStatement.ShowMeasurements.Place;
import millrace.influxql.ShowStatement.ShowSeries;
import millrace.influxql.ShowStatement.ShowTagKeys;
import millrace.influxql.ShowStatement.ShowTagValues;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What accepted texts mean.
class InfluxQlParserTest {
    @Test
    void readsAllClausesOfASelect() {
        SelectStatement select = select(
                "SELECT mean(f) AS m, /^h/ INTO db.rp.out FROM a..b, \"x y\" WHERE host = 'a' GROUP BY time(1m, 5s), *"
                        + " fill(-1) ORDER BY time DESC LIMIT 1 OFFSET 2 SLIMIT 3 SOFFSET 4 tz('America/Los_Angeles')");
        assertThat(select)
                .isEqualTo(new SelectStatement(
                        List.of(
                                new Field(new Call("mean", List.of(new VarRef("f"))), "m"),
                                new Field(new RegexLiteral("^h"))),
                        Optional.of(new Target("db", "rp", Optional.of("out"))),
                        List.of(new Source.Measurement("a", "", "b"), new Source.Measurement("x y")),
                        Optional.of(new Binary(Operator.EQ, new VarRef("host"), new StringLiteral("a"))),
                        List.of(
                                new Call(
                                        "time",
                                        List.of(
                                                new DurationLiteral(Durations.MINUTE),
                                                new DurationLiteral(5 * Durations.SECOND))),
                                new Wildcard(Wildcard.Kind.ALL)),
                        new Fill.IntegerValue(-1),
                        List.of(new SortField("time", false)),
                        new Paging(1, 2, 3, 4),
                        Optional.of(ZoneId.of("America/Los_Angeles"))));
    }

    @ParameterizedTest
    @CsvSource({
        "a + b * c,                 (a + [b * c])",
        "a * b + c,                 ([a * b] + c)",
        "a - b - c,                 ([a - b] - c)",
        "a | b & c ^ d,             ([a | [b & c]] ^ d)",
        "a = 1 OR b = 2 AND c = 3,  ([a = 1] OR [[b = 2] AND [c = 3]])",
        "a + -b * c,                (a + [[-1 * b] * c])",
    })
    void groupsByPrecedence(String text, String grouped) {
        assertThat(grouping(condition(text)))
                .isEqualTo(grouped.replace('(', '[').replace(')', ']'));
    }

    private static String grouping(Expression expression) {
        return expression instanceof Binary(Operator operator, Expression left, Expression right)
                ? "[" + grouping(left) + " " + operator.text() + " " + grouping(right) + "]"
                : expression.toString();
    }

    @Test
    void foldsASignIntoALiteral() {
        assertThat(condition("-5")).isEqualTo(new IntegerLiteral(-5));
        assertThat(condition("-.5")).isEqualTo(new NumberLiteral(-0.5));
        assertThat(condition("+1h30m")).isEqualTo(new DurationLiteral(90 * Durations.MINUTE));
        assertThat(condition("-9223372036854775808")).isEqualTo(new IntegerLiteral(Long.MIN_VALUE));
        assertThat(condition("18446744073709551615")).isEqualTo(new UnsignedLiteral(-1));
        assertThat(condition("-a")).isEqualTo(new Binary(Operator.MUL, new IntegerLiteral(-1), new VarRef("a")));
    }

    @Test
    void readsNames() {
        assertThat(condition("a.b.c::integer")).isEqualTo(new VarRef("a.b.c", DataType.INTEGER));
        assertThat(condition("\"select\"::tag")).isEqualTo(new VarRef("select", DataType.TAG));
        assertThat(condition("\"a\\\"b\\n\\\\\"")).isEqualTo(new VarRef("a\"b\n\\"));
        assertThat(condition("Mean(a)")).isEqualTo(new Call("mean", List.of(new VarRef("a"))));
        assertThat(condition("distinct value")).isEqualTo(new Distinct("value"));
        assertThat(condition("count( )")).isEqualTo(new Call("count", List.of()));
    }

    @Test
    void readsWordsInAnyCaseWhateverTheLocale() {
        assertThat(InfluxQlParser.parse("sElEct VALUE fROM cpu liMIT 1").toString())
                .isEqualTo("SELECT VALUE FROM cpu LIMIT 1");
        assertThat(InfluxQlParser.parse("explain analyze select INTEGRAL(v) from m")
                        .toString())
                .isEqualTo("EXPLAIN ANALYZE SELECT integral(v) FROM m");
    }

    @Test
    void readsRegularExpressionsWhereTheyMayStand() {
        assertThat(condition("host =~ /a\\/b\\d/"))
                .isEqualTo(new Binary(Operator.EQ_REGEX, new VarRef("host"), new RegexLiteral("a/b\\d")));
        assertThat(select("select a from db.rp./c.*/").sources())
                .containsExactly(new Source.Pattern("db", "rp", "c.*"));
        assertThat(select("select a from db../c/").sources()).containsExactly(new Source.Pattern("db", "", "c"));
        assertThat(select("select a from m group by /h/").dimensions()).containsExactly(new RegexLiteral("h"));
        assertThat(condition("f(/x/, a / b)").toString()).isEqualTo("f(/x/, a / b)");
    }

    @Test
    void readsTargets() {
        assertThat(select("select a into m from x").into()).contains(new Target("", "", Optional.of("m")));
        assertThat(select("select a into rp.:MEASUREMENT from x").into())
                .contains(new Target("", "rp", Optional.empty()));
        assertThat(select("select a into db..:measurement from x").into())
                .contains(new Target("db", "", Optional.empty()));
    }

    @Test
    void readsZones() {
        assertThat(select("select a from m tz('')").zone()).contains(ZoneOffset.UTC);
        assertThat(select("select a from m TZ('UTC')").zone()).contains(ZoneOffset.UTC);
        assertThat(select("select a from m tz('Local')").zone()).contains(ZoneId.systemDefault());
        assertThat(select("select a from m tz('EST')").zone().orElseThrow().getRules())
                .isEqualTo(ZoneOffset.ofHours(-5).getRules());
    }

    @Test
    void clampsALimitBeyond64Bits() {
        assertThat(select("select a from m limit 99999999999999999999").paging().limit())
                .isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void readsSeveralStatementsAndSkipsEmptyOnes() {
        assertThat(InfluxQlParser.parse(";; show databases;-- done\n;show users")
                        .statements())
                .hasSize(2);
        assertThat(InfluxQlParser.parse(" ; ").statements()).isEmpty();
        assertThat(InfluxQlParser.parse("").statements()).isEmpty();
    }

    @Test
    void takesABareQuoteAfterAWordForTheWholeName() {
        assertThat(select("select ab\"cd\" from m").fields().getFirst().expression())
                .isEqualTo(new VarRef("cd"));
    }

    @Test
    void readsRetentionOptions() {
        assertThat(one("create database d with duration inf replication 2 shard duration 1h name p"))
                .isEqualTo(new CreateDatabase(
                        "d",
                        Optional.of(new RetentionOptions(
                                OptionalLong.of(0),
                                OptionalInt.of(2),
                                OptionalLong.of(Durations.HOUR),
                                OptionalLong.empty(),
                                OptionalLong.empty(),
                                Optional.of("p")))));
        assertThat(one("alter retention policy p on d default past limit 1w duration 3d future limit 1h"))
                .isEqualTo(new AlterPolicy(
                        "p",
                        "d",
                        new RetentionOptions(
                                OptionalLong.of(3 * Durations.DAY),
                                OptionalInt.empty(),
                                OptionalLong.empty(),
                                OptionalLong.of(Durations.HOUR),
                                OptionalLong.of(Durations.WEEK),
                                Optional.empty()),
                        true));
    }

    @Test
    void readsAContinuousQuery() {
        CreateContinuousQuery create =
                (CreateContinuousQuery) one("create continuous query q on d resample every 10m for 2h"
                        + " begin select mean(v) into rp.x from m group by time(1h) end");
        assertThat(create.everyNanos()).hasValue(10 * Durations.MINUTE);
        assertThat(create.forNanos()).hasValue(2 * Durations.HOUR);
        assertThat(create.select().into()).contains(new Target("", "rp", Optional.of("x")));
    }

    @Test
    void readsShowStatements() {
        assertThat(one("show series exact on d from m limit 2"))
                .isEqualTo(new ShowSeries(
                        new ShowStatement.Scope("d", "", List.of(new Source.Measurement("m")), Optional.empty()),
                        List.of(),
                        new Paging(2, 0)));
        assertThat(((ShowMeasurements) one("show measurements on d.*")).place()).isEqualTo(Place.ALL_POLICIES);
        assertThat(((ShowMeasurements) one("show measurements on *.*")).place()).isEqualTo(Place.ALL_DATABASES);
        assertThat(((ShowMeasurements) one("show measurements with measurement =~ a")).match())
                .contains(new NameMatch.Named("a", false));
        assertThat(((ShowMeasurements) one("show measurements with measurement = /a/")).match())
                .contains(new NameMatch.Matching("a", false));
        assertThat(((ShowTagValues) one("show tag values with key in (a, \"b c\")")).match())
                .isEqualTo(new NameMatch.OneOf(List.of("a", "b c")));
        assertThat(((ShowTagKeys) one("show tag keys with key !~ /x/")).match())
                .contains(new NameMatch.Matching("x", true));
        assertThat(((ShowCardinality) one("show tag values exact cardinality with key != k")).match())
                .contains(new NameMatch.Named("k", true));
    }

    @Test
    void readsADeletionWithEitherClause() {
        assertThat(one("delete from /m/"))
                .isEqualTo(new Delete(List.of(new Source.Pattern("", "", "m")), Optional.empty()));
        assertThat(((Delete) one("delete where time < 5")).sources()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "select value + 5s from cpu",
                "select value as time from cpu",
                "select value from cpu where value = 9223372036854775808",
                "create continuous query q on t begin select value into x from cpu end",
                "select past, future, verbose from cpu",
                "select a /* b */ from m where /* c */ a > 1 -- d",
                "select 1. from m",
                "create database d with shard duration inf",
                "create database d with duration 1d shard duration inf name \"\"",
                "alter retention policy default on d default",
            })
    void acceptsWhatOneMightNotExpect(String text) {
        assertThat(InfluxQlParser.parse(text).statements()).hasSize(1);
    }

    @Test
    void bindsParametersOfEachKind() {
        Parameters parameters = Parameters.fromJson("""
            {"m": {"identifier": "x y"}, "re": {"regex": "a.*"}, "i": 2, "f": 1.0, "s": "it's", "b": true,
             "d": {"duration": "1m30s"}, "n": {"int": -3}, "dn": {"duration": 1000}, "k v": {"string": "q"}}
            """);
        assertThat(InfluxQlParser.parse(
                                "select $m, $d, $b, $n, -$n from $m where h =~ $re and s = $s or t = $\"k v\" and f > $f"
                                        + " group by time($d), $re limit $i offset $i",
                                parameters)
                        .toString())
                .isEqualTo(
                        "SELECT \"x y\", 90s, true, -3, 3 FROM \"x y\" WHERE h =~ /a.*/ AND s = 'it\\'s' OR t = 'q' AND f > 1.000"
                                + " GROUP BY time(90s), /a.*/ LIMIT 2 OFFSET 2");
    }

    private static Expression condition(String text) {
        return select("select a from m where " + text).condition().orElseThrow();
    }

    private static SelectStatement select(String text) {
        return (SelectStatement) one(text);
    }

    private static Statement one(String text) {
        List<Statement> statements = InfluxQlParser.parse(text).statements();
        assertThat(statements).hasSize(1);
        return statements.getFirst();
    }
}
