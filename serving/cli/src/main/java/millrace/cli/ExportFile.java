package millrace.cli;

import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/// A file that an export writes: `FILE.part` until it is whole, and grown by one slice after the other.
///
/// Threads: one.
final class ExportFile implements Closeable {
  private final Path file;
  private final ExportText text;
  private final Optional<ParquetJoin> parquet;
  private final FileChannel channel;
  private long length;

  private ExportFile(Path file, String format, FileChannel channel, long length) {
    this.file = file;
    this.text = new ExportText(format, file.toString().endsWith(".gz"));
    this.parquet = format.equals("parquet") ? Optional.of(new ParquetJoin()) : Optional.empty();
    this.channel = channel;
    this.length = length;
  }

  /// Opens a file where its export stands.
  ///
  /// @param length how long the part was behind the last whole slice; what is behind it is cut off
  /// @throws CommandFailure when the part is shorter than that
  static ExportFile open(Path file, String format, long length) throws IOException {
    Path part = part(file);
    if (length > 0 && (!Files.exists(part) || Files.size(part) < length)) {
      throw new CommandFailure(part + " is not what an earlier run left; begin anew with --restart");
    }
    FileChannel channel =
        FileChannel.open(part, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    try {
      channel.truncate(length);
      ExportFile opened = new ExportFile(file, format, channel, length);
      if (length > 0 && opened.parquet.isPresent()) {
        opened.parquet.get().load(footer(file), length);
      }
      return opened;
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  /// Whether the file was whole before the run that wrote it ended.
  static boolean isWhole(Path file) {
    return Files.exists(file) && !Files.exists(part(file));
  }

  private static Path part(Path file) {
    return file.resolveSibling(file.getFileName() + ".part");
  }

  private static Path footer(Path file) {
    return file.resolveSibling(file.getFileName() + ".part-footer");
  }

  /// Bytes up to the end of the last whole slice.
  long length() {
    return length;
  }

  /// Appends the answer to a slice's query; it is on disk when this returns.
  ///
  /// @return bytes that it brought
  long append(InputStream answer, ExportTable table) throws IOException {
    long before = length;
    if (parquet.isPresent()) {
      length = parquet.get().append(answer, channel, before);
      parquet.get().save(footer(file));
    } else {
      channel.position(before);
      OutputStream out = new BufferedOutputStream(Channels.newOutputStream(channel), 1 << 16);
      text.append(answer, table, out, before == 0);
      out.flush();
      length = channel.position();
    }
    channel.force(false);
    return length - before;
  }

  /// Ends the file and gives it its name.
  ///
  /// @return its length
  long finish() throws IOException {
    channel.position(length);
    OutputStream out = Channels.newOutputStream(channel);
    if (parquet.isPresent()) {
      parquet.get().finish(out);
    } else if (length == 0) {
      text.finishEmpty(out);
    }
    long whole = channel.position();
    channel.force(true);
    channel.close();
    Files.move(part(file), file, StandardCopyOption.REPLACE_EXISTING);
    Files.deleteIfExists(footer(file));
    return whole;
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
