package millrace.server.encode;

/// Writes the cells of one column of one batch.
@FunctionalInterface
interface CellWriter {
  void write(int row);
}
