package millrace.server.endpoint;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import millrace.server.encode.RowFormat;
import millrace.server.encode.RowList;
import millrace.server.encode.RowWriter;
import millrace.server.http.ErrorAnswer;
import millrace.server.http.HttpFault;
import millrace.server.http.HttpRequest;
import millrace.server.http.HttpResponse;
import millrace.sql.SqlColumn;

/// Picks the format of an answer in rows, and writes short ones.
final class RowAnswer {
  private RowAnswer() {}

  /// The format a request wants: by name, else by its `Accept` header, else JSON.
  ///
  /// @throws HttpFault 400 when there is no such format
  static RowFormat format(Optional<String> name, HttpRequest request) {
    if (name.isPresent()) {
      return RowFormat.named(name.get()).orElseThrow(() -> HttpFault.text(400, "serde error: unknown variant `" + name.get()
          + "`, expected one of `json`, `jsonl`, `json_lines`, `csv`, `pretty`, `parquet`"));
    }
    String accept = request.header("accept").orElse("");
    return RowFormat.accepted(accept)
        .orElseThrow(() -> new HttpFault(ErrorAnswer.text(400, "invalid mime type (" + accept + ")")));
  }

  /// Sends rows that are at hand.
  static void send(List<SqlColumn> columns, List<List<Object>> rows, RowFormat format, HttpResponse response)
      throws IOException {
    response.header("Content-Type", format.contentType());
    RowWriter writer = format.writer(response.body());
    writer.begin(columns);
    if (!rows.isEmpty()) {
      writer.batch(new RowList(rows));
    }
    writer.end();
  }
}
