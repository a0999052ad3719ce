package millrace.server.auth;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.concurrent.locks.ReentrantLock;
import millrace.catalog.Token;
import millrace.catalog.TokenPermission;
import millrace.server.http.ContentTypes;
import millrace.server.http.HttpFault;
import millrace.server.http.HttpRequest;
import millrace.server.http.HttpResponse;
import millrace.server.http.JsonBody;
import millrace.server.http.Router;

/// The calls below `/api/v3/configure/token`, the one that makes limited tokens, and the one call of the recovery port.
public final class TokenEndpoints {
  private static final JsonFactory JSON = new JsonFactory();
  private static final DateTimeFormatter INSTANT =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);
  private static final long MILLIS_PER_SECOND = 1000;

  private final Tokens tokens;
  private final ReentrantLock recovering = new ReentrantLock();
  /// Guarded by the lock.
  private boolean isRecovered;

  public TokenEndpoints(Tokens tokens) {
    this.tokens = tokens;
  }

  public void addTo(Router router) {
    router.route("POST", "/api/v3/configure/token/admin", this::createOperator);
    router.route("POST", "/api/v3/configure/token/admin/regenerate", this::regenerateOperator);
    router.route("POST", "/api/v3/configure/token/named_admin", this::createNamed);
    router.route("POST", "/api/v3/enterprise/configure/token", this::createLimited);
    router.route("DELETE", "/api/v3/configure/token", this::delete);
  }

  /// What the recovery port answers: one renewal of the operator token without authentication, nothing else. Of two that
  /// come at once the second is not known any more.
  ///
  /// @param done runs once, when a renewal is answered
  public void recover(HttpRequest request, HttpResponse response, Runnable done) throws IOException {
    boolean isRenewal = request.method().equals("POST")
        && request.path().equals("/api/v3/configure/token/admin/regenerate");
    if (isRenewal && recoverOnce(request, response)) {
      done.run();
    } else {
      response.send(404, ContentTypes.TEXT, "not found");
    }
  }

  /// @return whether it was done now; who did not get the answer may ask again
  private boolean recoverOnce(HttpRequest request, HttpResponse response) throws IOException {
    recovering.lock();
    try {
      if (isRecovered) {
        return false;
      }
      regenerateOperator(request, response);
      response.body().flush();
      isRecovered = true;
      return true;
    } finally {
      recovering.unlock();
    }
  }

  private void createOperator(HttpRequest request, HttpResponse response) throws IOException {
    answer(tokens.create(Token.ADMIN, OptionalLong.empty()), response);
  }

  private void regenerateOperator(HttpRequest request, HttpResponse response) throws IOException {
    if (!tokens.exists(Token.ADMIN)) {
      throw HttpFault.text(500, "missing admin token, cannot update");
    }
    answer(tokens.regenerateOperator(), response);
  }

  private void createNamed(HttpRequest request, HttpResponse response) throws IOException {
    JsonBody body = JsonBody.read(request);
    answer(tokens.create(name(body), lifeMillis(body)), response);
  }

  /// The path and body of InfluxDB 3 Enterprise, so that its tools find it.
  private void createLimited(HttpRequest request, HttpResponse response) throws IOException {
    JsonBody body = JsonBody.read(request);
    List<TokenPermission> permissions = body.objects("permissions").stream()
        .map(one -> TokenPermission.of(one.text("resource_type"), one.texts("resource_identifier"), one.texts("actions")))
        .toList();
    answer(tokens.createLimited(name(body), permissions, lifeMillis(body)), response);
  }

  private static String name(JsonBody body) {
    String name = body.text("token_name");
    if (name.isBlank()) {
      throw HttpFault.text(400, "token name cannot be empty");
    }
    return name;
  }

  private static OptionalLong lifeMillis(JsonBody body) {
    OptionalLong seconds = body.findCount("expiry_secs");
    if (seconds.isPresent() && seconds.getAsLong() > Integer.MAX_VALUE * MILLIS_PER_SECOND) {
      throw HttpFault.text(400, "expiry_secs is too large: " + seconds.getAsLong());
    }
    return seconds.isPresent()
        ? OptionalLong.of(seconds.getAsLong() * MILLIS_PER_SECOND)
        : OptionalLong.empty();
  }

  private void delete(HttpRequest request, HttpResponse response) {
    String name = request.query().first("token_name")
        .orElseThrow(() -> HttpFault.text(400, "serde error: missing field `token_name`"));
    if (name.equals(Token.ADMIN)) {
      throw HttpFault.text(405, "cannot delete operator token");
    }
    if (!tokens.exists(name)) {
      throw HttpFault.text(404, "the requested resource was not found: " + name);
    }
    tokens.delete(name);
  }

  private static void answer(Tokens.Fresh fresh, HttpResponse response) throws IOException {
    response.status(201);
    response.header("Content-Type", ContentTypes.JSON);
    try (JsonGenerator json = JSON.createGenerator(response.body())) {
      json.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
      json.disable(JsonGenerator.Feature.FLUSH_PASSED_TO_STREAM);
      Token token = fresh.token();
      json.writeStartObject();
      json.writeNumberField("id", token.id());
      json.writeStringField("name", token.name());
      json.writeStringField("token", fresh.text());
      json.writeStringField("hash", token.sha512Hex());
      json.writeStringField("created_at", INSTANT.format(Instant.ofEpochMilli(token.createdMillis())));
      if (token.expiryMillis().isPresent()) {
        json.writeStringField("expiry", INSTANT.format(Instant.ofEpochMilli(token.expiryMillis().getAsLong())));
      } else {
        json.writeNullField("expiry");
      }
      json.writeEndObject();
    }
  }
}
