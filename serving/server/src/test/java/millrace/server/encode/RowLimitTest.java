package millrace.server.encode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import millrace.base.ErrorCode;
import millrace.query.ResultRows;
import millrace.query.ResultSeries;
import org.junit.jupiter.api.Test;

/// Answers of limited length, as 1.x cuts them.
class RowLimitTest {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final V1Sink sink = V1Format.JSON.sink(bytes, Epoch.of(Optional.of("s")), Optional.empty());

  @Test
  void aSeriesThatHasMoreIsCutAndTheRestLeftOut() {
    RowLimit limit = new RowLimit(sink, 3);
    limit.begin(0);
    limit.series(series("a"));
    limit.rows(rows(1, 2));
    limit.end();
    limit.begin(1);
    limit.series(series("b"));
    assertThatThrownBy(() -> limit.rows(rows(3, 4))).isInstanceOf(RowLimit.Reached.class);
    assertThat(finished())
        .isEqualTo(
            "{\"results\":[{\"statement_id\":0,\"series\":[{\"name\":\"m\",\"tags\":{\"host\":\"a\"},"
                + "\"columns\":[\"v\"],\"values\":[[1],[2]]}]},{\"statement_id\":1,\"series\":[{\"name\":\"m\","
                + "\"tags\":{\"host\":\"b\"},\"columns\":[\"v\"],\"values\":[[3]],\"partial\":true}]}]}\n");
  }

  @Test
  void aResultThatHadAWholeSeriesSaysThatFurtherOnesAreMissing() {
    RowLimit limit = new RowLimit(sink, 3);
    limit.begin(0);
    limit.series(series("a"));
    limit.rows(rows(1, 2));
    limit.series(series("b"));
    limit.rows(rows(3, 4));
    limit.rows(rows(5));
    assertThatThrownBy(() -> limit.series(series("c"))).isInstanceOf(RowLimit.Reached.class);
    assertThat(finished()).endsWith("\"values\":[[3]],\"partial\":true}],\"partial\":true}]}\n");
  }

  @Test
  void theLastSeriesOfAResultIsCutAlone() {
    RowLimit limit = new RowLimit(sink, 3);
    limit.begin(0);
    limit.series(series("a"));
    limit.rows(rows(1, 2));
    limit.series(series("b"));
    limit.rows(rows(3, 4));
    limit.end();
    assertThatThrownBy(() -> limit.begin(1)).isInstanceOf(RowLimit.Reached.class);
    assertThat(finished()).endsWith("\"values\":[[3]],\"partial\":true}]}]}\n");
  }

  @Test
  void aSeriesThatEndsAtTheLimitIsWhole() {
    RowLimit limit = new RowLimit(sink, 2);
    limit.begin(0);
    limit.series(series("a"));
    limit.rows(rows(1, 2));
    assertThatThrownBy(() -> limit.series(series("b"))).isInstanceOf(RowLimit.Reached.class);
    assertThat(finished()).endsWith("\"values\":[[1],[2]]}]}]}\n");
  }

  @Test
  void aSeriesThatGoesOnAfterTheLimitIsCut() {
    RowLimit limit = new RowLimit(sink, 2);
    limit.begin(0);
    limit.series(series("a"));
    limit.rows(rows(1, 2));
    limit.series(series("a"));
    assertThatThrownBy(() -> limit.rows(rows(3))).isInstanceOf(RowLimit.Reached.class);
    assertThat(finished()).endsWith("\"values\":[[1],[2]],\"partial\":true}]}]}\n");
  }

  @Test
  void whatFailsOrFollowsAtTheLimitIsLeftOut() {
    RowLimit limit = new RowLimit(sink, 1);
    limit.begin(0);
    limit.series(series("a"));
    limit.rows(rows(1));
    assertThatThrownBy(() -> limit.failed(ErrorCode.BAD_QUERY, "late")).isInstanceOf(RowLimit.Reached.class);
    assertThatThrownBy(() -> limit.begin(1)).isInstanceOf(RowLimit.Reached.class);
    assertThat(finished()).doesNotContain("late").endsWith("\"values\":[[1]]}]}]}\n");
  }

  @Test
  void shorterAnswersPassAsTheyAre() {
    RowLimit limit = new RowLimit(sink, 2);
    limit.begin(0);
    limit.message("warning", "w");
    limit.failed(ErrorCode.BAD_QUERY, "early");
    limit.begin(1);
    limit.series(series("a"));
    limit.rows(rows(1));
    limit.end();
    assertThat(finished()).contains("\"error\":\"early\"", "\"values\":[[1]]}").doesNotContain("partial");
  }

  private String finished() {
    sink.finish();
    return bytes.toString(StandardCharsets.UTF_8);
  }

  private static ResultSeries series(String host) {
    return new ResultSeries("m", new TreeMap<>(Map.of("host", host)), List.of("v"), ZoneOffset.UTC, true);
  }

  private static ResultRows rows(long... values) {
    List<List<Object>> rows = new ArrayList<>();
    for (long value : values) {
      rows.add(List.of(value));
    }
    return ResultRows.of(rows);
  }
}
