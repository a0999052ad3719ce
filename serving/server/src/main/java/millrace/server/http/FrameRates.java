package millrace.server.http;

import java.time.Duration;
import org.eclipse.jetty.http2.frames.PingFrame;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.RateControl;
import org.eclipse.jetty.io.WindowRateControl;

/// How many frames that cost the sender little an HTTP/2 connection may send in a second: resets, settings, priorities,
/// empty frames. Pings have a budget of their own, since gRPC clients measure the bandwidth with one for each round trip
/// while an answer comes in; whoever sends more is told to calm down, and the connection ends.
final class FrameRates implements RateControl.Factory {
  private static final int PINGS_PER_SECOND = 5_000;
  private static final int OTHERS_PER_SECOND = 128;
  private static final Duration SECOND = Duration.ofSeconds(1);

  @Override
  public RateControl newRateControl(EndPoint endPoint) {
    RateControl pings = new WindowRateControl(PINGS_PER_SECOND, SECOND);
    RateControl others = new WindowRateControl(OTHERS_PER_SECOND, SECOND);
    return event -> (event instanceof PingFrame ? pings : others).onEvent(event);
  }
}
