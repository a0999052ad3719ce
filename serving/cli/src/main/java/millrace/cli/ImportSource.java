package millrace.cli;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.zip.CRC32;
import java.util.zip.GZIPInputStream;

/// A file being read batch by batch.
final class ImportSource implements Closeable {
  /// What turns records of a file into line protocol.
  interface Format {
    RecordReader.Quotes quotes();

    /// @throws Refused when the record cannot be stored
    byte[] lines(RecordReader.Piece record);

    /// Whether what a record means depends on earlier ones, so that an import that goes on shows them all again.
    default boolean remembers() {
      return false;
    }
  }

  /// Why a record cannot be stored.
  static final class Refused extends RuntimeException {
    private static final long serialVersionUID = 1;

    Refused(String reason) {
      super(reason, null, false, false);
    }
  }

  private final CountedInput counted;
  private final RecordReader records;
  private final Format format;
  private final int batchBytes;
  private ImportPosition position;

  private ImportSource(
      CountedInput counted, RecordReader records, Format format, int batchBytes, ImportPosition start) {
    this.counted = counted;
    this.records = records;
    this.format = format;
    this.batchBytes = batchBytes;
    this.position = start;
  }

  /// Opens a file where an import stands.
  ///
  /// @param batchBytes a batch ends with the record that reaches so many bytes
  /// @throws CommandFailure when the file before that place is not what was imported
  static ImportSource open(Path file, Format format, int batchBytes, ImportPosition start) throws IOException {
    CountedInput counted = new CountedInput(Files.newInputStream(file));
    try {
      InputStream in = decompressed(file, counted);
      RecordReader records = new RecordReader(in, format.quotes(), format.remembers() ? 1 : start.line());
      if (format.remembers()) {
        showAgain(records, file, format, start);
      } else {
        skipTo(in, file, start);
      }
      return new ImportSource(counted, records, format, batchBytes, start);
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

  /// Bytes read of the file as it lies on disk.
  long bytesRead() {
    return counted.count;
  }

  /// @return the next lines, empty at the end of the file
  Optional<ImportBatch> next() throws IOException {
    Body body = new Body();
    List<ImportBatch.Refusal> refusals = new ArrayList<>();
    CRC32 crc = new CRC32();
    int length = 0;
    long count = 0;
    // What a record becomes may be longer than the record.
    while (length < batchBytes && body.size < batchBytes) {
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

  /// Line protocol with the number of the file's line behind each of its lines.
  private static final class Body {
    private byte[] bytes = new byte[1 << 16];
    private int size;
    private long[] numbers = new long[1 << 10];
    private int lines;

    void add(byte[] added, long fileLine) {
      if (added.length == 0) {
        return;
      }
      if (size + added.length + 1 > bytes.length) {
        bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, size + added.length + 1));
      }
      System.arraycopy(added, 0, bytes, size, added.length);
      size += added.length;
      if (added[added.length - 1] != '\n') {
        bytes[size++] = '\n';
      }
      for (byte b : added) {
        if (b == '\n') {
          number(fileLine);
        }
      }
      if (added[added.length - 1] != '\n') {
        number(fileLine);
      }
    }

    private void number(long fileLine) {
      if (lines == numbers.length) {
        numbers = Arrays.copyOf(numbers, lines * 2);
      }
      numbers[lines++] = fileLine;
    }

    byte[] bytes() {
      return Arrays.copyOf(bytes, size);
    }

    long[] lineNumbers() {
      return Arrays.copyOf(numbers, lines);
    }
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
