package millrace.influxql;

import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Random;
import java.util.function.Supplier;
import millrace.influxql.Expression.Binary;
import millrace.influxql.Expression.BooleanLiteral;
import millrace.influxql.Expression.Call;
import millrace.influxql.Expression.Distinct;
import millrace.influxql.Expression.DurationLiteral;
import millrace.influxql.Expression.IntegerLiteral;
import millrace.influxql.Expression.NumberLiteral;
import millrace.influxql.Expression.Paren;
import millrace.influxql.Expression.RegexLiteral;
import millrace.influxql.Expression.StringLiteral;
import millrace.influxql.Expression.UnsignedLiteral;
import millrace.influxql.Expression.VarRef;
import millrace.influxql.Expression.Wildcard;
import millrace.influxql.ShowStatement.Scope;

/// Makes syntax trees that canonical text can express, from a seed.
final class RandomStatements {
  private static final List<String> PIECES =
      List.of("a", "B", "_", "9", " ", "\"", "'", "\\", "\n", "/", ".", "é", "\ud83d\ude00", "select", "time");
  private static final List<String> PATTERNS = List.of("a", "^cpu.*$", "a/b", "[a-z]+\\d", "x|y", "(?i)Q", "");
  private static final List<Operator> ARITHMETIC =
      List.of(Operator.values()).stream().filter(Operator::isArithmetic).toList();

  private final Random random;
  private final boolean extended;

  RandomStatements(long seed) {
    this(seed, Dialect.V1);
  }

  RandomStatements(long seed, Dialect dialect) {
    this.random = new Random(seed);
    this.extended = dialect == Dialect.EXTENDED;
  }

  Statement statement() {
    return switch (random.nextInt(6)) {
      case 0, 1 -> select(3);
      case 2 -> show();
      case 3 -> schema();
      case 4 -> access();
      default -> other();
    };
  }

  SelectStatement select(int depth) {
    return new SelectStatement(
        some(() -> new Field(value(depth), maybe() ? name() : "")),
        maybe() ? Optional.of(target()) : Optional.empty(),
        extended && random.nextInt(4) == 0 ? List.of(join(depth)) : some(() -> source(depth)),
        maybe() ? Optional.of(selection(depth)) : Optional.empty(),
        maybe() ? some(this::dimension) : List.of(),
        extended && maybe() ? new Fill.PreviousFor(random.nextInt(1, 1000) * Durations.SECOND) : fill(),
        extended && maybe() ? some(() -> new SortField(name(), maybe())) : order(),
        new Paging(count(), count(), count(), count()),
        maybe() ? Optional.of(pick(List.of(ZoneOffset.UTC, ZoneId.of("Asia/Tokyo")))) : Optional.empty(),
        extended && maybe() ? Optional.of(selection(depth)) : Optional.empty());
  }

  private Expression selection(int depth) {
    return switch (random.nextInt(extended ? 4 : 1)) {
      case 1 -> new Expression.In(leaf(), some(this::listed), maybe());
      case 2 -> new Expression.IsNull(leaf(), maybe());
      case 3 -> new Binary(maybe() ? Operator.AND : Operator.OR, new Paren(selection(0)), new Expression.IsNull(leaf(), maybe()));
      default -> condition(depth);
    };
  }

  private Expression.Literal listed() {
    return switch (random.nextInt(4)) {
      case 0 -> new IntegerLiteral(random.nextLong());
      case 1 -> new NumberLiteral(number());
      case 2 -> new BooleanLiteral(maybe());
      default -> new StringLiteral(name());
    };
  }

  private Statement show() {
    Scope scope = new Scope(orEmpty(), "", sources(), maybe() ? Optional.of(selection(2)) : Optional.empty());
    Scope place = new Scope(name(), "", List.of(), Optional.empty());
    Scope unconditional = new Scope(orEmpty(), "", sources(), Optional.empty());
    Paging paging = new Paging(count(), count());
    return switch (random.nextInt(14)) {
      case 0 -> new ShowStatement.ShowDatabases();
      case 1 -> new ShowStatement.ShowPolicies(orEmpty());
      case 2 ->
        new ShowStatement.ShowMeasurements(
            new Scope(name(), name(), List.of(), scope.condition()),
            ShowStatement.ShowMeasurements.Place.POLICY,
            maybe() ? Optional.of(new NameMatch.Named(name(), false)) : Optional.empty(),
            order(),
            paging);
      case 3 ->
        new ShowStatement.ShowMeasurements(
            place, ShowStatement.ShowMeasurements.Place.ALL_POLICIES, Optional.empty(), order(), paging);
      case 4 -> new ShowStatement.ShowSeries(scope, order(), paging);
      case 5 ->
        new ShowStatement.ShowTagKeys(
            scope, maybe() ? Optional.of(match()) : Optional.empty(), order(), new Paging(1, 2, 3, 4));
      case 6 -> new ShowStatement.ShowTagValues(scope, match(), order(), paging);
      case 7 -> new ShowStatement.ShowFieldKeys(unconditional, order(), paging);
      case 8, 9 -> {
        ShowStatement.ShowCardinality.Subject subject =
            pick(List.of(ShowStatement.ShowCardinality.Subject.values()));
        boolean values = subject == ShowStatement.ShowCardinality.Subject.TAG_VALUES;
        yield new ShowStatement.ShowCardinality(
            subject,
            maybe(),
            scope,
            values ? Optional.of(match()) : Optional.empty(),
            maybe() ? some(this::dimension) : List.of(),
            paging);
      }
      case 10 -> new ShowStatement.ShowGrants(name());
      case 11 -> new ShowStatement.ShowStats(orEmpty());
      case 12 -> pick(List.of(new ShowStatement.ShowUsers(), new ShowStatement.ShowShards()));
      default -> new ShowStatement.ShowDiagnostics(orEmpty());
    };
  }

  private Statement schema() {
    return switch (random.nextInt(6)) {
      case 0 ->
        new SchemaStatement.CreateDatabase(
            name(), maybe() ? Optional.of(options(Optional.of(name()))) : Optional.empty());
      case 1 -> new SchemaStatement.CreatePolicy(name(), name(), options(Optional.empty()), maybe());
      case 2 -> new SchemaStatement.AlterPolicy(name(), name(), options(Optional.empty()), maybe());
      case 3 ->
        new SchemaStatement.CreateContinuousQuery(
            name(),
            name(),
            maybe() ? OptionalLong.of(Durations.MINUTE) : OptionalLong.empty(),
            maybe() ? OptionalLong.of(Durations.WEEK) : OptionalLong.empty(),
            select(0)
                .withFields(List.of(new Field(new VarRef(name()))))
                .withInto(Optional.of(target()))
                .withDimensions(List.of(new Call(
                    "time",
                    List.of(new DurationLiteral(random.nextInt(1, 90) * Durations.MINUTE))))));
      case 4 ->
        new SchemaStatement.CreateSubscription(name(), name(), name(), maybe(), some(() -> "udp://" + name()));
      default -> new SchemaStatement.DropSubscription(name(), name(), name());
    };
  }

  private Statement access() {
    Privilege privilege = pick(List.of(Privilege.READ, Privilege.WRITE, Privilege.ALL));
    return switch (random.nextInt(5)) {
      case 0 -> new AccessStatement.DropUser(name());
      case 1 -> new AccessStatement.Grant(privilege, name(), name());
      case 2 -> new AccessStatement.GrantAdmin(name());
      case 3 -> new AccessStatement.Revoke(privilege, name(), name());
      default -> new AccessStatement.RevokeAdmin(name());
    };
  }

  private Statement other() {
    List<Source> sources =
        some(() -> maybe() ? new Source.Measurement(name()) : new Source.Pattern("", "", pattern()));
    return switch (random.nextInt(5)) {
      case 0 -> new ExplainStatement(select(1), maybe(), maybe());
      case 1 -> new KillQuery(random.nextLong(), orEmpty());
      case 2 -> new DeletionStatement.Delete(sources, Optional.of(selection(2)));
      case 3 -> new DeletionStatement.DropSeries(sources, Optional.empty());
      default -> new DeletionStatement.DropMeasurement(name());
    };
  }

  private RetentionOptions options(Optional<String> name) {
    return new RetentionOptions(
        OptionalLong.of(random.nextInt(100) * Durations.HOUR),
        OptionalInt.of(random.nextInt(1, 5)),
        maybe() ? OptionalLong.of(random.nextInt(1, 100) * Durations.HOUR) : OptionalLong.empty(),
        maybe() ? OptionalLong.of(Durations.DAY) : OptionalLong.empty(),
        maybe() ? OptionalLong.of(Durations.DAY) : OptionalLong.empty(),
        name);
  }

  private NameMatch match() {
    return switch (random.nextInt(3)) {
      case 0 -> new NameMatch.Named(name(), maybe());
      case 1 -> new NameMatch.OneOf(some(this::name));
      default -> new NameMatch.Matching(pattern(), maybe());
    };
  }

  private List<Source> sources() {
    return maybe() ? some(() -> source(0)) : List.of();
  }

  private Source source(int depth) {
    if (depth > 0 && random.nextInt(4) == 0) {
      return new Source.Subquery(select(depth - 1));
    }
    String database = orEmpty();
    String policy = orEmpty();
    return maybe()
        ? new Source.Measurement(database, policy, name())
        : new Source.Pattern(database, policy, pattern());
  }

  private Source join(int depth) {
    List<Source.Join.Side> sides = new ArrayList<>();
    for (int i = random.nextInt(2, 4); i > 0; i--) {
      boolean isNamed = depth > 0 || maybe();
      Source source = depth > 0 && maybe()
          ? new Source.Subquery(select(depth - 1))
          : new Source.Measurement(orEmpty(), orEmpty(), name() + i);
      sides.add(new Source.Join.Side(source, isNamed ? name() + "-" + i : ((Source.Measurement) source).name()));
    }
    List<String> tags = some(this::name).stream().filter(tag -> !tag.equals("time")).distinct().toList();
    return new Source.Join(pick(List.of(Source.Join.Kind.values())), sides, tags);
  }

  private Target target() {
    boolean named = maybe();
    return new Target(orEmpty(), named ? orEmpty() : name(), named ? Optional.of(name()) : Optional.empty());
  }

  private Expression dimension() {
    return switch (random.nextInt(extended ? 5 : 4)) {
      case 0 -> new Call("time", List.of(new DurationLiteral(duration()), new Call("now", List.of())));
      case 4 ->
        new Call("time", List.of(new Expression.CalendarLiteral(random.nextInt(-40, 40)), new DurationLiteral(duration())));
      case 1 -> new Wildcard(Wildcard.Kind.ALL);
      case 2 -> new RegexLiteral(pattern());
      default -> new VarRef(name());
    };
  }

  private Expression condition(int depth) {
    if (depth == 0 || random.nextInt(3) == 0) {
      return comparison(depth);
    }
    Operator operator = maybe() ? Operator.AND : Operator.OR;
    return new Binary(operator, new Paren(condition(depth - 1)), new Paren(condition(depth - 1)));
  }

  private Expression comparison(int depth) {
    if (random.nextInt(4) == 0) {
      Operator match = maybe() ? Operator.EQ_REGEX : Operator.NEQ_REGEX;
      return new Binary(match, new VarRef(name()), new RegexLiteral(pattern()));
    }
    Operator operator =
        pick(List.of(Operator.EQ, Operator.NEQ, Operator.LT, Operator.LTE, Operator.GT, Operator.GTE));
    return new Binary(operator, leaf(), new Paren(value(depth)));
  }

  /// Arithmetic. The right side of an operator is never a bare operation, which text could not tell from another
  /// grouping; the left side only one that binds as tight.
  private Expression value(int depth) {
    if (depth == 0) {
      return leaf();
    }
    return switch (random.nextInt(4)) {
      case 0 -> new Paren(value(depth - 1));
      case 1 ->
        new Call(pick(List.of("mean", "top", "count")), maybe() ? some(() -> value(depth - 1)) : List.of());
      case 2 -> {
        Operator operator = pick(ARITHMETIC);
        Expression left = value(depth - 1);
        boolean loose = left instanceof Binary below && below.operator().precedence() < operator.precedence();
        yield new Binary(operator, loose ? new Paren(left) : left, leaf());
      }
      default -> leaf();
    };
  }

  private Expression leaf() {
    return switch (random.nextInt(10)) {
      case 0 -> new IntegerLiteral(random.nextLong());
      case 1 -> new UnsignedLiteral(random.nextLong() | Long.MIN_VALUE);
      case 2 -> new NumberLiteral(number());
      case 3 -> new StringLiteral(maybe() ? "" : name());
      case 4 -> new BooleanLiteral(maybe());
      case 5 -> new DurationLiteral(duration());
      case 6 -> new Distinct(name());
      case 7 -> new Wildcard(pick(List.of(Wildcard.Kind.values())));
      case 8 ->
        new VarRef(
            name(),
            pick(List.of(
                DataType.FLOAT,
                DataType.INTEGER,
                DataType.UNSIGNED,
                DataType.TAG,
                DataType.ANY_FIELD)));
      default -> new VarRef(name());
    };
  }

  private double number() {
    double value = maybe() ? random.nextInt(-5000, 5000) / 1000.0 : Double.longBitsToDouble(random.nextLong());
    return Double.isFinite(value) ? value : 0.5;
  }

  private long duration() {
    long unit = pick(List.of(1L, Durations.MICROSECOND, Durations.SECOND, Durations.HOUR, Durations.WEEK));
    return random.nextInt(-1000, 1000) * unit;
  }

  private Fill fill() {
    return switch (random.nextInt(4)) {
      case 0 -> new Fill.IntegerValue(random.nextInt());
      case 1 -> new Fill.FloatValue(random.nextInt(100) + 0.5);
      default -> pick(List.of(Fill.Mode.values()));
    };
  }

  private List<SortField> order() {
    return maybe() ? List.of(new SortField(maybe() ? "time" : "", maybe())) : List.of();
  }

  private String pattern() {
    return pick(PATTERNS);
  }

  private String name() {
    StringBuilder name = new StringBuilder(pick(PIECES));
    while (maybe()) {
      name.append(pick(PIECES));
    }
    return name.toString();
  }

  private String orEmpty() {
    return maybe() ? name() : "";
  }

  private long count() {
    return maybe() ? 0 : random.nextInt(1, 1000);
  }

  private boolean maybe() {
    return random.nextBoolean();
  }

  private <T> T pick(List<? extends T> choices) {
    return choices.get(random.nextInt(choices.size()));
  }

  private <T> List<T> some(Supplier<T> item) {
    List<T> items = new ArrayList<>();
    do {
      items.add(item.get());
    } while (random.nextInt(3) == 0);
    return items;
  }
}
