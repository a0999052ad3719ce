package millrace.objectstore;

import java.io.IOException;

/// Room for blocks of one size, by number.
///
/// Threads: any; whoever writes a slot is alone with it.
interface Slots extends AutoCloseable {
  /// @param bytes at most a slot's size
  void write(int slot, byte[] bytes) throws IOException;

  /// Reads `count` bytes from `offset` of a slot on, into `into` from `at` on.
  void read(int slot, int offset, byte[] into, int at, int count) throws IOException;

  @Override
  void close();
}
