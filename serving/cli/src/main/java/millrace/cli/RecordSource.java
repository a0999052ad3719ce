package millrace.cli;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.zip.CRC32;
import java.util.zip.GZIPInputStream;

/// A file of text, read record by record.
final class RecordSource implements ImportSource {
  /// What turns records of a file into line protocol.
  interface Format {
    RecordReader.Quotes quotes();

    /// @throws Refused when the record cannot be stored
    byte[] lines(RecordReader.Piece record);

    /// Whether what a record means depends on earlier ones, so that an import that goes on shows them all again.
    default boolean remembers() {
      return false;
    }

    /// What becomes of the columns, for the user; empty when every record says it itself.
    default String meaning() {
      return "";
    }
  }

  private final CountedInput counted;
  private final RecordReader records;
  private final Format format;
  private final int batchBytes;
  private final long size;
  private ImportPosition position;

  private RecordSource(
      CountedInput counted, RecordReader records, Format format, int batchBytes, long size, ImportPosition start) {
    this.counted = counted;
    this.records = records;
    this.format = format;
    this.batchBytes = batchBytes;
    this.size = size;
    this.position = start;
  }

  /// Opens a file where an import stands.
  ///
  /// @param batchBytes a batch ends with the record that reaches so many bytes
  /// @throws CommandFailure when the file before that place is not what was imported
  static RecordSource open(Path file, Format format, int batchBytes, ImportPosition start) throws IOException {
    CountedInput counted = new CountedInput(Files.newInputStream(file));
    try {
      InputStream in = decompressed(file, counted);
      RecordReader records = new RecordReader(in, format.quotes(), format.remembers() ? 1 : start.line());
      if (format.remembers()) {
        showAgain(records, file, format, start);
      } else {
        skipTo(in, file, start);
      }
      return new RecordSource(counted, records, format, batchBytes, Files.size(file), start);
    } catch (IOException | RuntimeException e) {
      counted.close();
      throw e;
    }
  }

  /// A file's content, unpacked when its name ends in `.gz`.
  static InputStream decompressed(Path file, InputStream in) throws IOException {
    return file.toString().toLowerCase(Locale.ROOT).endsWith(".gz")
        ? new GZIPInputStream(in, 1 << 16)
        : new BufferedInputStream(in, 1 << 16);
  }

  private static void showAgain(RecordReader records, Path file, Format format, ImportPosition start) throws IOException {
    CRC32 crc = new CRC32();
    long at = 0;
    while (at < start.bytes()) {
      RecordReader.Piece record = records.next().orElseThrow(() -> changed(file, start));
      at += record.bytes().length;
      if (at > start.bytes() - start.lastLength()) {
        crc.update(record.bytes());
      }
      try {
        format.lines(record);
      } catch (Refused again) {
        // It was named when it came first.
      }
    }
    if (at != start.bytes() || crc.getValue() != start.lastCrc()) {
      throw changed(file, start);
    }
  }

  private static CommandFailure changed(Path file, ImportPosition start) {
    return new CommandFailure(file + " is not the file it was when its import began: before line " + start.line()
        + " it has changed. Import it anew with --restart");
  }

  private static void skipTo(InputStream in, Path file, ImportPosition start) throws IOException {
    CRC32 crc = new CRC32();
    boolean isShorter = false;
    try {
      in.skipNBytes(start.bytes() - start.lastLength());
      byte[] last = in.readNBytes(start.lastLength());
      crc.update(last);
      isShorter = last.length < start.lastLength();
    } catch (java.io.EOFException e) {
      isShorter = true;
    }
    if (isShorter || crc.getValue() != start.lastCrc()) {
      throw changed(file, start);
    }
  }

  @Override
  public long done() {
    return counted.count;
  }

  @Override
  public long size() {
    return size;
  }

  @Override
  public String meaning() {
    return format.meaning();
  }

  @Override
  public Optional<ImportBatch> next() throws IOException {
    BatchBody body = new BatchBody();
    List<ImportBatch.Refusal> refusals = new ArrayList<>();
    CRC32 crc = new CRC32();
    int length = 0;
    long count = 0;
    // What a record becomes may be longer than the record.
    while (length < batchBytes && body.size() < batchBytes) {
      Optional<RecordReader.Piece> next = records.next();
      if (next.isEmpty()) {
        break;
      }
      RecordReader.Piece record = next.get();
      crc.update(record.bytes());
      length += record.bytes().length;
      count++;
      try {
        body.add(format.lines(record), record.line());
      } catch (Refused e) {
        refusals.add(new ImportBatch.Refusal(record.line(), e.getMessage(), ""));
      }
    }
    if (count == 0) {
      return Optional.empty();
    }
    position = new ImportPosition(
        position.bytes() + length, records.line(), position.records() + count, length, crc.getValue());
    return Optional.of(new ImportBatch(body.bytes(), body.lineNumbers(), count, refusals, position));
  }

  @Override
  public void close() throws IOException {
    counted.close();
  }

  /// Counts the bytes that go through.
  private static final class CountedInput extends java.io.FilterInputStream {
    private long count;

    CountedInput(InputStream in) {
      super(in);
    }

    @Override
    public int read() throws IOException {
      int next = super.read();
      count += next < 0 ? 0 : 1;
      return next;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      int read = super.read(bytes, offset, length);
      count += Math.max(0, read);
      return read;
    }

    @Override
    public long skip(long n) throws IOException {
      long skipped = super.skip(n);
      count += skipped;
      return skipped;
    }
  }
}
