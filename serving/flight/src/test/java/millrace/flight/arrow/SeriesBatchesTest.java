package millrace.flight.arrow;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import millrace.query.ResultColumn;
import millrace.query.ResultRows;
import millrace.query.ResultSeries;
import org.junit.jupiter.api.Test;

class SeriesBatchesTest {
  @Test
  void seriesOfAListingMayDiffer() throws IOException {
    ArrowText.Content content = sent(sink -> {
      sink.series(ResultSeries.whole("build", List.of("version", "port", "note")));
      sink.rows(mixed(new Object[] {"3.11", 8181L, null}));
      sink.series(ResultSeries.whole("memory", List.of("port", "share")));
      sink.rows(mixed(new Object[] {"none", 0.5}));
      sink.rows(mixed(new Object[] {null, 1.5}));
    });
    assertThat(content.schema()).contains("version: Utf8", "port: Utf8", "note: Utf8", "share: FloatingPoint(DOUBLE)");
    assertThat(content.rows()).containsExactly(
        "build, 3.11, 8181, null, null", "memory, null, none, null, 0.5", "memory, null, null, null, 1.5");
  }

  @Test
  void theSeriesOfASelectKeepTheirTypesThroughNumbersPutAmongTexts() throws IOException {
    ArrowText.Content content = sent(sink -> {
      sink.series(new ResultSeries("m", new TreeMap<>(Map.of("t", "a")), List.of("time", "on"), ZoneOffset.UTC, true));
      sink.rows(new ResultRows(1, List.of(new ResultColumn.Times(new long[] {1}), new ResultColumn.Mixed(new Object[] {5L}))));
      sink.series(new ResultSeries("m", new TreeMap<>(Map.of("t", "b")), List.of("time", "on"), ZoneOffset.UTC, true));
      sink.rows(new ResultRows(
          1, List.of(new ResultColumn.Times(new long[] {2}), new ResultColumn.Booleans(new boolean[] {true}, null))));
    });
    assertThat(content.rows()).hasSize(2);
    assertThat(content.rows().getFirst()).endsWith("a, 5");
    assertThat(content.rows().getLast()).endsWith("b, true");
  }

  @Test
  void aSelectedTagSaysThatItIsOne() {
    assertThat(SeriesTypes.metadata(new ResultColumn.Strings(new String[] {"a"}, true))).isEqualTo(ResultTypes.TAG);
    assertThat(SeriesTypes.metadata(new ResultColumn.Strings(new String[] {"a"}))).isEqualTo(ResultTypes.ofField("string"));
  }

  private static ResultRows mixed(Object[] row) {
    return new ResultRows(
        1, Arrays.stream(row).map(cell -> (ResultColumn) new ResultColumn.Mixed(new Object[] {cell})).toList());
  }

  private static ArrowText.Content sent(Consumer<SeriesBatches> answer) throws IOException {
    ArrowText stream = new ArrowText();
    SeriesBatches sink = new SeriesBatches(new SeriesBatches.Output() {
      @Override
      public void schema(ArrowSchema schema) {
        stream.add(schema.message(), new byte[0]);
      }

      @Override
      public void batch(byte[] header, ByteBuffer body) {
        byte[] copy = new byte[body.remaining()];
        body.get(copy);
        stream.add(header, copy);
      }
    }, missing -> assertThat(missing).isEmpty(), Optional::empty);
    sink.begin(0);
    answer.accept(sink);
    sink.end();
    return stream.read();
  }
}
