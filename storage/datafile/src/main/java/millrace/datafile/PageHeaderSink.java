package millrace.datafile;

/// Writes Parquet page headers in Thrift's compact form; the counterpart of [PageHeader]. By hand, since a snapshot makes
/// thousands of them, and the generated writers cost more to compile than all pages of a start.
/// Source: the Parquet format's parquet.thrift.
final class PageHeaderSink {
  private static final int DATA_PAGE_V2 = 3;
  private static final int DICTIONARY_PAGE = 2;
  private static final int PLAIN = 0;

  // Kinds of Thrift's compact form; the upper half of a field's first byte is the step to its number.
  private static final int TRUE = 1;
  private static final int FALSE = 2;
  private static final int INT = 5;
  private static final int STRUCT = 12;
  private static final int STEP = 16;
  private static final int STOP = 0;

  private PageHeaderSink() {}

  /// What every header says.
  ///
  /// @param size bytes of the body uncompressed
  /// @param storedSize bytes of the body as stored
  record Body(int size, int storedSize, int crc) {}

  /// A data page's own part.
  ///
  /// @param levelBytes bytes of definition levels
  record Data(int rows, int nulls, int encoding, int levelBytes) {}

  static void data(ByteSink out, Body body, Data data, boolean isCompressed) {
    common(out, DATA_PAGE_V2, body);
    out.put(4 * STEP + STRUCT);
    number(out, data.rows());
    number(out, data.nulls());
    number(out, data.rows());
    number(out, data.encoding());
    number(out, data.levelBytes());
    number(out, 0);
    out.put(STEP + (isCompressed ? TRUE : FALSE));
    out.put(STOP);
    out.put(STOP);
  }

  /// A dictionary page of plain values.
  static void dictionary(ByteSink out, Body body, int values) {
    common(out, DICTIONARY_PAGE, body);
    out.put(3 * STEP + STRUCT);
    number(out, values);
    number(out, PLAIN);
    out.put(STOP);
    out.put(STOP);
  }

  private static void common(ByteSink out, int type, Body body) {
    number(out, type);
    number(out, body.size());
    number(out, body.storedSize());
    number(out, body.crc());
  }

  /// A number that is the next field.
  private static void number(ByteSink out, int value) {
    out.put(STEP + INT);
    out.putSigned(value);
  }
}
