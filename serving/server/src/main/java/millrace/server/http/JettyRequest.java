package millrace.server.http;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;

/// A request that came through Jetty.
final class JettyRequest implements HttpRequest {
  private static final long MOST_DISCARDED = 1 << 20;

  private final Request request;
  private final RequestBody reader;
  private final Uploads uploads;
  private final Parameters query;
  private Optional<BodyBytes> body = Optional.empty();
  private boolean reading;
  private final List<ClientWatch> watches = new ArrayList<>();

  JettyRequest(Request request, RequestBody reader, Uploads uploads) {
    this.request = request;
    this.reader = reader;
    this.uploads = uploads;
    this.query = rawQuery().map(Parameters::parse).orElse(Parameters.NONE);
  }

  @Override
  public String method() {
    return request.getMethod();
  }

  @Override
  public String path() {
    return Optional.ofNullable(request.getHttpURI().getPath()).orElse("/");
  }

  @Override
  public Optional<String> rawQuery() {
    return Optional.ofNullable(request.getHttpURI().getQuery());
  }

  @Override
  public Parameters query() {
    return query;
  }

  @Override
  public Optional<String> header(String name) {
    return Optional.ofNullable(request.getHeaders().get(name));
  }

  @Override
  public Map<String, String> headers() {
    Map<String, String> all = new HashMap<>();
    for (HttpField field : request.getHeaders()) {
      all.put(field.getName().toLowerCase(Locale.ROOT), Optional.ofNullable(field.getValue()).orElse(""));
    }
    return all;
  }

  @Override
  public String clientAddress() {
    return header("x-forwarded-for")
        .or(() -> header("x-real-ip"))
        .orElseGet(() -> Optional.ofNullable(Request.getRemoteAddr(request)).orElse("unknown"));
  }

  @Override
  public long contentLength() {
    return request.getLength();
  }

  @Override
  public BodyBytes content() throws IOException {
    if (body.isEmpty()) {
      reading = true;
      String encoding = header("content-encoding").orElse("").trim();
      try (InputStream source = uploads.begin(Content.Source.asInputStream(request))) {
        body = Optional.of(reader.read(source, contentLength(), encoding, header("expect").isPresent()));
      }
    }
    return body.get();
  }

  @Override
  public void whenGone(Runnable action) {
    request.addFailureListener(_ -> action.run());
    ClientWatch.begin(request, action).ifPresent(watches::add);
  }

  /// Lets go of the body and the client; nobody looks at them any more.
  void release() {
    endWatches();
    body.ifPresent(reader::release);
    body = Optional.empty();
  }

  private void endWatches() {
    watches.forEach(ClientWatch::end);
  }

  /// Whether the request tells its length in a way that its version of HTTP does not know. Its body would be lost.
  boolean isMisframed() {
    return header("transfer-encoding").isPresent()
        && request.getConnectionMetaData().getHttpVersion().getVersion() < HttpVersion.HTTP_1_1.getVersion();
  }

  /// Reads off a body nobody asked for, so that the connection can go on to the next request.
  ///
  /// @return false when it is too long for that, or the client waits for leave to send it
  boolean discardBody() throws IOException {
    endWatches();
    if (reading) {
      return body.isPresent();
    }
    if (contentLength() > MOST_DISCARDED || header("expect").isPresent()) {
      return false;
    }
    try (InputStream source = uploads.begin(Content.Source.asInputStream(request))) {
      return source.skip(MOST_DISCARDED) < MOST_DISCARDED;
    } catch (HttpFault late) {
      return false;
    }
  }
}
