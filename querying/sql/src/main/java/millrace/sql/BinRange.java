package millrace.sql;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import millrace.base.TimeSpan;

/// The bins of the time range that a gap-filling query asks for.
final class BinRange {
  private final SqlRequest request;
  private final ObjectNode select;
  private final JsonNode bin;
  private final List<JsonNode> arguments;

  /// @param select the query, whose condition bounds the time
  /// @param bin its call of a binning function
  BinRange(SqlRequest request, ObjectNode select, JsonNode bin) {
    this.request = request;
    this.select = select;
    this.bin = bin;
    this.arguments = Ast.arguments(bin);
  }

  /// A query of one column `bin`, a row for each.
  ///
  /// @throws millrace.base.MillraceException in InfluxDB 3's words when the range or the stride is not known
  String text() {
    if (arguments.size() < 2 || Ast.columnName(columnOf(arguments.get(1))).isEmpty()) {
      throw SqlFailure.planning("DATE_BIN_GAPFILL requires a column as the source argument");
    }
    Intervals.Parts stride = Intervals.partsOf(arguments.getFirst()).orElseThrow(() -> SqlFailure.planning(
        "stride argument to DATE_BIN_GAPFILL for gap fill query must evaluate to a scalar"));
    if (stride.months() != 0) {
      throw SqlFailure.planning("DATE_BIN_GAPFILL stride cannot contain months or years");
    }
    long nanos = Intervals.fixedNanos(arguments.getFirst()).orElse(0L);
    if (nanos <= 0) {
      throw SqlFailure.planning("DATE_BIN_GAPFILL stride must be positive");
    }
    TimeSpan span = span(Ast.columnName(columnOf(arguments.get(1))));
    return Ast.functionName(bin).equals(GapFill.WALLCLOCK_BIN) ? wallclock(span, nanos) : plain(span, nanos);
  }

  private JsonNode columnOf(JsonNode source) {
    boolean isZoned = Ast.functionName(bin).equals(GapFill.WALLCLOCK_BIN) && Ast.functionName(source).equals("tz");
    return isZoned ? Ast.arguments(source).getFirst() : source;
  }

  private String plain(TimeSpan span, long stride) {
    long origin = 0;
    if (arguments.size() > 2) {
      var given = new HintReader(request, "time").instant(arguments.get(2));
      origin = given.orElseThrow(() -> SqlFailure.planning(
          "origin argument to DATE_BIN_GAPFILL for gap fill query must evaluate to a scalar"));
    }
    if (span.startNanos() >= span.endNanos()) {
      return "SELECT to_timestamp_nanos(range) AS bin FROM range(0, 0, 1)";
    }
    long first = WallClock.floor(span.startNanos(), stride, origin);
    long last = WallClock.floor(span.endNanos() - 1, stride, origin);
    return "SELECT to_timestamp_nanos(range) AS bin FROM range(" + first + ", " + Math.addExact(last, 1) + ", " + stride + ")";
  }

  /// Local bins are not evenly spaced: instants close enough to meet each of them are binned like the rows.
  private String wallclock(TimeSpan span, long stride) {
    String zone = Ast.arguments(arguments.get(1)).size() > 1 ? Ast.literalText(Ast.arguments(arguments.get(1)).get(1)) : "UTC";
    long step = Math.min(stride, 900_000_000_000L);
    String interval = "INTERVAL '" + Ast.literalText(arguments.getFirst().path("child")).replace("'", "''") + "'";
    String origin = arguments.size() > 2
        ? ", '" + Ast.literalText(arguments.get(2)).replace("'", "''") + "'" : "";
    String instant = "to_timestamp_nanos(range)";
    return "SELECT DISTINCT date_bin_wallclock(" + interval + ", tz(" + instant + ", '" + zone.replace("'", "''") + "')"
        + origin + ") AS bin FROM (SELECT range FROM range(" + span.startNanos() + ", " + span.endNanos() + ", " + step
        + ") UNION ALL SELECT " + (span.endNanos() - 1) + " AS range) AS millrace_instants";
  }

  private TimeSpan span(String column) {
    TimeSpan span = new HintReader(request, column).of(select.path("where_clause")).span();
    JsonNode from = select.path("from_table");
    if (Ast.type(from).equals("SUBQUERY")) {
      JsonNode within = from.path("subquery").path("node");
      span = span.intersect(new HintReader(request, column).of(within.path("where_clause")).span());
    }
    boolean noStart = span.startNanos() == TimeSpan.ALL.startNanos();
    boolean noEnd = span.endNanos() == TimeSpan.ALL.endNanos();
    if (noStart || noEnd) {
      String which = noStart && noEnd ? "both upper and lower time bounds" : noStart ? "lower time bound" : "upper time bound";
      throw SqlFailure.planning("gap-filling query is missing " + which);
    }
    return span;
  }
}
