package millrace.plugins.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import millrace.columns.ColumnType;
import millrace.columns.ColumnValues;
import millrace.columns.FieldRows;
import millrace.columns.SeriesKey;
import millrace.columns.TableRows;
import org.junit.jupiter.api.Test;

/// The frames of docs/reference/formats/worker-frames.md, byte by byte; the Python tests read the same page.
class FramesTest {
  private static final Pattern EXAMPLE =
      Pattern.compile("^([A-Z_]+) .+\n((?:    [0-9a-f ]+\n)+)", Pattern.MULTILINE);
  private static final Map<String, byte[]> EXAMPLES = examples();

  @Test
  void theWorkersExamplesDecodeToTheirMessages() throws IOException {
    assertThat(decoded("HELLO")).isEqualTo(new WorkerMessage.Hello("token", 4242, 0, "3.14.3"));
    assertThat(decoded("LOG")).isEqualTo(new WorkerMessage.Log(LogLevel.INFO, "hé"));
    assertThat(decoded("WRITE")).isEqualTo(new WorkerMessage.Write(List.of(new DeferredWrite("db", "t f=1i"))));
    assertThat(decoded("QUERY")).isEqualTo(new WorkerMessage.Query(
        new PluginQuery("db", "SELECT $h", Map.of("h", "a"), PluginQuery.Language.SQL), false));
    assertThat(decoded("WRITE_SYNC")).isEqualTo(new WorkerMessage.WriteSync("db", "t f=1i", true));
    assertThat(decoded("GLOBAL_GET")).isEqualTo(new WorkerMessage.GlobalGet("k", -1));
    assertThat(decoded("GLOBAL_DELETE")).isEqualTo(new WorkerMessage.GlobalDelete("k"));
    assertThat(decoded("BODY")).isInstanceOfSatisfying(WorkerMessage.Body.class, body -> {
      assertThat(body.head().orElseThrow().headers()).containsExactly(Map.entry("X-A", "b"));
      assertThat(body.part()).asString().isEqualTo("ok");
    });
    assertThat(decoded("RESTING")).isEqualTo(new WorkerMessage.Resting(true));
    assertThat(decoded("SOURCE")).isEqualTo(new WorkerMessage.Source());
    assertThat(decoded("ERROR"))
        .isEqualTo(new WorkerMessage.Error(CallOutcome.Stage.RUN, "ValueError", "boom", ""));
    assertThat(decoded("GLOBAL_PUT"))
        .usingRecursiveComparison()
        .isEqualTo(
            new WorkerMessage.GlobalPut("k", new byte[] {(byte) 0x80, 5}, OptionalDouble.of(1.5), false));
    assertThat(decoded("RESULT"))
        .usingRecursiveComparison()
        .isEqualTo(
            new WorkerMessage.Result(
                Optional.of(
                    new HttpReply(
                        200, List.of(Map.entry("X-A", "b")), "ok".getBytes(StandardCharsets.UTF_8)))));
  }

  @Test
  void theServersExamplesAreWhatItSends() {
    assertThat(hex(payload("ROWS"))).isEqualTo(hex(RowEncoder.encode(List.of(new RowEncoder.Slice(rows(), 0, 2)))));
    assertThat(hex(payload("COLUMNS")))
        .isEqualTo(hex(ColumnEncoder.encode(List.of(new RowEncoder.Slice(fullRows(), 0, 2)), 2).orElseThrow()));
    assertThat(hex(payload("REST"))).isEqualTo(hex(new MarshalWriter().none().toBytes()));
    assertThat(hex(payload("REPLY_ERROR")))
        .isEqualTo(hex(new MarshalWriter().text("error: no such table").toBytes()));
    CallRequest request =
        new CallRequest(
            "db",
            new PluginCall.ScheduledCall(1_763_725_338_000_000_000L),
            new PluginSource.SingleFile("p.py", 3, ""),
            Optional.of(Map.of("k", "v")),
            Duration.ZERO,
            new RecordingHost());
    assertThat(hex(payload("CALL"))).isEqualTo(hex(Conversation.encode(7, request, CacheScope.PRODUCTION)));
  }

  @Test
  void integersOfEverySizeSurvive() throws IOException {
    long[] values = {
      0, 1, -1, Integer.MAX_VALUE, Integer.MIN_VALUE, 1L << 31, -(1L << 31) - 1, 1L << 45, Long.MAX_VALUE, Long.MIN_VALUE,
      Long.MIN_VALUE + 1
    };
    for (long value : values) {
      assertThat(MarshalReader.read(new MarshalWriter().integer(value).toBytes())).isEqualTo(value);
    }
    assertThatThrownBy(() -> MarshalReader.read(new MarshalWriter().unsigned(Long.MIN_VALUE).toBytes()))
        .isInstanceOf(ProtocolException.class);
  }

  @Test
  void endlessNestingAndImpossibleLengthsAreRefused() {
    byte[] nested = new byte[5 * 100];
    for (int i = 0; i < nested.length; i += 5) {
      nested[i] = '(';
      nested[i + 1] = 1;
    }
    assertThatThrownBy(() -> MarshalReader.read(nested)).isInstanceOf(ProtocolException.class).hasMessageContaining("deeper");
    byte[] impossible = {'[', (byte) 0xff, (byte) 0xff, (byte) 0xff, 0x7f};
    assertThatThrownBy(() -> MarshalReader.read(impossible)).isInstanceOf(ProtocolException.class);
    assertThatThrownBy(() -> MarshalReader.read(new byte[0])).isInstanceOf(ProtocolException.class);
    assertThatThrownBy(() -> MarshalReader.read(new byte[] {'N', 'N'})).isInstanceOf(ProtocolException.class);
  }

  @Test
  void damagedFramesAreMessagesOrRefusedAndNothingElse() {
    long seed = Long.getLong("millrace.seed", System.nanoTime());
    Random random = new Random(seed);
    List<byte[]> frames = EXAMPLES.values().stream().toList();
    for (int i = 0; i < 200_000; i++) {
      byte[] frame = frames.get(random.nextInt(frames.size())).clone();
      for (int damage = random.nextInt(4); damage >= 0; damage--) {
        frame[4 + random.nextInt(frame.length - 4)] = (byte) random.nextInt(256);
      }
      int length = random.nextInt(frame.length - Frames.HEADER_BYTES + 1);
      byte[] payload = java.util.Arrays.copyOfRange(frame, Frames.HEADER_BYTES, Frames.HEADER_BYTES + length);
      try {
        assertThat(WorkerMessage.decode(frame[4] & 0xff, payload)).isNotNull();
      } catch (ProtocolException e) {
        assertThat(e).hasMessageNotContaining("null");
      } catch (RuntimeException e) {
        throw new AssertionError("-Dmillrace.seed=" + seed + " frame " + hex(frame), e);
      }
    }
  }

  private static TableRows rows() {
    java.util.BitSet first = new java.util.BitSet();
    first.set(0);
    return new TableRows(
        1,
        "cpu",
        2,
        new long[] {1_763_725_338_000_000_000L, 1_763_725_338_000_000_001L},
        new int[] {0, 0},
        List.of(SeriesKey.of(Map.of("host", "a"))),
        List.of(new FieldRows("v", ColumnType.FLOAT, new ColumnValues.Floats(new double[] {0.5, 0}), first)));
  }

  private static TableRows fullRows() {
    TableRows rows = rows();
    FieldRows v = new FieldRows("v", ColumnType.FLOAT, new ColumnValues.Floats(new double[] {0.5, 1}), null);
    return new TableRows(1, "cpu", 2, rows.timesNanos(), rows.series(), rows.seriesKeys(), List.of(v));
  }

  private static WorkerMessage decoded(String name) throws IOException {
    return WorkerMessage.decode(EXAMPLES.get(name)[4] & 0xff, payload(name));
  }

  private static byte[] payload(String name) {
    byte[] frame = EXAMPLES.get(name);
    int length = ByteBuffer.wrap(frame).order(ByteOrder.LITTLE_ENDIAN).getInt();
    assertThat(frame).as(name).hasSize(Frames.HEADER_BYTES + length);
    return java.util.Arrays.copyOfRange(frame, Frames.HEADER_BYTES, frame.length);
  }

  private static String hex(byte[] bytes) {
    return HexFormat.ofDelimiter(" ").formatHex(bytes);
  }

  private static Map<String, byte[]> examples() {
    try {
      String page = Files.readString(Path.of("../../docs/reference/formats/worker-frames.md"));
      Map<String, byte[]> examples = new TreeMap<>();
      for (Matcher matcher = EXAMPLE.matcher(page); matcher.find(); ) {
        examples.put(matcher.group(1), HexFormat.of().parseHex(matcher.group(2).replaceAll("\\s", "")));
      }
      return examples;
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
