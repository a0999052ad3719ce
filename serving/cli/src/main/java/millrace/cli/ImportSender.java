package millrace.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.zip.GZIPOutputStream;

/// Sends batches of an import, again and again while the server is away or asks for patience.
final class ImportSender {
  private static final long FIRST_PAUSE_MILLIS = 250;
  private static final long LONGEST_PAUSE_MILLIS = 15_000;

  /// Waits; a test does not.
  interface Pause {
    void millis(long millis);
  }

  private final Api api;
  private final Map<String, String> query = new LinkedHashMap<>();
  private final boolean isGzip;
  private final int retries;
  private final Pause pause;
  private final Consumer<String> says;

  /// @param precision as the server names it
  /// @param retries how often one batch is sent again
  /// @param says told of each wait
  ImportSender(
      Api api, String database, String precision, boolean isGzip, int retries, Pause pause, Consumer<String> says) {
    this.api = api;
    this.isGzip = isGzip;
    this.retries = retries;
    this.pause = pause;
    this.says = says;
    query.put("db", database);
    query.put("precision", precision);
    query.put("accept_partial", "true");
  }

  /// Sends a batch until the server has stored it.
  ///
  /// @return the lines that the server refuses; the others are stored
  /// @throws CommandFailure when it cannot be stored
  List<ImportBatch.Refusal> send(ImportBatch batch) {
    byte[] body = isGzip ? zipped(batch.body()) : batch.body();
    for (int attempt = 0; ; attempt++) {
      String reason;
      try {
        Api.Answer answer = api.postBytes("/api/v3/write_lp", query, body, isGzip);
        if (answer.isSuccess()) {
          return List.of();
        }
        if (answer.status() == 400) {
          return refusals(batch, answer);
        }
        reason = answer.error();
        if (answer.status() != 503 && answer.status() != 429) {
          throw new CommandFailure(reason);
        }
      } catch (Api.Unreachable e) {
        reason = e.getMessage();
      }
      if (attempt == retries) {
        throw new CommandFailure(reason);
      }
      long millis = Math.min(LONGEST_PAUSE_MILLIS, FIRST_PAUSE_MILLIS << Math.min(attempt, 10));
      says.accept(reason + "; trying again in " + millis + " ms");
      pause.millis(millis);
    }
  }

  private static List<ImportBatch.Refusal> refusals(ImportBatch batch, Api.Answer answer) {
    JsonNode data = PrettyJson.read(answer.text()).path("data");
    List<ImportBatch.Refusal> refusals = new ArrayList<>();
    for (JsonNode one : data.isArray() ? data : PrettyJson.read("[]")) {
      refusals.add(new ImportBatch.Refusal(batch.fileLine(one.path("line_number").asLong(1)),
          one.path("error_message").asText(), one.path("original_line").asText()));
    }
    if (refusals.isEmpty()) {
      throw new CommandFailure(answer.error());
    }
    return refusals;
  }

  private static byte[] zipped(byte[] body) {
    ByteArrayOutputStream zipped = new ByteArrayOutputStream();
    try (GZIPOutputStream stream = new GZIPOutputStream(zipped)) {
      stream.write(body);
    } catch (IOException e) {
      throw new CommandFailure("compressing a batch: " + e);
    }
    return zipped.toByteArray();
  }
}
