package millrace.flight.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.Random;
import millrace.flight.FakeExchange;
import org.junit.jupiter.api.Test;

class MessageReaderTest {
  private static final int LIMIT = 1 << 20;

  /// Gives some bytes at a time and would wait for ever when asked for none, as the body of an open request does.
  private static final class OpenStream extends InputStream {
    private final byte[] bytes;
    private final int stepBytes;
    private int given;

    OpenStream(byte[] bytes, int stepBytes) {
      this.bytes = bytes;
      this.stepBytes = stepBytes;
    }

    @Override
    public int read() {
      throw new AssertionError("bytes are read one by one");
    }

    @Override
    public int read(byte[] into, int offset, int length) {
      if (length == 0 || given == bytes.length) {
        throw new AssertionError("waits for bytes that nobody sends");
      }
      int count = Math.min(stepBytes, Math.min(length, bytes.length - given));
      System.arraycopy(bytes, given, into, offset, count);
      given += count;
      return count;
    }
  }

  @Test
  void aMessageIsThereAsSoonAsItsLastByte() throws IOException {
    for (int length : new int[] {0, 1, 5, (1 << 16) - 1, 1 << 16, (1 << 16) + 1, 300_000}) {
      byte[] message = new byte[length];
      new Random(length).nextBytes(message);
      for (int stepBytes : new int[] {1, 4, 7, 1 << 14, 1 << 20}) {
        InputStream open = new OpenStream(FakeExchange.framed(message), stepBytes);
        assertThat(new MessageReader(open, LIMIT, false).next()).contains(message);
      }
    }
  }

  @Test
  void theEndComesAfterTheLastMessage() throws IOException {
    byte[] message = {1, 2, 3};
    InputStream whole = new SequenceInputStream(
        new ByteArrayInputStream(FakeExchange.framed(message)), new ByteArrayInputStream(new byte[0]));
    MessageReader reader = new MessageReader(whole, LIMIT, false);
    assertThat(reader.next()).contains(message);
    assertThat(reader.next()).isEmpty();
  }
}
