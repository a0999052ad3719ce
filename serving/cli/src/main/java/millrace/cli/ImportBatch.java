package millrace.cli;

import java.util.List;

/// Lines for one request, and where in the file they come from.
///
/// @param body line protocol; may be empty when all its records were refused
/// @param fileLines for each line of the body, the number of the file's line or row it comes from
/// @param records how many records it took from the file
/// @param refusals records that never became line protocol
/// @param after where the file stands behind it
record ImportBatch(byte[] body, long[] fileLines, long records, List<Refusal> refusals, ImportPosition after) {
  /// A record that cannot be stored.
  ///
  /// @param line number of its line or row in the file
  record Refusal(long line, String reason, String text) {}

  ImportBatch {
    refusals = List.copyOf(refusals);
  }

  /// The file's line behind a line of the body, both counted from 1.
  long fileLine(long bodyLine) {
    if (fileLines.length == 0) {
      return bodyLine;
    }
    return fileLines[Math.clamp(bodyLine - 1, 0, fileLines.length - 1)];
  }
}
