package millrace.datafile;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.SplittableRandom;
import org.apache.parquet.format.DataPageHeaderV2;
import org.apache.parquet.format.DictionaryPageHeader;
import org.apache.parquet.format.Encoding;
import org.apache.parquet.format.PageType;
import org.apache.parquet.format.Util;
import org.junit.jupiter.api.Test;

/// Page headers are, byte for byte, those of the format's own library.
class PageHeaderSinkTest {
  private final long seed = Long.getLong("millrace.seed", System.nanoTime());
  private final SplittableRandom random = new SplittableRandom(seed);

  @Test
  void headersOfDataPages() throws IOException {
    for (int round = 0; round < 500; round++) {
      PageHeaderSink.Body body = body();
      PageHeaderSink.Data data = new PageHeaderSink.Data(count(), count(), encoding().getValue(), count());
      boolean isCompressed = random.nextBoolean();
      var part = new DataPageHeaderV2(
          data.rows(), data.nulls(), data.rows(), Encoding.findByValue(data.encoding()), data.levelBytes(), 0);
      part.setIs_compressed(isCompressed);
      var expected = header(PageType.DATA_PAGE_V2, body);
      expected.setData_page_header_v2(part);
      ByteSink out = new ByteSink(0);

      PageHeaderSink.data(out, body, data, isCompressed);

      assertThat(out.toBytes()).as("seed %d: %s, %s", seed, body, data).isEqualTo(bytes(expected));
    }
  }

  @Test
  void headersOfDictionaries() throws IOException {
    for (int round = 0; round < 500; round++) {
      PageHeaderSink.Body body = body();
      int values = count();
      var expected = header(PageType.DICTIONARY_PAGE, body);
      expected.setDictionary_page_header(new DictionaryPageHeader(values, Encoding.PLAIN));
      ByteSink out = new ByteSink(0);

      PageHeaderSink.dictionary(out, body, values);

      assertThat(out.toBytes()).as("seed %d: %s, %d values", seed, body, values).isEqualTo(bytes(expected));
    }
  }

  private PageHeaderSink.Body body() {
    return new PageHeaderSink.Body(count(), count(), random.nextInt());
  }

  private int count() {
    return random.nextInt() >>> 1 + random.nextInt(31);
  }

  private Encoding encoding() {
    return Encoding.values()[random.nextInt(Encoding.values().length)];
  }

  private static org.apache.parquet.format.PageHeader header(PageType type, PageHeaderSink.Body body) {
    var header = new org.apache.parquet.format.PageHeader(type, body.size(), body.storedSize());
    header.setCrc(body.crc());
    return header;
  }

  private static byte[] bytes(org.apache.parquet.format.PageHeader header) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Util.writePageHeader(header, out);
    return out.toByteArray();
  }
}
