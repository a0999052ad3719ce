package millrace.cli;

/// How far a file is imported.
///
/// @param bytes of the file, uncompressed
/// @param line number of the line that comes next
/// @param records how many were imported
/// @param lastLength bytes of the batch that ended here
/// @param lastCrc CRC-32 of that batch: tells whether the file before this place is still what it was
record ImportPosition(long bytes, long line, long records, int lastLength, long lastCrc) {
  static final ImportPosition START = new ImportPosition(0, 1, 0, 0, 0);
}
