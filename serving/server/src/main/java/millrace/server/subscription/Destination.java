package millrace.server.subscription;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/// A receiver of copies. What InfluxDB 1.x sends it gets: line protocol at its `/write` with database, policy and
/// precision, or plain in datagrams.
///
/// Threads: one at a time.
sealed interface Destination {
  /// Delivers some lines.
  ///
  /// @throws IOException when the receiver is not there or refuses
  /// @throws InterruptedException when the server ends meanwhile
  void deliver(String database, String policy, String lines) throws IOException, InterruptedException;

  /// The address without user and password.
  String shown();

  /// @param address an `http`, `https` or `udp` one with a port
  static Destination of(String address, Supplier<HttpClient> client) {
    URI uri = URI.create(address);
    return uri.getScheme().equals("udp") ? new Datagrams(uri) : new Http(uri, client);
  }

  private static String withoutUser(URI uri) {
    return uri.getScheme() + "://" + uri.getHost() + ":" + uri.getPort();
  }

  /// A server that takes writes over HTTP.
  record Http(URI uri, Supplier<HttpClient> client) implements Destination {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @Override
    public void deliver(String database, String policy, String lines) throws IOException, InterruptedException {
      String path = Optional.ofNullable(uri.getPath()).orElse("").replaceAll("/$", "");
      URI write = URI.create(withoutUser(uri) + path + "/write?consistency=&db=" + encoded(database) + "&precision=ns&rp="
          + encoded(policy));
      HttpRequest.Builder request = HttpRequest.newBuilder(write)
          .timeout(PATIENCE)
          .header("User-Agent", "Millrace")
          .POST(HttpRequest.BodyPublishers.ofString(lines, StandardCharsets.UTF_8));
      if (uri.getUserInfo() != null) {
        byte[] user = uri.getUserInfo().getBytes(StandardCharsets.UTF_8);
        request.header("Authorization", "Basic " + Base64.getEncoder().encodeToString(user));
      }
      int status = client.get().send(request.build(), HttpResponse.BodyHandlers.discarding()).statusCode();
      if (status / 100 != 2) {
        throw new IOException("answered with status " + status);
      }
    }

    private static String encoded(String text) {
      return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    @Override
    public String shown() {
      return withoutUser(uri);
    }
  }

  /// A listener for datagrams. Lines are not cut: one longer than the usual packet travels alone.
  record Datagrams(URI uri) implements Destination {
    private static final int PACKET_BYTES = 512;

    @Override
    public void deliver(String database, String policy, String lines) throws IOException {
      InetSocketAddress target = new InetSocketAddress(uri.getHost(), uri.getPort());
      if (target.isUnresolved()) {
        throw new IOException("unknown host");
      }
      try (DatagramSocket socket = new DatagramSocket()) {
        for (byte[] packet : packets(lines)) {
          socket.send(new DatagramPacket(packet, packet.length, target));
        }
      }
    }

    private static List<byte[]> packets(String lines) {
      List<byte[]> packets = new java.util.ArrayList<>();
      StringBuilder packet = new StringBuilder();
      int bytes = 0;
      for (String line : lines.split("(?<=\n)")) {
        int length = line.getBytes(StandardCharsets.UTF_8).length;
        if (bytes > 0 && bytes + length > PACKET_BYTES) {
          packets.add(packet.toString().getBytes(StandardCharsets.UTF_8));
          packet.setLength(0);
          bytes = 0;
        }
        packet.append(line);
        bytes += length;
      }
      packets.add(packet.toString().getBytes(StandardCharsets.UTF_8));
      return packets;
    }

    @Override
    public String shown() {
      return withoutUser(uri);
    }
  }
}
