package millrace.server.http;

import millrace.base.MillraceException;
import org.eclipse.jetty.http2.HTTP2Cipher;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// TLS with a certificate that may be renewed: whenever a connection begins, the two files are looked at, and read when
/// they changed. While they do not stand or do not fit each other, as between the two writes of a renewal, the server
/// goes on with what it has. Connections that are open keep what they began with.
///
/// Threads: those of the connector.
final class RenewingTls extends SslConnectionFactory {
  private static final Logger LOG = LoggerFactory.getLogger("millrace.server.http");

  private TlsIdentity identity;
  /// The stamp of files that could not be taken.
  private String refused = "";

  RenewingTls(TlsIdentity identity, String next) {
    super(context(identity), next);
    this.identity = identity;
  }

  @Override
  public Connection newConnection(Connector connector, EndPoint endPoint) {
    renew();
    return super.newConnection(connector, endPoint);
  }

  private synchronized void renew() {
    String found = identity.stampNow();
    if (found.equals(identity.stamp()) || found.equals(refused)) {
      return;
    }
    try {
      TlsIdentity next = identity.again();
      getSslContextFactory().reload(context -> context.setKeyStore(next.store()));
      identity = next;
      refused = "";
      LOG.info("the TLS certificate was renewed");
    } catch (MillraceException unfit) {
      refused = found;
      LOG.warn("the TLS certificate stays as it was: {}", unfit.getMessage());
    } catch (Exception failure) {
      refused = found;
      LOG.warn("the TLS certificate stays as it was", failure);
    }
  }

  private static SslContextFactory.Server context(TlsIdentity identity) {
    SslContextFactory.Server context = new SslContextFactory.Server();
    context.setKeyStore(identity.store());
    context.setKeyStorePassword(TlsIdentity.PASSWORD);
    context.setIncludeProtocols(identity.versions().toArray(new String[0]));
    context.setCipherComparator(HTTP2Cipher.COMPARATOR);
    context.setUseCipherSuitesOrder(true);
    context.setSniRequired(false);
    return context;
  }
}
