package millrace.server.encode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import millrace.base.ErrorCode;
import millrace.query.ResultColumn;
import millrace.query.ResultRows;
import millrace.query.ResultSeries;
import org.junit.jupiter.api.Test;

class V1FormatTest {
  private static final ResultSeries CPU = series("cpu", Map.of("host", "a"), "time", "v");

  @Test
  void oneDocumentForAllStatements() {
    String json = json(sink -> {
      sink.begin(0);
      sink.series(CPU);
      sink.rows(points(0, 1.0, 1_500_000_000L, 2.5));
      sink.series(CPU);
      sink.rows(points(2_000_000_000L, Double.NaN));
      sink.series(series("cpu", Map.of("host", "<b>"), "time", "v"));
      sink.rows(points(-1, 1e21));
      sink.end();
      sink.begin(1);
      sink.message("warning", "careful");
      sink.end();
      sink.begin(2);
      sink.series(ResultSeries.whole("", List.of("key")));
      sink.end();
      sink.begin(3);
      sink.failed(ErrorCode.BAD_QUERY, "not executed");
    });
    assertThat(json).isEqualTo("{\"results\":["
        + "{\"statement_id\":0,\"series\":["
        + "{\"name\":\"cpu\",\"tags\":{\"host\":\"a\"},\"columns\":[\"time\",\"v\"],\"values\":["
        + "[\"1970-01-01T00:00:00Z\",1],[\"1970-01-01T00:00:01.5Z\",2.5],[\"1970-01-01T00:00:02Z\",null]]},"
        + "{\"name\":\"cpu\",\"tags\":{\"host\":\"\\u003cb\\u003e\"},\"columns\":[\"time\",\"v\"],\"values\":["
        + "[\"1969-12-31T23:59:59.999999999Z\",1e+21]]}]},"
        + "{\"statement_id\":1,\"messages\":[{\"level\":\"warning\",\"text\":\"careful\"}]},"
        + "{\"statement_id\":2,\"series\":[{\"columns\":[\"key\"]}]},"
        + "{\"statement_id\":3,\"error\":\"not executed\"}]}\n");
  }

  @Test
  void noStatementsAreAnEmptyObject() {
    assertThat(json(sink -> {})).isEqualTo("{}\n");
    assertThat(write(V1Format.JSON, Epoch.TEXT, Optional.of(2), sink -> {})).isEqualTo("{}\n");
  }

  @Test
  void chunksSayWhetherMoreFollows() {
    String json = write(V1Format.JSON, Epoch.SECONDS, Optional.of(2), sink -> {
      sink.begin(0);
      sink.series(CPU);
      sink.rows(points(0, 1, 1_000_000_000L, 2, 2_999_999_999L, 3));
      sink.series(series("cpu", Map.of("host", "b"), "time", "v"));
      sink.rows(points(-1_500_000_000L, 4));
      sink.end();
      sink.begin(1);
      sink.end();
      sink.begin(2);
      sink.series(ResultSeries.whole("m", List.of("name")));
      sink.rows(ResultRows.of(List.of(List.of("x"), List.of("y"), List.of("z"))));
      sink.series(ResultSeries.whole("n", List.of("name")));
      sink.end();
      sink.begin(3);
      sink.failed(ErrorCode.BAD_QUERY, "no");
    });
    assertThat(json.split("\n")).containsExactly(
        "{\"results\":[{\"statement_id\":0,\"series\":[{\"name\":\"cpu\",\"tags\":{\"host\":\"a\"},\"columns\":[\"time\",\"v\"],"
            + "\"values\":[[0,1],[1,2]],\"partial\":true}],\"partial\":true}]}",
        "{\"results\":[{\"statement_id\":0,\"series\":[{\"name\":\"cpu\",\"tags\":{\"host\":\"a\"},\"columns\":[\"time\",\"v\"],"
            + "\"values\":[[2,3]]}],\"partial\":true}]}",
        "{\"results\":[{\"statement_id\":0,\"series\":[{\"name\":\"cpu\",\"tags\":{\"host\":\"b\"},\"columns\":[\"time\",\"v\"],"
            + "\"values\":[[-1,4]]}]}]}",
        "{\"results\":[{\"statement_id\":1}]}",
        "{\"results\":[{\"statement_id\":2,\"series\":[{\"name\":\"m\",\"columns\":[\"name\"],\"values\":[[\"x\"],[\"y\"],[\"z\"]]}]}]}",
        "{\"results\":[{\"statement_id\":2,\"series\":[{\"name\":\"n\",\"columns\":[\"name\"]}]}]}",
        "{\"results\":[{\"statement_id\":3,\"error\":\"no\"}]}");
  }

  @Test
  void prettyIndentsByFour() {
    assertThat(write(V1Format.PRETTY_JSON, Epoch.TEXT, Optional.empty(), sink -> {
      sink.begin(0);
      sink.series(series("a: \"b\"", Map.of(), "time"));
      sink.rows(new ResultRows(1, List.of(new ResultColumn.Times(new long[] {0}))));
      sink.end();
    })).isEqualTo("""
        {
            "results": [
                {
                    "statement_id": 0,
                    "series": [
                        {
                            "name": "a: \\"b\\"",
                            "columns": [
                                "time"
                            ],
                            "values": [
                                [
                                    "1970-01-01T00:00:00Z"
                                ]
                            ]
                        }
                    ]
                }
            ]
        }
        """);
    assertThat(write(V1Format.PRETTY_JSON, Epoch.TEXT, Optional.empty(), sink -> {})).isEqualTo("{}\n");
  }

  @Test
  void infinityHasNoJson() {
    assertThatThrownBy(() -> json(sink -> {
      sink.begin(0);
      sink.series(CPU);
      sink.rows(points(0, Double.NEGATIVE_INFINITY));
    })).isInstanceOf(UnsupportedValue.class).hasMessage("json: unsupported value: -Inf");
  }

  @Test
  void timesFollowTheZone() {
    ResultSeries paris = new ResultSeries("m", new TreeMap<>(), List.of("time"), ZoneId.of("Europe/Paris"), true);
    assertThat(json(sink -> {
      sink.begin(0);
      sink.series(paris);
      sink.rows(new ResultRows(2, List.of(new ResultColumn.Times(new long[] {0, 1_500_000_000_000_000_000L}))));
      sink.end();
    })).contains("[[\"1970-01-01T01:00:00+01:00\"],[\"2017-07-14T04:40:00+02:00\"]]");
  }

  @Test
  void csvHasAHeaderPerStatementAndChangeOfColumns() {
    String csv = write(V1Format.CSV, Epoch.TEXT, Optional.of(1), sink -> {
      sink.begin(0);
      sink.end();
      sink.begin(1);
      sink.series(series("m", Map.of("a b", "x,y", "none", ""), "time", "v"));
      sink.rows(points(5, 1e21, 6, Double.NaN));
      sink.series(series("m", Map.of(), "time", "v"));
      sink.rows(points(7, 0.5));
      sink.series(series("m", Map.of(), "time", "w"));
      sink.end();
      sink.begin(2);
      sink.failed(ErrorCode.BAD_QUERY, "no");
      sink.begin(3);
      sink.series(ResultSeries.whole("m", List.of("k")));
      sink.rows(ResultRows.of(List.of(List.of("a,b"), List.of("say \"x\""), List.of("two\nlines"), List.of(" y"), List.of(""))));
      sink.end();
    });
    assertThat(csv).isEqualTo("""
        name,tags,time,v
        m,"a\\ b=x\\,y",5,1000000000000000000000
        m,"a\\ b=x\\,y",6,
        m,,7,0.5

        name,tags,time,w

        name,tags,k
        m,,"a,b"
        m,,"say ""x""\"
        m,,"two
        lines"
        m,," y"
        m,,
        """);
  }

  @Test
  void errorsInEveryFormat() {
    assertThat(error(V1Format.JSON)).isEqualTo("{\"error\":\"a, b\"}\n");
    assertThat(error(V1Format.PRETTY_JSON)).isEqualTo("{\n    \"error\": \"a, b\"\n}\n");
    assertThat(error(V1Format.CSV)).isEqualTo("error\n\"a, b\"\n");
  }

  @Test
  void messagePackCountsBeforeContents() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    V1Sink sink = V1Format.MESSAGE_PACK.sink(bytes, Epoch.TEXT, Optional.empty());
    sink.begin(0);
    sink.series(CPU);
    sink.rows(points(1_000_000_001L, 2.5));
    sink.end();
    sink.begin(1);
    sink.failed(ErrorCode.BAD_QUERY, "no");
    sink.finish();
    assertThat(HexFormat.of().formatHex(bytes.toByteArray())).isEqualTo(
        "81a7726573756c747392"
            + "82ac73746174656d656e745f696400a673657269657391"
            + "84a46e616d65a3637075a47461677381a4686f7374a161a7636f6c756d6e7392a474696d65a176a676616c75657391"
            + "92c70c050000000000000001" + "00000001" + "cb4004000000000000"
            + "81a56572726f72a26e6f");
  }

  /// As InfluxDB 1.6.7 cuts them.
  @Test
  void messagePackInChunksIsADocumentForEach() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    V1Sink sink = V1Format.MESSAGE_PACK.sink(bytes, Epoch.SECONDS, Optional.of(1));
    sink.begin(0);
    sink.series(CPU);
    sink.rows(points(0, 1, 1_000_000_000L, 2));
    sink.end();
    sink.begin(1);
    sink.end();
    sink.begin(2);
    sink.failed(ErrorCode.BAD_QUERY, "no");
    sink.finish();
    String results = "81a7726573756c747391";
    String series = "ac73746174656d656e745f696400a673657269657391";
    String head = "a46e616d65a3637075a47461677381a4686f7374a161a7636f6c756d6e7392a474696d65a176a676616c75657391";
    String partial = "a77061727469616cc3";
    assertThat(HexFormat.of().formatHex(bytes.toByteArray())).isEqualTo(
        results + "83" + series + "85" + head + "9200cb3ff0000000000000" + partial + partial
            + results + "82" + series + "84" + head + "9201cb4000000000000000"
            + results + "82ac73746174656d656e745f696401a673657269657390"
            + results + "81a56572726f72a26e6f");
  }

  private static String json(Consumer<V1Sink> calls) {
    return write(V1Format.JSON, Epoch.TEXT, Optional.empty(), calls);
  }

  private static String write(V1Format format, Epoch epoch, Optional<Integer> chunkRows, Consumer<V1Sink> calls) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    V1Sink sink = format.sink(bytes, epoch, chunkRows);
    calls.accept(sink);
    sink.finish();
    return bytes.toString(StandardCharsets.UTF_8);
  }

  private static String error(V1Format format) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    format.error("a, b", bytes);
    return bytes.toString(StandardCharsets.UTF_8);
  }

  private static ResultSeries series(String name, Map<String, String> tags, String... columns) {
    return new ResultSeries(name, new TreeMap<>(tags), List.of(columns), ZoneOffset.UTC, true);
  }

  /// @param timesAndValues nanoseconds and floats by turns
  private static ResultRows points(double... timesAndValues) {
    int size = timesAndValues.length / 2;
    long[] nanos = new long[size];
    double[] values = new double[size];
    for (int i = 0; i < size; i++) {
      nanos[i] = (long) timesAndValues[2 * i];
      values[i] = timesAndValues[2 * i + 1];
    }
    return new ResultRows(size, List.of(new ResultColumn.Times(nanos), new ResultColumn.Floats(values, null)));
  }
}
