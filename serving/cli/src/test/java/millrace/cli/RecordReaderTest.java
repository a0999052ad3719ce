package millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RecordReaderTest {
  @Test
  void aLineWithABreakInAStringIsOneRecord() throws IOException {
    assertThat(cut("m,t=a v=\"one\ntwo\",w=1 5\nn v=1\n", RecordReader.Quotes.LINE_PROTOCOL))
        .containsExactly("1:m,t=a v=\"one\ntwo\",w=1 5\n", "3:n v=1\n");
  }

  @Test
  void quotesOutsideFieldValuesAreLetters() throws IOException {
    assertThat(cut("m\",t=\"a v=1\n# it's \"quoted\nm,t=x\\ y\" v=\"a\\\"b\"\nlast v=2", RecordReader.Quotes.LINE_PROTOCOL))
        .containsExactly("1:m\",t=\"a v=1\n", "2:# it's \"quoted\n", "3:m,t=x\\ y\" v=\"a\\\"b\"\n", "4:last v=2");
  }

  @Test
  void aCellOfCsvMayHoldLines() throws IOException {
    assertThat(cut("a,b\n\"x\n\"\"y\",2\r\n3,4", RecordReader.Quotes.CSV))
        .containsExactly("1:a,b\n", "2:\"x\n\"\"y\",2\r\n", "4:3,4");
  }

  @Test
  void aQuoteLeftOpenIsToldByItsLineWithoutReadingEverything() {
    byte[] endless = "a,b\n\"".getBytes(StandardCharsets.UTF_8);
    InputStream in = new java.io.SequenceInputStream(new ByteArrayInputStream(endless), new InputStream() {
      @Override
      public int read() {
        return 'x';
      }
    });
    RecordReader reader = new RecordReader(in, RecordReader.Quotes.CSV, 1);
    assertThatThrownBy(() -> {
      reader.next();
      reader.next();
    }).isInstanceOf(RecordReader.TooLong.class).hasMessageContaining("line 2");
  }

  /// A stream that gives one byte at a time finds the same records.
  private static List<String> cut(String text, RecordReader.Quotes quotes) throws IOException {
    List<String> whole = cut(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)), quotes);
    List<String> slowly = cut(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)) {
      @Override
      public synchronized int read(byte[] bytes, int offset, int length) {
        return super.read(bytes, offset, Math.min(1, length));
      }
    }, quotes);
    assertThat(slowly).isEqualTo(whole);
    return whole;
  }

  private static List<String> cut(InputStream in, RecordReader.Quotes quotes) throws IOException {
    RecordReader reader = new RecordReader(in, quotes, 1);
    List<String> found = new ArrayList<>();
    for (var next = reader.next(); next.isPresent(); next = reader.next()) {
      found.add(next.get().line() + ":" + new String(next.get().bytes(), StandardCharsets.UTF_8));
    }
    return found;
  }
}
