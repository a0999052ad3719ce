package millrace.server.endpoint;

import java.util.List;
import millrace.server.http.HttpResponse;

/// The header of an answer that lacks rows because they cannot be read.
final class PartialHeader {
  static final String NAME = "X-Millrace-Partial";
  private static final int LONGEST = 1024;

  private PartialHeader() {}

  /// Sets the header when something is missing, unless the headers have left already: then the log says it alone.
  static void set(List<String> missing, HttpResponse response) {
    if (!missing.isEmpty() && !response.isCommitted()) {
      String text = String.join("; ", missing).replaceAll("[^\\x20-\\x7e]", " ");
      response.header(NAME, text.substring(0, Math.min(LONGEST, text.length())));
    }
  }
}
