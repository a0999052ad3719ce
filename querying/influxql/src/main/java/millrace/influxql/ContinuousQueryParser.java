package millrace.influxql;

import static millrace.influxql.TokenStream.unexpected;

import java.util.Optional;
import java.util.OptionalLong;
import millrace.influxql.Expression.Binary;
import millrace.influxql.Expression.Call;
import millrace.influxql.Expression.DurationLiteral;
import millrace.influxql.Expression.Paren;
import millrace.influxql.SchemaStatement.CreateContinuousQuery;

/// Reads CREATE CONTINUOUS QUERY and checks that its windows and its schedule fit.
final class ContinuousQueryParser {
  private final TokenStream tokens;
  private final SelectParser selects;

  ContinuousQueryParser(TokenStream tokens, SelectParser selects) {
    this.tokens = tokens;
    this.selects = selects;
  }

  Statement create() {
    String name = tokens.identifier();
    tokens.expect(TokenKind.ON);
    String database = tokens.identifier();
    OptionalLong every = OptionalLong.empty();
    OptionalLong period = OptionalLong.empty();
    if (tokens.take(TokenKind.RESAMPLE)) {
      every = resample(TokenKind.EVERY);
      period = resample(TokenKind.FOR);
      if (every.isEmpty() && period.isEmpty()) {
        throw unexpected(tokens.next(), "EVERY", "FOR");
      }
    }
    tokens.expect(TokenKind.BEGIN, TokenKind.SELECT);
    SelectStatement select = selects.selectInto();
    long interval = interval(select);
    tokens.expect(TokenKind.END);
    checkPeriod(interval, every, period);
    return new CreateContinuousQuery(name, database, every, period, select);
  }

  /// `EVERY d` or `FOR d`. Zero counts as not written.
  private OptionalLong resample(TokenKind keyword) {
    if (!tokens.take(keyword)) {
      return OptionalLong.empty();
    }
    long nanos = tokens.finiteDuration();
    return nanos == 0 ? OptionalLong.empty() : OptionalLong.of(nanos);
  }

  /// The length of the windows; 0 without windows, which only a SELECT without calls may be.
  private long interval(SelectStatement select) {
    Interval interval = Interval.of(select);
    boolean missing = interval.nanos() == 0 || interval.problem().isPresent();
    if (missing && select.fields().stream().anyMatch(f -> hasCall(f.expression()))) {
      throw withoutWindows(interval.problem());
    }
    interval.problem().ifPresent(problem -> {
      throw tokens.refusedUnplaced(problem);
    });
    return interval.nanos();
  }

  /// Points at the last word of the SELECT: two tokens before the one that has been looked at.
  private ParseException withoutWindows(Optional<String> problem) {
    tokens.unscan();
    tokens.unscan();
    String expected = "GROUP BY time(...)" + problem.map(p -> ", " + p).orElse("");
    return unexpected(tokens.next(), expected);
  }

  private void checkPeriod(long interval, OptionalLong every, OptionalLong period) {
    long least = Math.max(interval, every.orElse(0));
    if (period.isPresent() && period.getAsLong() < least) {
      throw tokens.refusedUnplaced(
          "FOR duration must be >= GROUP BY time duration: must be a minimum of %s, got %s"
              .formatted(Durations.format(least), Durations.format(period.getAsLong())));
    }
  }

  private static boolean hasCall(Expression expression) {
    return switch (expression) {
      case Call _ -> true;
      case Paren(Expression inner) -> hasCall(inner);
      case Binary(Operator _, Expression left, Expression right) -> hasCall(left) || hasCall(right);
      case Expression.VarRef _, Expression.Distinct _, Expression.Wildcard _, Expression.Literal _,
          Expression.In _, Expression.IsNull _ -> false;
    };
  }

  /// What `GROUP BY time(...)` says.
  private record Interval(long nanos, Optional<String> problem) {
    static Interval of(SelectStatement select) {
      for (Expression dimension : select.dimensions()) {
        if (dimension instanceof Call call && call.name().equals("time")) {
          return of(call);
        }
      }
      return new Interval(0, Optional.empty());
    }

    private static Interval of(Call time) {
      int count = time.arguments().size();
      if (count < 1 || count > 2) {
        return new Interval(0, Optional.of("time dimension expected 1 or 2 arguments"));
      }
      return switch (time.arguments().getFirst()) {
        case DurationLiteral(long nanos) -> new Interval(nanos, Optional.empty());
        case Expression.CalendarLiteral _ ->
          new Interval(0, Optional.of("windows of a continuous query must be of one length, not calendar months"));
        default -> new Interval(0, Optional.of("time dimension must have duration argument"));
      };
    }
  }
}
