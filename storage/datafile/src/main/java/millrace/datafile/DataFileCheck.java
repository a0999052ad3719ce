package millrace.datafile;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32;
import millrace.base.MillraceException;
import millrace.columns.Column;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.Util;

/// Looks at every byte of a data file and says what does not stand, and where.
///
/// Every byte is under a checksum: pages and series index under one of their own, which tells where damage is; all of
/// the file under one of three more, so that nothing between them goes unseen. Files of the first format lack those
/// three: damage in their page headers, page indexes and footer may go unseen unless it makes them unreadable.
///
/// Threads: one call uses one thread. Reads the whole file, a piece at a time.
public final class DataFileCheck {
  private static final int PIECE_BYTES = 1 << 20;

  private final String name;
  private final FileBytes bytes;
  private final DataFiles files;
  private final List<Damage> damage = new ArrayList<>();

  private DataFileCheck(String name, FileBytes bytes, DataFiles files) {
    this.name = name;
    this.bytes = bytes;
    this.files = files;
  }

  /// One thing that does not stand.
  ///
  /// @param part what it is, such as `page 3 of column host`
  /// @param offset its first byte in the file
  /// @param length its bytes
  /// @param finding what is wrong with it
  public record Damage(String part, long offset, long length, String finding) {
    @Override
    public String toString() {
      return part + " at byte " + offset + ", " + length + " bytes: " + finding;
    }
  }

  /// What was found.
  ///
  /// @param file empty when trailer or series index do not stand, so that nothing can be read
  /// @param hasSums whether the file has checksums over all of its bytes
  /// @param damage empty when the file stands
  public record Result(Optional<DataFile> file, boolean hasSums, List<Damage> damage) {
    public Result {
      damage = List.copyOf(damage);
    }
  }

  /// Looks at a file.
  ///
  /// @throws MillraceException with code STORE_UNAVAILABLE when its bytes cannot be had; damage is no exception
  public static Result check(String name, FileBytes bytes, DataFiles files, DataFiles.KeySink keys) {
    return new DataFileCheck(name, bytes, files).run(keys);
  }

  private Result run(DataFiles.KeySink keys) {
    DataFiles.Placed placed;
    try {
      placed = DataFiles.readTrailer(bytes);
    } catch (CorruptPage | IndexOutOfBoundsException e) {
      damage.add(new Damage("end of the file", 0, bytes.sizeBytes(), text(e)));
      return new Result(Optional.empty(), true, damage);
    }
    Trailer trailer = placed.trailer();
    Optional<SeriesIndex> index = index(trailer, keys);
    index.ifPresent(this::checkPages);
    Optional<DataFile> file = index.map(found -> new DataFile(name, bytes, found, files));
    if (damage.isEmpty()) {
      file.ifPresent(this::decode);
    }
    trailer.sums().ifPresent(sums -> checkSums(sums, placed.at()));
    if (damage.isEmpty()) {
      checkFooter(placed.at() + Trailer.SIZE, file.orElseThrow());
    }
    return new Result(file, trailer.sums().isPresent(), damage);
  }

  private Optional<SeriesIndex> index(Trailer trailer, DataFiles.KeySink keys) {
    try {
      return Optional.of(DataFiles.readIndex(bytes, trailer, keys));
    } catch (MillraceException e) {
      throw e;
    } catch (RuntimeException e) {
      damage.add(new Damage("series index", trailer.indexOffset(), trailer.indexLength(), text(e)));
      return Optional.empty();
    }
  }

  private void checkPages(SeriesIndex index) {
    for (int chunk = 0; chunk <= index.columns.size(); chunk++) {
      String column = chunk == 0 ? "time" : index.columns.get(chunk - 1).name();
      for (int group = 0; group < index.pages.groupCount(); group++) {
        checkPage(
            "dictionary of column " + column + " in row group " + group, index.pages.dictionary(chunk, group),
            index.compression);
      }
      for (int page = 0; page < index.pages.pageCount(); page++) {
        checkPage("page " + page + " of column " + column, index.pages.page(chunk, page), index.compression);
      }
    }
  }

  private void checkPage(String part, PageMap.Place place, Compression compression) {
    if (place.length() == 0) {
      return;
    }
    try {
      StoredPage page = place.read(bytes, compression);
      files.decode(name, reader -> reader.isWhole(page));
    } catch (MillraceException e) {
      damage.add(new Damage(part, place.offset(), place.length(), text(e.getCause() == null ? e : e.getCause())));
    } catch (IndexOutOfBoundsException e) {
      damage.add(new Damage(part, place.offset(), place.length(), "beyond the end of the file"));
    }
  }

  /// Finds what checksums cannot: pages that were written wrong.
  private void decode(DataFile file) {
    for (int page = 0; page < file.pageCount(); page++) {
      int number = page;
      decode("page " + page + " of column time", () -> file.times(number));
      for (int field = 0; field < file.fields().size(); field++) {
        int column = field;
        decode("page " + page + " of column " + file.fields().get(field).name(), () -> file.values(column, number));
      }
    }
  }

  private void decode(String part, Runnable step) {
    try {
      step.run();
    } catch (MillraceException e) {
      damage.add(new Damage(part, 0, bytes.sizeBytes(), text(e.getCause() == null ? e : e.getCause())));
    }
  }

  private void checkSums(Trailer.Sums sums, long trailerAt) {
    long head = trailerAt - Trailer.SUMS_SIZE;
    if (crc(0, head) != sums.head() && damage.isEmpty()) {
      damage.add(new Damage(
          "page headers, page indexes or magic", 0, head,
          "checksum of these bytes differs, though every page and the series index stand"));
    }
    long foot = trailerAt + Trailer.SIZE;
    if (crc(foot, bytes.sizeBytes()) != sums.foot()) {
      damage.add(new Damage("Parquet footer", foot, bytes.sizeBytes() - foot, "checksum differs"));
    }
  }

  private int crc(long from, long to) {
    CRC32 crc = new CRC32();
    for (long at = from; at < to; at += PIECE_BYTES) {
      crc.update(bytes.read(at, (int) Math.min(PIECE_BYTES, to - at)));
    }
    return (int) crc.getValue();
  }

  /// Other readers go by the footer, ours by the series index: they must agree.
  private void checkFooter(long at, DataFile file) {
    int length = (int) (bytes.sizeBytes() - at - Trailer.PARQUET_TAIL);
    try {
      FileMetaData meta = Util.readFileMetaData(new ByteArrayInputStream(bytes.read(at, length)));
      List<Column> columns = file.columns();
      if (meta.getNum_rows() != file.rowCount() || meta.getSchemaSize() != columns.size() + 2) {
        damage.add(new Damage(
            "Parquet footer", at, length,
            "tells of " + meta.getNum_rows() + " rows and " + (meta.getSchemaSize() - 1) + " columns, the series index of "
                + file.rowCount() + " and " + (columns.size() + 1)));
      }
    } catch (IOException | RuntimeException e) {
      damage.add(new Damage("Parquet footer", at, length, "cannot be read: " + text(e)));
    }
  }

  private static String text(Throwable thrown) {
    return Optional.ofNullable(thrown.getMessage()).orElse(thrown.getClass().getSimpleName());
  }
}
