package millrace.server.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.InetSocketAddress;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import millrace.base.MillraceException;
import millrace.catalog.Catalog;
import millrace.objectstore.MemoryObjectStore;
import millrace.server.http.ContentTypes;
import millrace.server.http.HttpListener;
import millrace.server.http.HttpService;
import millrace.server.http.Router;
import millrace.server.http.TestClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TokenGateTest {
  private static final String UNAUTHENTICATED = "{\"error\": \"the request was not authenticated\"}";
  private static final String ADMIN_PATH = "/api/v3/configure/token/admin";

  private final AtomicLong nowNanos = new AtomicLong(1_790_000_000_123_000_000L);
  private final Catalog catalog = Catalog.open(new MemoryObjectStore(), "n/catalog");
  private final Tokens tokens = new Tokens(catalog, nowNanos::get);
  private final HttpListener listener = new HttpListener(new InetSocketAddress("127.0.0.1", 0), 1 << 20);
  private final TestClient client = new TestClient(listener.address());

  @AfterEach
  void close() {
    client.close();
    listener.close();
  }

  @Test
  void theFirstTokenIsFreeAndTheSecondRefused() throws Exception {
    serve(true);
    HttpResponse<String> created = client.send("POST", ADMIN_PATH, "");
    assertThat(created.statusCode()).isEqualTo(201);
    JsonNode json = new ObjectMapper().readTree(created.body());
    String token = json.get("token").asText();
    assertThat(token).startsWith("apiv3_").hasSize(92);
    assertThat(created.body()).isEqualTo("{\"id\":0,\"name\":\"_admin\",\"token\":\"" + token + "\",\"hash\":\""
        + TokenText.digest(token) + "\",\"created_at\":\"2026-09-21T14:13:20.123Z\",\"expiry\":null}");
    HttpResponse<String> again = client.send("POST", ADMIN_PATH, "");
    assertThat(again.statusCode()).isEqualTo(409);
    assertThat(again.body()).isEqualTo("token name already exists, _admin");
  }

  @Test
  void everyFormOfAuthorizationIsUnderstood() throws Exception {
    serve(true);
    String token = createAdmin();
    for (String header : new String[] {"Bearer " + token, "bearer " + token, "Token " + token, "Basic " + basic("any:" + token)}) {
      assertThat(client.get("/health", "Authorization", header).statusCode()).as(header.substring(0, 6)).isEqualTo(200);
    }
    assertThat(client.get("/query?p=" + token).statusCode()).isEqualTo(200);
    assertThat(client.get("/query?p=" + token, "Authorization", "Bearer wrong").statusCode()).isEqualTo(200);
    assertThat(client.get("/query?p=wrong", "Authorization", "Bearer " + token).statusCode()).isEqualTo(401);
    assertThat(client.get("/health?p=" + token).statusCode()).isEqualTo(401);
  }

  @Test
  void withoutAKnownTokenEverythingIsRefusedEvenUnknownPaths() {
    serve(true);
    for (String path : new String[] {"/health", "/nowhere", "/api/v3/engine/x", "/ping"}) {
      assertThat(client.get(path).statusCode()).as(path).isEqualTo(401);
      assertThat(client.get(path).body()).isEqualTo(UNAUTHENTICATED);
    }
    HttpResponse<String> wrong = client.get("/health", "Authorization", "Bearer apiv3_wrong");
    assertThat(wrong.statusCode()).isEqualTo(401);
    assertThat(wrong.body()).isEqualTo(UNAUTHENTICATED);
    assertThat(wrong.headers().firstValue("cluster-uuid")).contains("c");
    assertThat(client.get(ADMIN_PATH).statusCode()).isEqualTo(401);
  }

  @Test
  void malformedHeadersAreBadRequestsEvenWithoutAuthentication() {
    serve(false);
    for (String header : new String[] {"Foo", "Foo bar", "Bearer", "Bearer ", "Basic %%%", "Basic " + basic("nocolon")}) {
      HttpResponse<String> answer = client.get("/health", "Authorization", header);
      assertThat(answer.statusCode()).as(header).isEqualTo(400);
      assertThat(answer.body()).startsWith("{\"error\": \"Authorization header was malformed, the request was not in the form");
    }
    assertThat(client.get("/health").statusCode()).isEqualTo(200);
  }

  @Test
  void startedWithoutAuthenticationThereAreNoTokenEndpoints() {
    serve(false);
    HttpResponse<String> answer = client.send("POST", ADMIN_PATH, "");
    assertThat(answer.statusCode()).isEqualTo(405);
    assertThat(answer.body()).isEqualTo("endpoint disabled, started without auth");
    assertThat(client.send("DELETE", "/api/v3/configure/token?token_name=x", "").statusCode()).isEqualTo(405);
  }

  @Test
  void openEndpointsNeedNoToken() {
    serve(true, "health");
    assertThat(client.get("/health").statusCode()).isEqualTo(200);
    assertThat(client.get("/api/v1/health").statusCode()).isEqualTo(404);
    assertThat(client.get("/ping").statusCode()).isEqualTo(401);
  }

  @Test
  void renewalVoidsTheOldTextAndKeepsNamedTokens() throws Exception {
    serve(true);
    assertThat(client.send("POST", ADMIN_PATH + "/regenerate", "").statusCode()).isEqualTo(401);
    String old = createAdmin();
    String named = text(as(old, "POST", "/api/v3/configure/token/named_admin", "{\"token_name\":\"x\"}"));
    String fresh = text(as(old, "POST", ADMIN_PATH + "/regenerate", ""));
    assertThat(as(old, "GET", "/health", "").statusCode()).isEqualTo(401);
    assertThat(as(fresh, "GET", "/health", "").statusCode()).isEqualTo(200);
    assertThat(as(named, "GET", "/health", "").statusCode()).isEqualTo(200);
  }

  @Test
  void namedTokensExpireAndCanBeDeleted() throws Exception {
    serve(true);
    String admin = createAdmin();
    String path = "/api/v3/configure/token/named_admin";
    HttpResponse<String> created = as(admin, "POST", path, "{\"token_name\":\"short\",\"expiry_secs\":2}");
    assertThat(created.statusCode()).isEqualTo(201);
    assertThat(created.body()).endsWith("\"created_at\":\"2026-09-21T14:13:20.123Z\",\"expiry\":\"2026-09-21T14:13:22.123Z\"}");
    assertThat(as(admin, "POST", path, "{\"token_name\":\"short\"}").statusCode()).isEqualTo(409);
    assertThat(as(admin, "POST", path, "{}").body()).startsWith("serde json error: missing field `token_name`");
    assertThat(as(text(created), "GET", "/health", "").statusCode()).isEqualTo(200);
    nowNanos.addAndGet(2_000_000_000L);
    assertThat(as(text(created), "GET", "/health", "").statusCode()).isEqualTo(401);

    assertThat(as(admin, "DELETE", "/api/v3/configure/token?token_name=short", "").statusCode()).isEqualTo(200);
    assertThat(as(admin, "DELETE", "/api/v3/configure/token?token_name=short", "").statusCode()).isEqualTo(404);
    HttpResponse<String> operator = as(admin, "DELETE", "/api/v3/configure/token?token_name=_admin", "");
    assertThat(operator.statusCode()).isEqualTo(405);
    assertThat(operator.body()).isEqualTo("cannot delete operator token");
  }

  @Test
  void theRecoveryPortRenewsOnceAndKnowsNothingElse() throws Exception {
    serve(true);
    String old = createAdmin();
    AtomicLong done = new AtomicLong();
    TokenEndpoints endpoints = new TokenEndpoints(tokens);
    try (HttpListener recovery = new HttpListener(new InetSocketAddress("127.0.0.1", 0), 1 << 20);
        TestClient stranger = new TestClient(recovery.address())) {
      recovery.serve((request, response) -> endpoints.recover(request, response, done::incrementAndGet));
      assertThat(stranger.get("/health").body()).isEqualTo("not found");
      assertThat(stranger.send("POST", ADMIN_PATH, "").statusCode()).isEqualTo(404);
      assertThat(done).hasValue(0);
      String fresh = text(stranger.send("POST", ADMIN_PATH + "/regenerate", ""));
      assertThat(done).hasValue(1);
      assertThat(as(old, "GET", "/health", "").statusCode()).isEqualTo(401);
      assertThat(as(fresh, "GET", "/health", "").statusCode()).isEqualTo(200);
      // Who comes before the port is closed.
      assertThat(stranger.send("POST", ADMIN_PATH + "/regenerate", "").statusCode()).isEqualTo(404);
      assertThat(as(fresh, "GET", "/health", "").statusCode()).isEqualTo(200);
      assertThat(done).hasValue(1);
    }
  }

  @Test
  void aTokenFileIsLoadedOnceAndItsFormChecked(@TempDir Path folder) throws Exception {
    serve(true);
    Path file = folder.resolve("token.json");
    Files.writeString(file, "{\"token\":\"apiv3_offline\",\"description\":\"d\"}");
    OfflineToken.load(file, tokens);
    assertThat(as("apiv3_offline", "GET", "/health", "").statusCode()).isEqualTo(200);
    Files.writeString(file, "{\"token\":\"apiv3_other\"}");
    OfflineToken.load(file, tokens);
    assertThat(as("apiv3_other", "GET", "/health", "").statusCode()).isEqualTo(401);
    Files.writeString(file, "{\"token\":\"secret\"}");
    assertThatThrownBy(() -> OfflineToken.load(file, tokens))
        .isInstanceOf(MillraceException.class).hasMessage("Invalid token format: must start with 'apiv3_'");
    Files.writeString(file, "secret");
    assertThatThrownBy(() -> OfflineToken.load(file, tokens)).hasMessage("token file " + file + " is not JSON");
  }

  @Test
  void onlyDigestsAreStored() {
    MemoryObjectStore store = new MemoryObjectStore();
    Tokens fresh = new Tokens(Catalog.open(store, "c"), nowNanos::get);
    String text = fresh.create("x", java.util.OptionalLong.empty()).text();
    store.list("", "").forEach(object -> assertThat(
        new String(store.get(object.name()).orElseThrow(), StandardCharsets.UTF_8)).doesNotContain(text.substring(6)));
  }

  private void serve(boolean enabled, String... open) {
    Router router = new Router();
    for (String path : new String[] {"/health", "/ping", "/query"}) {
      router.route("GET", path, (request, response) -> response.send(200, ContentTypes.TEXT, "OK"));
    }
    new TokenEndpoints(tokens).addTo(router);
    listener.serve(new HttpService("c", new TokenGate(catalog::state, nowNanos::get, enabled, Set.of(open)), router));
  }

  private String createAdmin() throws Exception {
    return text(client.send("POST", ADMIN_PATH, ""));
  }

  private HttpResponse<String> as(String token, String method, String path, String body) {
    return client.send(method, path, body, "Authorization", "Bearer " + token, "Content-Type", "application/json");
  }

  private static String text(HttpResponse<String> created) throws Exception {
    return new ObjectMapper().readTree(created.body()).get("token").asText();
  }

  private static String basic(String pair) {
    return Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
  }
}
