package millrace.server.endpoint;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;
import millrace.base.MillraceException;
import millrace.catalog.DatabaseName;
import millrace.ingest.Dialect;
import millrace.ingest.LineError;
import millrace.ingest.Precision;
import millrace.ingest.ReadOutcome;
import millrace.ingest.ReadRequest;
import millrace.server.access.Authorization;
import millrace.server.access.Permission;
import millrace.server.http.ContentTypes;
import millrace.server.http.ErrorAnswer;
import millrace.server.http.ErrorMapping;
import millrace.server.http.ErrorShape;
import millrace.server.http.HttpFault;
import millrace.server.http.HttpRequest;
import millrace.server.http.HttpResponse;
import millrace.server.http.Parameters;
import millrace.server.http.Router;
import millrace.server.write.WritePath;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// `POST /api/v3/write_lp` and `/api/v2/write`. Source: specification 3.3 and 3.4.
public final class WriteEndpoints {
  private static final Logger LOG = LoggerFactory.getLogger("millrace.server.write");
  private static final JsonFactory JSON = new JsonFactory();
  private static final int MOST_V2_NAME_BYTES = 64;
  private static final int MOST_LOGGED_LINES = 10;

  private final WritePath writes;

  public WriteEndpoints(WritePath writes) {
    this.writes = writes;
  }

  public void addTo(Router router) {
    router.routeByRights("POST", "/api/v3/write_lp", ErrorShape.TEXT, this::v3);
    router.routeByRights("POST", "/api/v2/write", ErrorShape.V2, this::v2);
  }

  private void v3(HttpRequest request, HttpResponse response, Authorization asker) throws IOException {
    if (request.rawQuery().isEmpty()) {
      throw HttpFault.text(400, "missing query parameter 'db'");
    }
    Parameters query = request.query();
    String database = query.first("db").orElseThrow(() -> HttpFault.text(400, "serde error: missing field `db`"));
    Precision precision = precision(query.first("precision").orElse("auto"));
    boolean acceptPartial = truth(query, "accept_partial", true);
    boolean noSync = truth(query, "no_sync", false);
    DatabaseNames.check(database);
    asker.require(new Permission.Write(DatabaseName.parse(database).database()));
    HttpRequest.BodyBytes body = request.content();
    ReadRequest read = new ReadRequest(DatabaseName.parse(database), Dialect.V3, precision, acceptPartial);
    switch (written(read, body, noSync)) {
      case ReadOutcome.Accepted _ -> response.status(204);
      case ReadOutcome.Empty _ -> throw HttpFault.text(400, "incoming write was empty");
      case ReadOutcome.PartlyRejected partly -> throw partial(database, partly.errors());
      case ReadOutcome.Rejected rejected -> throw acceptPartial
          ? partial(database, rejected.errors())
          : refused(database, rejected.errors().getFirst());
    }
  }

  /// What concerns the database is told as JSON here, what concerns the body as text.
  private ReadOutcome written(ReadRequest read, HttpRequest.BodyBytes body, boolean noSync) {
    try {
      return writes.write(read, body.bytes(), body.length(), noSync);
    } catch (MillraceException failure) {
      boolean aboutDatabase = failure.getMessage().startsWith("cannot write to soft-deleted database");
      throw aboutDatabase ? HttpFault.json(ErrorMapping.status(failure.code()), failure.getMessage()) : failure;
    }
  }

  private static HttpFault partial(String database, List<LineError> errors) {
    errors.stream().limit(MOST_LOGGED_LINES).forEach(
        error -> LOG.warn("line {} refused, db=\"{}\": {}", error.lineNumber(), database, error.message()));
    if (errors.size() > MOST_LOGGED_LINES) {
      LOG.warn("{} more lines refused, db=\"{}\"", errors.size() - MOST_LOGGED_LINES, database);
    }
    boolean limit = errors.stream().anyMatch(error -> error.kind() == LineError.Kind.LIMIT);
    return fault(limit ? 422 : 400, json -> {
      json.writeStringField("error", "partial write of line protocol occurred");
      json.writeArrayFieldStart("data");
      for (LineError error : errors) {
        json.writeStartObject();
        members(error, json);
        json.writeEndObject();
      }
      json.writeEndArray();
    });
  }

  private static HttpFault refused(String database, LineError error) {
    LOG.warn("write refused at line {}, db=\"{}\": {}", error.lineNumber(), database, error.message());
    return fault(error.kind() == LineError.Kind.LIMIT ? 422 : 400, json -> {
      json.writeStringField("error", "line protocol parsing error");
      json.writeObjectFieldStart("data");
      members(error, json);
      json.writeEndObject();
    });
  }

  private static void members(LineError error, JsonGenerator json) throws IOException {
    json.writeStringField("error_message", error.message());
    json.writeNumberField("line_number", error.lineNumber());
    json.writeStringField("original_line", error.originalLine());
  }

  /// Writes the members of a JSON object.
  @FunctionalInterface
  private interface Members {
    void write(JsonGenerator json) throws IOException;
  }

  private static HttpFault fault(int status, Members members) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(text)) {
      json.writeStartObject();
      members.write(json);
      json.writeEndObject();
    } catch (IOException impossible) {
      throw new IllegalStateException(impossible);
    }
    return new HttpFault(new ErrorAnswer(status, ContentTypes.JSON, text.toString(), Map.of()));
  }

  private void v2(HttpRequest request, HttpResponse response, Authorization asker) throws IOException {
    Parameters query = request.query();
    String bucket = query.first("bucket").orElseThrow(() -> HttpFault.of(400, "no org/bucket destination provided"));
    if (bucket.isEmpty()) {
      throw HttpFault.of(400, "missing bucket value");
    }
    checkV2Name(bucket);
    asker.require(new Permission.Write(DatabaseName.parse(bucket).database()));
    Precision precision = precision(query.first("precision").filter(text -> !text.isEmpty()).orElse("ns"));
    HttpRequest.BodyBytes body = request.content();
    ReadRequest read = new ReadRequest(DatabaseName.parse(bucket), Dialect.V3, precision, false);
    switch (writes.write(read, body.bytes(), body.length(), false)) {
      case ReadOutcome.Accepted _, ReadOutcome.PartlyRejected _, ReadOutcome.Empty _ -> response.status(204);
      case ReadOutcome.Rejected rejected -> throw HttpFault.of(
          400, "write buffer error: line protocol parse failed: " + rejected.errors().getFirst().message());
    }
  }

  private static void checkV2Name(String name) {
    if (name.length() > MOST_V2_NAME_BYTES) {
      throw HttpFault.of(400, "namespace name " + name + " length must be between 1 and 64 characters");
    }
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      boolean isBetweenNames = i > 0 && i < name.length() - 1 && name.indexOf('/') == i;
      boolean allowed = c == '/' && isBetweenNames || c == '_' || c == '-' || c < 128 && Character.isLetterOrDigit(c);
      if (!allowed) {
        throw HttpFault.of(400,
            "namespace name '" + name + "' contains invalid character, character number " + i + " is not allowed");
      }
    }
  }

  private static Precision precision(String text) {
    return Precision.of(text).orElseThrow(() -> HttpFault.of(400, "serde error: unknown variant `" + text
        + "`, expected one of `auto`, `second`, `millisecond`, `microsecond`, `nanosecond`"));
  }

  private static boolean truth(Parameters query, String name, boolean usual) {
    return switch (query.text(name)) {
      case "" -> usual;
      case "true" -> true;
      case "false" -> false;
      default -> throw HttpFault.text(400, "serde error: provided string was not `true` or `false`");
    };
  }
}
