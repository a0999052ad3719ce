package millrace.store;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Optional;
import millrace.base.ErrorCode;
import millrace.base.MillraceException;
import millrace.datafile.FileBytes;
import millrace.objectstore.ObjectStore;

/// A data file's bytes out of an object store: mapped where the store keeps plain files, else by range reads.
///
/// A mapping lives as long as somebody can reach it; the operating system keeps the content of a removed file until
/// then.
final class ObjectBytes implements FileBytes {
  private final ObjectStore objects;
  private final String name;
  private final long sizeBytes;
  private Optional<MemorySegment> mapped = Optional.empty();
  private boolean isMappingTried;

  ObjectBytes(ObjectStore objects, String name, long sizeBytes) {
    this.objects = objects;
    this.name = name;
    this.sizeBytes = sizeBytes;
  }

  @Override
  public long sizeBytes() {
    return sizeBytes;
  }

  @Override
  public byte[] read(long offset, int length) {
    Optional<MemorySegment> segment = mapping();
    if (segment.isEmpty()) {
      return objects.rangeOfFixed(name, sizeBytes, offset, length);
    }
    byte[] copy = new byte[length];
    MemorySegment.copy(segment.get(), ValueLayout.JAVA_BYTE, offset, copy, 0, length);
    return copy;
  }

  private synchronized Optional<MemorySegment> mapping() {
    if (!isMappingTried) {
      mapped = objects.localPath(name).map(this::map);
      isMappingTried = true;
    }
    return mapped;
  }

  private MemorySegment map(Path path) {
    try (FileChannel channel = FileChannel.open(path)) {
      return channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), Arena.ofAuto());
    } catch (IOException e) {
      throw new MillraceException(ErrorCode.STORE_UNAVAILABLE, "mapping data file " + name + ": " + e.getMessage(), e);
    }
  }
}
