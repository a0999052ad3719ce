package millrace.plugins.worker;

/// Numbers of the frame protocol, as `millrace_worker/frames.py` has them. Drawn in
/// `docs/reference/formats/worker-frames.md`.
final class Frames {
  /// Payload length (u32, little endian) and type (u8).
  static final int HEADER_BYTES = 5;

  /// Longest payload a worker may send.
  static final int PAYLOAD_LIMIT_BYTES = 64 << 20;

  static final int CALL = 0x01;
  static final int REPLY = 0x02;
  static final int REPLY_ERROR = 0x03;
  static final int ROWS = 0x04;
  static final int REPLY_CANCELLED = 0x05;
  static final int COLUMNS = 0x06;
  static final int REST = 0x07;

  static final int HELLO = 0x10;
  static final int LOG = 0x11;
  static final int WRITE = 0x12;
  static final int QUERY = 0x13;
  static final int WRITE_SYNC = 0x14;
  static final int GLOBAL_GET = 0x15;
  static final int GLOBAL_PUT = 0x16;
  static final int GLOBAL_DELETE = 0x17;
  static final int RESULT = 0x18;
  static final int ERROR = 0x19;
  static final int SOURCE = 0x1a;
  static final int BODY = 0x1b;
  static final int RESTING = 0x1c;

  private Frames() {}
}
