package millrace.server.backup;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.Base64;
import millrace.server.http.ContentTypes;
import millrace.server.http.ErrorShape;
import millrace.server.http.HttpFault;
import millrace.server.http.HttpRequest;
import millrace.server.http.HttpResponse;
import millrace.server.http.JsonBody;
import millrace.server.http.Router;
import millrace.store.FileDescription;

/// The calls below `/api/v3/backup` and `/api/v3/restore`. For administrators only.
public final class BackupEndpoints {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String BACKUP = "/api/v3/backup";
  private static final String RESTORE = "/api/v3/restore";
  private static final int MOST_BYTES = 8 << 20;

  private final BackupSessions sessions;
  private final String node;

  /// @param node the node's id, which is left out of the names of files
  public BackupEndpoints(BackupSessions sessions, String node) {
    this.sessions = sessions;
    this.node = node;
  }

  public void addTo(Router router) {
    router.route("GET", BACKUP, ErrorShape.JSON, this::list);
    router.route("POST", BACKUP, ErrorShape.JSON, this::beginBackup);
    router.route("GET", BACKUP + "/file", ErrorShape.JSON, this::read);
    router.route("DELETE", BACKUP, ErrorShape.JSON, this::end);
    router.route("POST", RESTORE, ErrorShape.JSON, this::beginRestore);
    router.route("POST", RESTORE + "/file", ErrorShape.JSON, this::write);
    router.route("POST", RESTORE + "/commit", ErrorShape.JSON, this::commit);
    router.route("DELETE", RESTORE, ErrorShape.JSON, this::end);
  }

  private void list(HttpRequest request, HttpResponse response) throws IOException {
    ObjectNode answer = JSON.createObjectNode().put("catalog_id", sessions.catalogId());
    ArrayNode names = answer.putArray("databases");
    sessions.databases().forEach(names::add);
    send(answer, response);
  }

  private void beginBackup(HttpRequest request, HttpResponse response) throws IOException {
    BackupSessions.Begun begun = sessions.beginBackup(JsonBody.read(request).text("db"));
    ObjectNode answer = JSON.createObjectNode();
    answer.put("id", begun.id()).put("database", begun.database()).put("catalog", begun.catalog());
    answer.put("manifest", Base64.getEncoder().encodeToString(begun.files().manifest()));
    ArrayNode files = answer.putArray("files");
    ArrayNode setAside = answer.putArray("set_aside");
    for (FileDescription file : begun.files().files()) {
      String name = file.name().substring(node.length() + 1);
      if (file.isDamaged()) {
        setAside.add(name);
      } else {
        files.addObject().put("name", name).put("size_bytes", file.sizeBytes());
      }
    }
    send(answer, response);
  }

  private void read(HttpRequest request, HttpResponse response) throws IOException {
    long length = number(request, "length");
    if (length > MOST_BYTES) {
      throw HttpFault.json(400, "length " + length + " is over " + MOST_BYTES);
    }
    byte[] part = sessions.read(
        text(request, "id"), node + "/" + text(request, "name"), number(request, "offset"), (int) length);
    response.send(200, "application/octet-stream", part);
  }

  private void end(HttpRequest request, HttpResponse response) {
    sessions.end(text(request, "id"));
    response.status(204);
  }

  private void beginRestore(HttpRequest request, HttpResponse response) throws IOException {
    JsonBody body = JsonBody.read(request);
    byte[] manifest;
    try {
      manifest = Base64.getDecoder().decode(body.text("manifest"));
    } catch (IllegalArgumentException e) {
      throw HttpFault.json(400, "manifest is not base64: " + e.getMessage());
    }
    BackupSessions.Restoring restoring = sessions.beginRestore(body.text("db"), body.text("catalog"), manifest);
    ObjectNode answer = JSON.createObjectNode().put("id", restoring.id());
    ArrayNode files = answer.putArray("files");
    restoring.files().forEach((name, size) -> files.addObject().put("name", name).put("size_bytes", size));
    send(answer, response);
  }

  private void write(HttpRequest request, HttpResponse response) throws IOException {
    sessions.write(text(request, "id"), text(request, "name"), number(request, "offset"), request.body());
    response.status(204);
  }

  private void commit(HttpRequest request, HttpResponse response) throws IOException {
    send(JSON.createObjectNode().put("database", sessions.finishRestore(text(request, "id"))), response);
  }

  private static void send(ObjectNode answer, HttpResponse response) throws IOException {
    response.send(200, ContentTypes.JSON, JSON.writeValueAsBytes(answer));
  }

  private static String text(HttpRequest request, String name) {
    return request.query().first(name).orElseThrow(() -> HttpFault.json(400, "missing parameter " + name));
  }

  private static long number(HttpRequest request, String name) {
    String text = text(request, name);
    if (!text.matches("\\d{1,18}")) {
      throw HttpFault.json(400, "invalid " + name + " '" + text + "', expected a number from 0 on");
    }
    return Long.parseLong(text);
  }
}
