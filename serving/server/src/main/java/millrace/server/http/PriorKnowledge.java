package millrace.server.http;

import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.http.MetaData;
import org.eclipse.jetty.http2.server.HTTP2CServerConnectionFactory;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.HttpConfiguration;

/// Cleartext HTTP/2 for clients that start with it. An `Upgrade: h2c` header is left alone, as the standard allows:
/// upgrading a request that brings a chunked body would lose the body, and clients that ask go on with HTTP/1.1.
final class PriorKnowledge extends HTTP2CServerConnectionFactory {
  PriorKnowledge(HttpConfiguration configuration) {
    super(configuration);
    setRateControlFactory(new FrameRates());
  }

  @Override
  public Connection upgradeConnection(
      Connector connector, EndPoint endPoint, MetaData.Request request, HttpFields.Mutable response) {
    boolean prior = HttpMethod.PRI.is(request.getMethod());
    return prior ? super.upgradeConnection(connector, endPoint, request, response) : null;
  }
}
