package millrace.wal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import millrace.base.ErrorCode;
import millrace.base.MillraceException;
import millrace.columns.WriteBatch;
import org.junit.jupiter.api.Test;

/// Repeat a failure with `-Dmillrace.seed=N`.
class WriteBatchCodecPropertyTest {
  private static final long SEED = Long.getLong("millrace.seed", new Random().nextLong());

  @Test
  void decodesWhatItEncoded() {
    Random random = new Random(SEED);
    for (int round = 0; round < 2_000; round++) {
      WriteBatch batch = Batches.random(random);

      WriteBatch decoded = WriteBatchCodec.decode(WriteBatchCodec.encode(batch));

      assertThat(Batches.text(decoded)).as("seed %d, round %d", SEED, round).isEqualTo(Batches.text(batch));
      assertThat(WriteBatchCodec.encodeInPlace(batch)).isEqualTo(ByteBuffer.wrap(WriteBatchCodec.encode(batch)));
    }
  }

  @Test
  void readsBackColumnsOfAnyLength() {
    Random random = new Random(SEED);
    for (int round = 0; round < 500; round++) {
      int count = random.nextInt(1000);
      long[] integers = random.longs(count).map(n -> n >> random.nextInt(64)).toArray();
      double[] floats = random.longs(count).mapToDouble(Double::longBitsToDouble).toArray();
      PayloadWriter out = new PayloadWriter(random.nextInt(2000));
      out.writeDeltas(integers, count);
      out.writeDoubles(floats, count);
      out.writeByte(7);
      byte[] bytes = out.toBytes();

      PayloadReader in = new PayloadReader(bytes, 0, bytes.length);
      long[] integersRead = new long[count];
      double[] floatsRead = new double[count];
      in.readDeltas(integersRead, count);
      in.readDoubles(floatsRead, count);

      assertThat(integersRead).as("seed %d, round %d", SEED, round).isEqualTo(integers);
      assertThat(floatsRead).as("seed %d, round %d", SEED, round).isEqualTo(floats);
      assertThat(in.readByte()).as("seed %d, round %d", SEED, round).isEqualTo(7);
    }
  }

  @Test
  void refusesBatchesCutShortOrTooLong() {
    byte[] bytes = WriteBatchCodec.encode(Batches.numbered(-5));
    for (int length = 0; length < bytes.length; length++) {
      assertCorrupt(Arrays.copyOf(bytes, length));
    }
    assertCorrupt(Arrays.copyOf(bytes, bytes.length + 1));
  }

  @Test
  void endsInAValueOrInCorruptWhateverTheBytes() {
    Random random = new Random(SEED);
    int refused = 0;
    for (int round = 0; round < 20_000; round++) {
      byte[] bytes = WriteBatchCodec.encode(Batches.random(random));
      int flips = 1 + random.nextInt(4);
      for (int i = 0; i < flips; i++) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
      }
      try {
        WriteBatch batch = WriteBatchCodec.decode(bytes);
        assertThat(Batches.text(batch)).isNotEmpty();
      } catch (MillraceException e) {
        assertThat(e.code()).isEqualTo(ErrorCode.CORRUPT);
        refused++;
      } catch (RuntimeException | Error e) {
        fail("seed " + SEED + ", round " + round, e);
      }
    }
    assertThat(refused).as("seed %d", SEED).isGreaterThan(1_000);
  }

  @Test
  void reservesNoMemoryForCountsThatCannotBe() {
    PayloadWriter out = new PayloadWriter(16);
    out.writeVarint(1);
    out.writeVarint(1);
    out.writeText("db");
    out.writeVarint(Integer.MAX_VALUE);
    assertCorrupt(out.toBytes());
  }

  @Test
  void storesOnlyWhatIsThere() {
    assertThat(WriteBatchCodec.encode(Batches.numbered(1))).hasSize(26);
    assertThat(List.of(Batches.text(WriteBatchCodec.decode(WriteBatchCodec.encode(Batches.numbered(1))))))
        .containsExactly("1 2 db\ntable 7 t[host=a] n:INTEGER\n  1 #0 | 1");
  }

  private static void assertCorrupt(byte[] bytes) {
    assertThatThrownBy(() -> WriteBatchCodec.decode(bytes))
        .isInstanceOfSatisfying(MillraceException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CORRUPT));
  }
}
