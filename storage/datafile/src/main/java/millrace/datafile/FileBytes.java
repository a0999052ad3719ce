package millrace.datafile;

/// Where a data file's bytes come from: a mapped file, an object store, an array.
///
/// Threads: any.
public interface FileBytes {
  long sizeBytes();

  /// A copy of `length` bytes from `offset` on.
  ///
  /// @throws millrace.base.MillraceException when they cannot be had
  byte[] read(long offset, int length);

  /// Bytes in memory.
  static FileBytes of(byte[] bytes) {
    return new FileBytes() {
      @Override
      public long sizeBytes() {
        return bytes.length;
      }

      @Override
      public byte[] read(long offset, int length) {
        byte[] copy = new byte[length];
        System.arraycopy(bytes, Math.toIntExact(offset), copy, 0, length);
        return copy;
      }
    };
  }
}
