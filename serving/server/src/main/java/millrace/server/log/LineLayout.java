package millrace.server.log;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.LayoutBase;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.slf4j.event.KeyValuePair;

/// One event as one line: `2026-11-20T08:00:00.123456Z  INFO target: message key=value key="text"`, or the same as
/// logfmt or JSON. A stack trace follows on lines of its own, in JSON as a member.
final class LineLayout extends LayoutBase<ILoggingEvent> {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

  private final Style style;

  /// What a line looks like.
  enum Style {
    FULL,
    LOGFMT,
    JSON;

    static Style of(String format) {
      return switch (format) {
        case "json" -> JSON;
        case "logfmt" -> LOGFMT;
        default -> FULL;
      };
    }
  }

  LineLayout(Style style) {
    this.style = style;
  }

  @Override
  public String doLayout(ILoggingEvent event) {
    StringBuilder line = new StringBuilder(160);
    switch (style) {
      case FULL -> full(event, line);
      case LOGFMT -> logfmt(event, line);
      case JSON -> json(event, line);
    }
    line.append('\n');
    if (style != Style.JSON && event.getThrowableProxy() != null) {
      line.append(ThrowableProxyUtil.asString(event.getThrowableProxy()));
    }
    return line.toString();
  }

  private static void full(ILoggingEvent event, StringBuilder line) {
    String level = event.getLevel().toString();
    line.append(time(event)).append(" ".repeat(6 - level.length())).append(level).append(' ')
        .append(event.getLoggerName()).append(": ").append(event.getFormattedMessage());
    for (KeyValuePair pair : pairs(event)) {
      line.append(' ').append(pair.key).append('=').append(value(pair.value));
    }
  }

  private static void logfmt(ILoggingEvent event, StringBuilder line) {
    line.append("level=").append(event.getLevel().toString().toLowerCase(Locale.ROOT))
        .append(" msg=").append(quoted(event.getFormattedMessage()))
        .append(" target=").append(quoted(event.getLoggerName()));
    for (KeyValuePair pair : pairs(event)) {
      line.append(' ').append(pair.key).append('=').append(value(pair.value));
    }
    line.append(" time=").append(event.getInstant().getEpochSecond() * 1_000_000_000L + event.getInstant().getNano());
  }

  private static void json(ILoggingEvent event, StringBuilder line) {
    line.append("{\"timestamp\":").append(quoted(time(event)))
        .append(",\"level\":").append(quoted(event.getLevel().toString()))
        .append(",\"fields\":{\"message\":").append(quoted(event.getFormattedMessage()));
    for (KeyValuePair pair : pairs(event)) {
      line.append(',').append(quoted(pair.key)).append(':').append(value(pair.value));
    }
    if (event.getThrowableProxy() != null) {
      line.append(",\"error\":").append(quoted(ThrowableProxyUtil.asString(event.getThrowableProxy())));
    }
    line.append("},\"target\":").append(quoted(event.getLoggerName())).append('}');
  }

  private static String time(ILoggingEvent event) {
    Instant instant = event.getInstant();
    return TIME.format(instant);
  }

  private static List<KeyValuePair> pairs(ILoggingEvent event) {
    return Optional.ofNullable(event.getKeyValuePairs()).orElse(List.of());
  }

  private static String value(Object value) {
    return value instanceof Number || value instanceof Boolean ? value.toString() : quoted(String.valueOf(value));
  }

  private static String quoted(String text) {
    return '"' + new String(JsonStringEncoder.getInstance().quoteAsString(text)) + '"';
  }
}
