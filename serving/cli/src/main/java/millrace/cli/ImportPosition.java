package millrace.cli;

/// How far a file is imported.
///
/// @param bytes of the file, uncompressed; of a Parquet file, rows
/// @param line number of the line or row that comes next
/// @param records how many were imported
/// @param lastLength bytes of the batch that ended here; of a Parquet file, of its footer
/// @param lastCrc CRC-32 of that batch or footer: tells whether the file before this place is still what it was
record ImportPosition(long bytes, long line, long records, int lastLength, long lastCrc) {
  static final ImportPosition START = new ImportPosition(0, 1, 0, 0, 0);
}
