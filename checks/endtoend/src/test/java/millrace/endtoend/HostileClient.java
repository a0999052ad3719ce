package millrace.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;

/// One client that sends damaged requests, most over one connection as long as the server lets it, and looks at every
/// answer.
final class HostileClient {
  private static final int FRAMES_ONE_IN = 10;
  private static final int LOG_CHARACTERS = 8_000;

  private final TestServer server;
  private final Random random;
  private final boolean looksForMore;
  private final List<byte[]> framed = HostileFrames.all();
  private final Damage frames;
  private final HostileRequest.Damages damages;
  private HostileRequest before = new HostileRequest("", "", "", new byte[0], false);

  /// @param looksForMore whether bytes that follow an answer are a failure: an open question, see limits and gaps
  HostileClient(TestServer server, Random random, boolean looksForMore) {
    this.looksForMore = looksForMore;
    this.server = server;
    this.random = random;
    this.frames = new Damage(random, framed);
    this.damages = HostileRequest.Damages.of(random);
  }

  Void run(int requests) throws IOException {
    RawConnection connection = new RawConnection(server.url());
    try {
      for (int i = 0; i < requests; i++) {
        if (random.nextInt(FRAMES_ONE_IN) == 0) {
          byte[] whole = framed.get(random.nextInt(framed.size()));
          frame(server, random.nextInt(4) == 0 ? whole : frames.of(whole));
        } else if (!ask(connection, HostileRequest.next(random, damages))) {
          connection.close();
          connection = new RawConnection(server.url());
        }
      }
    } finally {
      connection.close();
    }
    return null;
  }

  /// @return whether the connection goes on
  private boolean ask(RawConnection connection, HostileRequest request) {
    try {
      if (looksForMore) {
        connection.checkNothingLeft();
      }
      RawConnection.Answer answer = connection.ask(request, server.token());
      // Without a body nobody can tell a query that ran out of its time from another.
      boolean isTold = !(request.method().equals("HEAD") && answer.status() == 503);
      boolean isFault = isTold && !isOfThePlugin(request, answer) && isOurs(answer.status(), answer.body());
      if (isFault) {
        throw new AssertionError("%d %s%nto %s%nafter %s%nlog: %s".formatted(
            answer.status(), answer.body(), request, before, server.lastLog(LOG_CHARACTERS)));
      }
      before = request;
      return answer.goesOn();
    } catch (SocketException ended) {
      // What cannot be read as HTTP may end with a reset while it is still being sent.
      if (request.headers().length() < 1 << 15) {
        throw new AssertionError("no answer to " + request + "\nafter " + before, ended);
      }
      return false;
    } catch (IOException failure) {
      throw new AssertionError("no answer to " + request + "\nafter " + before + "\nthreads:\n" + server.threads(), failure);
    }
  }

  /// A damaged upload may put other code in place of the plugin, whose failures are answered with 500.
  private static boolean isOfThePlugin(HostileRequest request, RawConnection.Answer answer) {
    return request.target().startsWith("/api/v3/engine/") && answer.status() == 500 && !answer.body().contains("internal error");
  }

  /// Errors of ours are those from 500 on, but for what a query lacks room or time for, what HTTP calls unsupported, and
  /// the policy that is not there, which 1.x answers so.
  private static boolean isOurs(int status, String body) {
    return status >= 500 && status != 501 && status != 505 && !body.startsWith("{\"error\":\"retention policy not found: ")
        && !(status == 503 && (body.contains("Resources exhausted") || body.contains("timeout") || body.contains("memory")));
  }

  /// Sends bytes that may be no request at all, over a connection of their own.
  static void frame(TestServer server, byte[] bytes) throws IOException {
    try (RawConnection connection = new RawConnection(server.url())) {
      connection.send(bytes);
      connection.endSending();
      String answer = new String(connection.readToEnd(), StandardCharsets.ISO_8859_1);
      if (answer.startsWith("HTTP/1.1 ")) {
        int status = Integer.parseInt(answer.substring(9, 12));
        assertThat(isOurs(status, answer)).as("%s%nto %s", answer, new String(bytes, StandardCharsets.ISO_8859_1)).isFalse();
      }
    } catch (SocketException reset) {
      // The server may end a connection it cannot make sense of.
    }
  }
}
