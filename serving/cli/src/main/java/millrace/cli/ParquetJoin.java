package millrace.cli;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.ColumnMetaData;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.RowGroup;
import org.apache.parquet.format.Util;

/// Puts Parquet files of the same columns one behind the other into one: the row groups as they are, with their places
/// moved, and one footer for all at the end. Source: the Parquet format, "File format".
///
/// Threads: one.
final class ParquetJoin {
  private static final byte[] MAGIC = "PAR1".getBytes(StandardCharsets.US_ASCII);

  private Optional<FileMetaData> footer = Optional.empty();

  /// Appends a whole file at the end of the row groups there are.
  ///
  /// @param at the end of the row groups; 0 at the beginning of the file
  /// @return where they end now
  /// @throws IOException when the file breaks off or has other columns
  long append(InputStream file, FileChannel channel, long at) throws IOException {
    if (file.readNBytes(MAGIC.length).length < MAGIC.length) {
      throw new IOException("the server's answer broke off");
    }
    long start = Math.max(at, MAGIC.length);
    channel.truncate(at).position(at);
    // The channel stays open: it is the caller's.
    OutputStream out = Channels.newOutputStream(channel);
    if (at == 0) {
      out.write(MAGIC);
    }
    file.transferTo(out);
    long end = channel.position();
    ByteBuffer tail = read(channel, end - 2 * Integer.BYTES, 2 * Integer.BYTES);
    int length = tail.order(ByteOrder.LITTLE_ENDIAN).getInt();
    long rowsEnd = end - 2 * Integer.BYTES - length;
    if (length < 0 || rowsEnd < start || !tail.slice().equals(ByteBuffer.wrap(MAGIC))) {
      throw new IOException("the server's answer broke off");
    }
    add(Util.readFileMetaData(new ByteArrayInputStream(read(channel, rowsEnd, length).array())), start - MAGIC.length);
    channel.truncate(rowsEnd);
    return rowsEnd;
  }

  private static ByteBuffer read(FileChannel channel, long at, int length) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(length);
    while (bytes.hasRemaining() && at >= 0 && channel.read(bytes, at + bytes.position()) > 0) {
      // A read may bring less than was asked for.
    }
    if (bytes.hasRemaining()) {
      throw new IOException("the server's answer broke off");
    }
    return bytes.flip();
  }

  private void add(FileMetaData added, long shift) throws IOException {
    for (RowGroup group : added.getRow_groups()) {
      if (group.isSetFile_offset()) {
        group.setFile_offset(group.getFile_offset() + shift);
      }
      group.getColumns().forEach(chunk -> move(chunk, shift));
    }
    if (footer.isEmpty()) {
      footer = Optional.of(added);
      return;
    }
    FileMetaData all = footer.get();
    if (!all.getSchema().equals(added.getSchema())) {
      throw new IOException("the table's columns changed while it was exported");
    }
    added.getRow_groups().forEach(all::addToRow_groups);
    all.setNum_rows(all.getNum_rows() + added.getNum_rows());
  }

  private static void move(ColumnChunk chunk, long shift) {
    chunk.setFile_offset(chunk.getFile_offset() + shift);
    ColumnMetaData meta = chunk.getMeta_data();
    meta.setData_page_offset(meta.getData_page_offset() + shift);
    if (meta.isSetDictionary_page_offset()) {
      meta.setDictionary_page_offset(meta.getDictionary_page_offset() + shift);
    }
    if (meta.isSetBloom_filter_offset()) {
      meta.setBloom_filter_offset(meta.getBloom_filter_offset() + shift);
    }
    if (chunk.isSetColumn_index_offset()) {
      chunk.setColumn_index_offset(chunk.getColumn_index_offset() + shift);
    }
    if (chunk.isSetOffset_index_offset()) {
      chunk.setOffset_index_offset(chunk.getOffset_index_offset() + shift);
    }
  }

  /// Keeps what the footer will be, for an export that goes on.
  void save(Path file) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    if (footer.isPresent()) {
      Util.writeFileMetaData(footer.get(), bytes);
    }
    Files.write(file, bytes.toByteArray());
  }

  /// Takes up what was kept when the row groups ended at `end`.
  void load(Path file, long end) throws IOException {
    FileMetaData all = Util.readFileMetaData(new ByteArrayInputStream(Files.readAllBytes(file)));
    all.getRow_groups().removeIf(group -> group.getColumns().getFirst().getMeta_data().getData_page_offset() >= end);
    all.setNum_rows(all.getRow_groups().stream().mapToLong(RowGroup::getNum_rows).sum());
    footer = Optional.of(all);
  }

  /// Writes the footer.
  void finish(OutputStream out) throws IOException {
    if (footer.isEmpty()) {
      return;
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    Util.writeFileMetaData(footer.get(), bytes);
    out.write(bytes.toByteArray());
    out.write(ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN).putInt(bytes.size()).array());
    out.write(MAGIC);
  }
}
