package millrace.server.endpoint;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import millrace.server.http.HttpFault;
import millrace.server.http.Parameters;

/// Fields and files of a `multipart/form-data` body, as text. Source: RFC 7578.
final class MultipartForm {
  private static final Pattern BOUNDARY = Pattern.compile("boundary=(?:\"([^\"]+)\"|([^;\\s]+))", Pattern.CASE_INSENSITIVE);
  private static final Pattern NAME = Pattern.compile("[;\\s]name=(?:\"([^\"]*)\"|([^;\\s]+))", Pattern.CASE_INSENSITIVE);

  private MultipartForm() {}

  /// @throws HttpFault 400 when the body is not of that form
  static Parameters parse(String contentType, byte[] body) {
    Matcher boundary = BOUNDARY.matcher(contentType);
    if (!boundary.find()) {
      throw HttpFault.of(400, "no multipart boundary param in Content-Type");
    }
    // Latin-1 keeps bytes apart; each value is decoded again below.
    String text = new String(body, StandardCharsets.ISO_8859_1);
    Map<String, String> fields = new LinkedHashMap<>();
    String[] parts = text.split(Pattern.quote("--" + group(boundary)), -1);
    for (int i = 1; i < parts.length && !parts[i].startsWith("--"); i++) {
      field(parts[i], fields);
    }
    return Parameters.of(fields);
  }

  private static void field(String part, Map<String, String> fields) {
    int end = part.indexOf("\r\n\r\n");
    if (end < 0) {
      throw HttpFault.of(400, "multipart: a part has no end of its headers");
    }
    for (String header : part.substring(0, end).split("\r\n")) {
      Matcher name = NAME.matcher(header);
      if (header.toLowerCase(Locale.ROOT).startsWith("content-disposition:") && name.find()) {
        String value = part.substring(end + 4);
        String content = value.endsWith("\r\n") ? value.substring(0, value.length() - 2) : value;
        fields.put(group(name), new String(content.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8));
      }
    }
  }

  private static String group(Matcher matcher) {
    return matcher.group(1) == null ? matcher.group(2) : matcher.group(1);
  }
}
