package millrace.objectstore;

import java.nio.ByteBuffer;
import java.util.List;

/// The writing end of one growing object. One thread at a time.
///
/// After any failure the object's content behind the last successful [#sync] is unknown, and the appender is good for
/// nothing but closing.
public interface Appender extends AutoCloseable {
  /// Writes the remaining bytes of each buffer in order; durable only after the next [#sync].
  ///
  /// @throws millrace.base.MillraceException with code STORE_UNAVAILABLE
  void append(List<ByteBuffer> pieces);

  /// Makes everything appended so far durable.
  ///
  /// @throws millrace.base.MillraceException with code STORE_UNAVAILABLE
  void sync();

  /// Ends the writing; does not sync. Twice is harmless.
  @Override
  void close();
}
