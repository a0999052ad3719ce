package millrace.datafile;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import millrace.columns.ColumnType;
import org.apache.parquet.format.Encoding;
import org.apache.parquet.format.Type;

/// Writes one column chunk at a time: chooses the encoding for the chunk, then writes its pages.
final class ColumnWriter {
  /// Dictionaries of strings end here, so that reading one value does not cost megabytes.
  private static final int MAX_DICTIONARY_TEXT = 1 << 20;

  /// An integer dictionary beats deltas only when it is this small.
  private static final int MAX_INTEGER_DICTIONARY = 1024;

  private final PageOutput pages;
  private final Compression compression;
  private final ByteSink content = new ByteSink(1 << 17);
  private final int[] indexes = new int[PagePlan.MAX_ROWS];
  private final int[] levels = new int[PagePlan.MAX_ROWS];
  private final long[] present = new long[PagePlan.MAX_ROWS];

  /// Dictionary index of each value of the chunk, in order, so that values are looked up once.
  private int[] chunkIndexes = new int[PagePlan.MAX_ROWS];

  ColumnWriter(PageOutput pages, Compression compression) {
    this.pages = pages;
    this.compression = compression;
  }

  ChunkBuilder times(long[] times, PagePlan plan) {
    ChunkBuilder chunk = new ChunkBuilder("time", Type.INT64, Bounds.Order.SIGNED);
    int row = 0;
    for (int rows : plan.pageRows()) {
      Bounds bounds = new Bounds(Bounds.Order.SIGNED);
      System.arraycopy(times, row, present, 0, rows);
      bounds.include(present, rows);
      content.clear();
      Encodings.delta(content, present, rows);
      PageOutput.Written page = pages.data(content, 0, rows, 0, Encoding.DELTA_BINARY_PACKED);
      chunk.page(page, Encoding.DELTA_BINARY_PACKED, rows, 0, bounds);
      row += rows;
    }
    return chunk;
  }

  /// A tag's column.
  ChunkBuilder tag(String name, TagBuffer tag, GroupSeries series, PagePlan plan) {
    ChunkBuilder chunk = new ChunkBuilder(name, Type.BYTE_ARRAY, Bounds.Order.TEXT);
    content.clear();
    tag.values().forEach(this::putText);
    int width = writeDictionary(chunk, tag.values().size());
    int current = 0;
    int left = series.rows(0);
    for (int rows : plan.pageRows()) {
      Bounds bounds = new Bounds(Bounds.Order.TEXT);
      int presentCount = 0;
      int included = TagBuffer.ABSENT;
      for (int done = 0; done < rows; ) {
        int run = Math.min(left, rows - done);
        int code = tag.code(current);
        boolean isPresent = code != TagBuffer.ABSENT;
        Arrays.fill(levels, done, done + run, isPresent ? 1 : 0);
        if (isPresent) {
          Arrays.fill(indexes, presentCount, presentCount + run, code);
          presentCount += run;
          if (code != included) {
            bounds.include(tag.values().get(code));
            included = code;
          }
        }
        done += run;
        left -= run;
        if (left == 0 && ++current < series.count()) {
          left = series.rows(current);
        }
      }
      writeIndexPage(chunk, rows, presentCount, width, bounds);
    }
    return chunk;
  }

  ChunkBuilder field(String name, FieldBuffer field, PagePlan plan) {
    return switch (field.column().type()) {
      case FLOAT -> numbers(new ChunkBuilder(name, Type.DOUBLE, Bounds.Order.FLOAT), Bounds.Order.FLOAT, field, plan);
      case INTEGER ->
          numbers(new ChunkBuilder(name, Type.INT64, Bounds.Order.SIGNED), Bounds.Order.SIGNED, field, plan);
      case UNSIGNED ->
          numbers(new ChunkBuilder(name, Type.INT64, Bounds.Order.UNSIGNED), Bounds.Order.UNSIGNED, field, plan);
      case BOOLEAN -> booleans(new ChunkBuilder(name, Type.BOOLEAN, Bounds.Order.BOOLEAN), field, plan);
      case STRING -> strings(new ChunkBuilder(name, Type.BYTE_ARRAY, Bounds.Order.TEXT), field, plan);
      case TAG -> throw new IllegalStateException("a tag is no field");
    };
  }

  private ChunkBuilder numbers(ChunkBuilder chunk, Bounds.Order order, FieldBuffer field, PagePlan plan) {
    boolean isFloat = field.column().type() == ColumnType.FLOAT;
    Optional<LongDictionary> dictionary = dictionary(field, plan, isFloat);
    int width = 0;
    if (dictionary.isPresent()) {
      content.clear();
      Encodings.plain(content, dictionary.get().values(), dictionary.get().size());
      width = writeDictionary(chunk, dictionary.get().size());
    }
    int row = 0;
    int done = 0;
    for (int rows : plan.pageRows()) {
      Bounds bounds = new Bounds(order);
      int presentCount = gather(field, row, rows);
      bounds.include(present, presentCount);
      if (dictionary.isPresent()) {
        System.arraycopy(chunkIndexes, done, indexes, 0, presentCount);
        done += presentCount;
        writeIndexPage(chunk, rows, presentCount, width, bounds);
      } else {
        writeNumberPage(chunk, rows, presentCount, isFloat, bounds);
      }
      row += rows;
    }
    return chunk;
  }

  private void writeNumberPage(ChunkBuilder chunk, int rows, int presentCount, boolean isFloat, Bounds bounds) {
    int levelBytes = startPage(rows, presentCount);
    Encoding encoding;
    if (!isFloat) {
      encoding = Encoding.DELTA_BINARY_PACKED;
      Encodings.delta(content, present, presentCount);
    } else if (compression == Compression.ZSTD) {
      encoding = Encoding.BYTE_STREAM_SPLIT;
      Encodings.streamSplit(content, present, presentCount);
    } else {
      encoding = Encoding.PLAIN;
      Encodings.plain(content, present, presentCount);
    }
    writePage(chunk, levelBytes, rows, presentCount, encoding, bounds);
  }

  private ChunkBuilder booleans(ChunkBuilder chunk, FieldBuffer field, PagePlan plan) {
    int row = 0;
    for (int rows : plan.pageRows()) {
      Bounds bounds = new Bounds(Bounds.Order.BOOLEAN);
      int presentCount = gather(field, row, rows);
      for (int i = 0; i < presentCount; i++) {
        indexes[i] = (int) present[i];
        bounds.include(present[i]);
      }
      int levelBytes = startPage(rows, presentCount);
      int lengthAt = content.size();
      content.putInt(0);
      Encodings.hybrid(content, indexes, presentCount, 1);
      content.setInt(lengthAt, content.size() - lengthAt - 4);
      writePage(chunk, levelBytes, rows, presentCount, Encoding.RLE, bounds);
      row += rows;
    }
    return chunk;
  }

  private ChunkBuilder strings(ChunkBuilder chunk, FieldBuffer field, PagePlan plan) {
    Map<String, Integer> dictionary = new HashMap<>();
    content.clear();
    int rowCount = plan.pageRows().stream().mapToInt(Integer::intValue).sum();
    boolean fits = true;
    for (int row = 0; row < rowCount && fits; row++) {
      if (field.has(row)) {
        addText(dictionary, field.string(row));
        fits = dictionary.size() <= LongDictionary.LIMIT && content.size() <= MAX_DICTIONARY_TEXT;
      }
    }
    int width = fits ? writeDictionary(chunk, dictionary.size()) : 0;
    int row = 0;
    for (int rows : plan.pageRows()) {
      Bounds bounds = new Bounds(Bounds.Order.TEXT);
      int presentCount = 0;
      for (int i = 0; i < rows; i++) {
        levels[i] = field.has(row + i) ? 1 : 0;
        if (levels[i] == 1) {
          bounds.include(field.string(row + i));
          indexes[presentCount++] = fits ? dictionary.get(field.string(row + i)) : row + i;
        }
      }
      if (fits) {
        writeIndexPage(chunk, rows, presentCount, width, bounds);
      } else {
        int levelBytes = startPage(rows, presentCount);
        for (int i = 0; i < presentCount; i++) {
          putText(field.string(indexes[i]));
        }
        writePage(chunk, levelBytes, rows, presentCount, Encoding.PLAIN, bounds);
      }
      row += rows;
    }
    return chunk;
  }

  /// The chunk's distinct values when a dictionary pays; `chunkIndexes` then has the index of each value.
  private Optional<LongDictionary> dictionary(FieldBuffer field, PagePlan plan, boolean isFloat) {
    int rowCount = plan.pageRows().stream().mapToInt(Integer::intValue).sum();
    if (chunkIndexes.length < rowCount) {
      chunkIndexes = new int[rowCount];
    }
    LongDictionary dictionary = new LongDictionary();
    int limit = isFloat ? LongDictionary.LIMIT : MAX_INTEGER_DICTIONARY;
    int count = 0;
    for (int row = 0; row < rowCount; row++) {
      if (field.has(row)) {
        int index = dictionary.add(field.bits(row));
        if (index < 0 || dictionary.size() > limit) {
          return Optional.empty();
        }
        chunkIndexes[count++] = index;
      }
    }
    boolean pays = (isFloat ? 2L : 8L) * dictionary.size() <= count;
    return pays && count > 0 ? Optional.of(dictionary) : Optional.empty();
  }

  /// Fills `present` for a page, and `levels` unless every row has a value.
  private int gather(FieldBuffer field, int firstRow, int rows) {
    if (field.presentCount(firstRow, firstRow + rows) == rows) {
      field.copyBits(firstRow, rows, present);
      return rows;
    }
    int count = 0;
    for (int i = 0; i < rows; i++) {
      if (field.has(firstRow + i)) {
        levels[i] = 1;
        present[count++] = field.bits(firstRow + i);
      } else {
        levels[i] = 0;
      }
    }
    return count;
  }

  private void writeIndexPage(ChunkBuilder chunk, int rows, int presentCount, int width, Bounds bounds) {
    int levelBytes = startPage(rows, presentCount);
    content.put(width);
    Encodings.hybrid(content, indexes, presentCount, width);
    writePage(chunk, levelBytes, rows, presentCount, Encoding.RLE_DICTIONARY, bounds);
  }

  /// Begins a page with its definition levels, from `levels`.
  ///
  /// @return bytes of levels
  private int startPage(int rows, int presentCount) {
    content.clear();
    if (presentCount == rows) {
      content.putVarint((long) rows << 1);
      content.put(1);
    } else {
      Encodings.hybrid(content, levels, rows, 1);
    }
    return content.size();
  }

  private void writePage(
      ChunkBuilder chunk, int levelBytes, int rows, int presentCount, Encoding wanted, Bounds bounds) {
    int nulls = rows - presentCount;
    Encoding encoding = wanted;
    if (presentCount == 0) {
      content.truncate(levelBytes);
      encoding = Encoding.PLAIN;
    }
    chunk.page(pages.data(content, levelBytes, rows, nulls, encoding), encoding, rows, nulls, bounds);
  }

  /// Writes the dictionary gathered in `content`; none when there is no value, since some readers refuse an empty one.
  ///
  /// @return bits of an index
  private int writeDictionary(ChunkBuilder chunk, int size) {
    if (size == 0) {
      return 0;
    }
    chunk.dictionary(pages.dictionary(content, size));
    return Math.max(1, Encodings.width(size - 1));
  }

  private void addText(Map<String, Integer> dictionary, String text) {
    if (dictionary.putIfAbsent(text, dictionary.size()) == null) {
      putText(text);
    }
  }

  private void putText(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    content.putInt(bytes.length);
    content.putBytes(bytes);
  }
}
