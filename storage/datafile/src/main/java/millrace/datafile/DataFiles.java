package millrace.datafile;

import com.github.luben.zstd.Zstd;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;
import java.util.function.Supplier;
import millrace.base.ErrorCode;
import millrace.base.MillraceException;

/// Opens data files, and keeps the scratch space their decoding needs.
///
/// Threads: any.
public final class DataFiles implements AutoCloseable {
  /// A file ends with at least this much that we must see; reading more saves a second request for most indexes.
  private static final int TAIL_BYTES = 1 << 16;

  private final ConcurrentLinkedQueue<PageReader> idle = new ConcurrentLinkedQueue<>();

  /// Receives the canonical key of each series of a file, in the file's order.
  @FunctionalInterface
  public interface KeySink {
    void series(int index, byte[] canonicalKey);
  }

  /// Reads a file's index; its pages are read when asked for.
  ///
  /// @param name names the file in errors
  /// @throws MillraceException with code CORRUPT when it is no data file of ours or damaged
  public DataFile open(String name, FileBytes bytes, KeySink keys) {
    SeriesIndex index = guarded(name, () -> readIndex(bytes, readTrailer(bytes).trailer(), keys));
    return new DataFile(name, bytes, index, this);
  }

  /// Runs a decoding step with scratch space; whatever damaged bytes make of it leaves as one kind of error.
  <T> T decode(String name, Function<PageReader, T> step) {
    PageReader polled = idle.poll();
    PageReader reader = polled == null ? new PageReader() : polled;
    try {
      return guarded(name, () -> step.apply(reader));
    } finally {
      idle.add(reader);
    }
  }

  /// Damage beyond what is checked for ends in an index out of bounds or an error of the decompressor.
  private static <T> T guarded(String name, Supplier<T> step) {
    try {
      return step.get();
    } catch (MillraceException e) {
      throw e;
    } catch (CorruptPage e) {
      throw new MillraceException(ErrorCode.CORRUPT, "reading data file " + name + ": " + e.getMessage(), e);
    } catch (RuntimeException e) {
      throw new MillraceException(ErrorCode.CORRUPT, "reading data file " + name + ": damaged: " + e, e);
    }
  }

  /// A file's trailer and where it is.
  ///
  /// @param at the first byte of the part that all formats have
  record Placed(Trailer trailer, long at) {}

  static Placed readTrailer(FileBytes bytes) {
    int tailLength = (int) Math.min(TAIL_BYTES, bytes.sizeBytes());
    long tailOffset = bytes.sizeBytes() - tailLength;
    byte[] tail = bytes.read(tailOffset, tailLength);
    int footerLength = footerLength(tail);
    long least = (long) Trailer.PARQUET_MAGIC.length + Trailer.SUMS_SIZE + Trailer.SIZE + Trailer.PARQUET_TAIL;
    if (footerLength < 0 || footerLength > bytes.sizeBytes() - least) {
      throw new CorruptPage("footer of " + footerLength + " bytes");
    }
    long at = bytes.sizeBytes() - Trailer.PARQUET_TAIL - footerLength - Trailer.SIZE;
    long sumsAt = at - Trailer.SUMS_SIZE;
    Trailer trailer =
        sumsAt >= tailOffset
            ? Trailer.read(tail, (int) (at - tailOffset))
            : Trailer.read(bytes.read(sumsAt, Trailer.SUMS_SIZE + Trailer.SIZE), Trailer.SUMS_SIZE);
    return new Placed(trailer, at);
  }

  static SeriesIndex readIndex(FileBytes bytes, Trailer trailer, KeySink keys) {
    byte[] packed = bytes.read(trailer.indexOffset(), trailer.indexLength());
    if (Trailer.crc(packed, 0, packed.length) != trailer.indexCrc()) {
      throw new CorruptPage("checksum of the series index differs");
    }
    return SeriesIndex.read(Zstd.decompress(packed, trailer.indexSize()), keys::series);
  }

  private static int footerLength(byte[] tail) {
    int at = tail.length - Trailer.PARQUET_TAIL;
    if (at < Trailer.SIZE) {
      throw new CorruptPage("file too short");
    }
    for (int i = 0; i < Trailer.PARQUET_MAGIC.length; i++) {
      if (tail[at + 4 + i] != Trailer.PARQUET_MAGIC[i]) {
        throw new CorruptPage("no Parquet magic at the end");
      }
    }
    return Decodings.intAt(tail, at);
  }

  /// Frees the scratch space. Files may still be read, at some cost.
  @Override
  public void close() {
    for (PageReader reader = idle.poll(); reader != null; reader = idle.poll()) {
      reader.close();
    }
  }
}
