package millrace.server.encode;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import millrace.base.ErrorCode;
import millrace.query.ResultColumn;
import millrace.query.ResultRows;
import millrace.query.ResultSeries;

/// Lines of comma-separated cells: a header per statement and wherever the columns change, with an empty line before.
/// Statements without series and failed ones leave nothing.
final class V1Csv implements V1Sink {
  private final ByteOutput out;
  private final Epoch epoch;
  private boolean isFirstHeader = true;
  private boolean needsHeader;
  private List<String> columns = List.of();
  private byte[] prefix = {};

  V1Csv(ByteOutput out, Epoch epoch) {
    this.out = out;
    this.epoch = epoch == Epoch.TEXT ? Epoch.NANOSECONDS : epoch;
  }

  /// A request that could not be run.
  static void error(String message, ByteOutput out) {
    out.ascii("error\n");
    out.text(quoted(message));
    out.put('\n');
    out.drain();
  }

  @Override
  public void begin(int statementId) {
    needsHeader = true;
  }

  @Override
  public void message(String level, String text) {
    // This format has no place for remarks.
  }

  @Override
  public void series(ResultSeries series) {
    if (needsHeader || !columns.equals(series.columns())) {
      header(series);
    }
    prefix = (quoted(series.name()) + ',' + quoted(tags(series.tags())) + ',').getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public void rows(ResultRows rows) {
    CellWriter[] cells = writers(rows.columns());
    for (int row = 0; row < rows.size(); row++) {
      out.bytes(prefix);
      for (int i = 0; i < cells.length; i++) {
        if (i > 0) {
          out.put(',');
        }
        cells[i].write(row);
      }
      out.put('\n');
    }
  }

  @Override
  public void end() {
    needsHeader = true;
  }

  @Override
  public void failed(ErrorCode code, String message) {
    needsHeader = true;
  }

  @Override
  public void finish() {
    out.drain();
  }

  private void header(ResultSeries series) {
    if (!isFirstHeader) {
      out.put('\n');
    }
    isFirstHeader = false;
    needsHeader = false;
    columns = series.columns();
    out.ascii("name,tags");
    for (String column : columns) {
      out.put(',');
      out.text(quoted(column));
    }
    out.put('\n');
  }

  private CellWriter[] writers(List<ResultColumn> of) {
    CellWriter[] writers = new CellWriter[of.size()];
    for (int i = 0; i < writers.length; i++) {
      writers[i] = writer(of.get(i));
    }
    return writers;
  }

  private CellWriter writer(ResultColumn column) {
    return switch (column) {
      case ResultColumn.Times times -> row -> epoch.write(times.nanos()[row], out);
      case ResultColumn.Floats floats -> orEmpty(floats.missing(), row -> number(floats.values()[row]));
      case ResultColumn.Integers integers -> orEmpty(integers.missing(), row -> out.decimal(integers.values()[row]));
      case ResultColumn.Unsigned unsigned -> orEmpty(unsigned.missing(), row -> out.unsigned(unsigned.bits()[row]));
      case ResultColumn.Booleans booleans ->
          orEmpty(booleans.missing(), row -> out.ascii(booleans.values()[row] ? "true" : "false"));
      case ResultColumn.Strings strings ->
          row -> Optional.ofNullable(strings.values()[row]).ifPresent(text -> out.text(quoted(text)));
      case ResultColumn.Mixed mixed -> row -> any(mixed.values()[row]);
      case ResultColumn.Nulls nulls -> row -> {};
    };
  }

  private static CellWriter orEmpty(boolean[] missing, CellWriter present) {
    return missing == null
        ? present
        : row -> {
          if (!missing[row]) {
            present.write(row);
          }
        };
  }

  private void any(Object value) {
    switch (value) {
      case null -> {}
      case Double number -> number(number);
      case Long number -> out.decimal(number);
      case Integer number -> out.decimal(number.longValue());
      case BigInteger number -> out.ascii(number.toString());
      case Boolean truth -> out.ascii(truth.toString());
      case String text -> out.text(quoted(text));
      case Instant instant -> out.decimal(epoch.units(instant.getEpochSecond() * 1_000_000_000L + instant.getNano()));
      case List<?> items -> out.text(quoted(items.stream().map(String::valueOf).collect(Collectors.joining(","))));
      default -> throw new IllegalStateException("a result cell is a " + value.getClass());
    }
  }

  private void number(double value) {
    if (Double.isFinite(value)) {
      out.decimal(value, FloatStyle.GO_PLAIN);
    } else if (Double.isInfinite(value)) {
      out.ascii(value > 0 ? "+Inf" : "-Inf");
    }
  }

  /// `k=v,k2=v2`, escaped as in line protocol; tags without a value are left out.
  private static String tags(Map<String, String> tags) {
    StringBuilder text = new StringBuilder();
    tags.forEach((key, value) -> {
      if (!value.isEmpty()) {
        text.append(text.isEmpty() ? "" : ",").append(escaped(key)).append('=').append(escaped(value));
      }
    });
    return text.toString();
  }

  private static String escaped(String tag) {
    return tag.replace(",", "\\,").replace("=", "\\=").replace(" ", "\\ ");
  }

  /// A field as Go's `encoding/csv` writes it: quoted where it must be, and where it begins with white space.
  static String quoted(String field) {
    if (field.isEmpty()) {
      return field;
    }
    boolean needsQuotes = field.equals("\\.")
        || field.indexOf(',') >= 0
        || field.indexOf('"') >= 0
        || field.indexOf('\n') >= 0
        || field.indexOf('\r') >= 0
        || isWhiteSpace(field.charAt(0));
    return needsQuotes ? '"' + field.replace("\"", "\"\"") + '"' : field;
  }

  private static boolean isWhiteSpace(char c) {
    return c == ' ' || c >= '\t' && c <= '\r' || c == '\u0085' || c == '\u00a0' || Character.isSpaceChar(c);
  }
}
