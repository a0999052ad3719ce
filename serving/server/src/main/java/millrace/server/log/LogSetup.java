package millrace.server.log;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.LayoutWrappingEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import millrace.base.ErrorCode;
import millrace.base.MillraceException;
import millrace.server.config.ServerOptions.LogOptions;
import org.slf4j.LoggerFactory;

/// Makes the process log as its options say: one appender, levels by filter.
public final class LogSetup {
  /// Libraries that tell more than anybody wants to know below `warn`.
  private static final String NOISE = "org.eclipse.jetty=warn,io.netty=warn,software.amazon.awssdk=warn,org.apache.hc=warn";

  /// What would write requests with their signatures and session tokens, whatever the filter says.
  private static final String SECRET = "org.apache.hc.client5.http.headers=off,org.apache.hc.client5.http.wire=off,"
      + "software.amazon.awssdk.request=off,software.amazon.awssdk.auth=off";

  private LogSetup() {}

  /// @throws MillraceException with code INVALID_ARGUMENT when the filter is not understood
  public static void apply(LogOptions options) {
    LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
    context.reset();
    LayoutWrappingEncoder<ILoggingEvent> encoder = new LayoutWrappingEncoder<>();
    encoder.setContext(context);
    encoder.setCharset(StandardCharsets.UTF_8);
    LineLayout layout = new LineLayout(LineLayout.Style.of(options.format()));
    layout.setContext(context);
    layout.start();
    encoder.setLayout(layout);
    encoder.start();
    ConsoleAppender<ILoggingEvent> appender = new ConsoleAppender<>();
    appender.setContext(context);
    appender.setTarget(options.destination().equals("stderr") ? "System.err" : "System.out");
    appender.setEncoder(encoder);
    appender.start();
    Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    root.setLevel(Level.INFO);
    root.addAppender(appender);
    levels(NOISE, context);
    levels(options.filter(), context);
    levels(SECRET, context);
  }

  /// `info`, or `warn,millrace.wal=debug`: targets are logger names, `::` in them is read as a point.
  private static void levels(String filter, LoggerContext context) {
    for (String directive : filter.split(",", -1)) {
      if (directive.isBlank()) {
        continue;
      }
      int equals = directive.indexOf('=');
      String target = equals < 0 ? org.slf4j.Logger.ROOT_LOGGER_NAME : directive.substring(0, equals).strip();
      String level = directive.substring(equals + 1).strip().toUpperCase(Locale.ROOT);
      context.getLogger(target.replace("::", ".")).setLevel(level(level, directive));
    }
  }

  private static Level level(String name, String directive) {
    return switch (name) {
      case "TRACE" -> Level.TRACE;
      case "DEBUG" -> Level.DEBUG;
      case "INFO" -> Level.INFO;
      case "WARN" -> Level.WARN;
      case "ERROR" -> Level.ERROR;
      case "OFF" -> Level.OFF;
      default -> throw new MillraceException(
          ErrorCode.INVALID_ARGUMENT, "Initializing logs failed: invalid filter directive '" + directive + "'");
    };
  }
}
