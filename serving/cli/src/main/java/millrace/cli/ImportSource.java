package millrace.cli;

import java.io.Closeable;
import java.io.IOException;
import java.util.Optional;

/// A file being read batch by batch.
interface ImportSource extends Closeable {
  /// Why a record cannot be stored.
  final class Refused extends RuntimeException {
    private static final long serialVersionUID = 1;

    Refused(String reason) {
      super(reason, null, false, false);
    }
  }

  /// @return the next lines, empty at the end of the file
  Optional<ImportBatch> next() throws IOException;

  /// How much of [#size()] is read.
  long done();

  /// How much there is: bytes on disk, or rows.
  long size();

  /// What becomes of the columns, for the user; empty when every record says it itself.
  String meaning();
}
