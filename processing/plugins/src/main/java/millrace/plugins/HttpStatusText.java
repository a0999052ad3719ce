package millrace.plugins;

/// HTTP status codes with their standard reason phrases, which HTTP/2 no longer carries.
final class HttpStatusText {
  private HttpStatusText() {}

  /// Such as `404 Not Found`; the bare code where the phrase is not known.
  static String of(int status) {
    String reason =
        switch (status) {
          case 300 -> "Multiple Choices";
          case 301 -> "Moved Permanently";
          case 302 -> "Found";
          case 303 -> "See Other";
          case 304 -> "Not Modified";
          case 307 -> "Temporary Redirect";
          case 308 -> "Permanent Redirect";
          case 400 -> "Bad Request";
          case 401 -> "Unauthorized";
          case 402 -> "Payment Required";
          case 403 -> "Forbidden";
          case 404 -> "Not Found";
          case 405 -> "Method Not Allowed";
          case 406 -> "Not Acceptable";
          case 407 -> "Proxy Authentication Required";
          case 408 -> "Request Timeout";
          case 409 -> "Conflict";
          case 410 -> "Gone";
          case 421 -> "Misdirected Request";
          case 429 -> "Too Many Requests";
          case 451 -> "Unavailable For Legal Reasons";
          case 500 -> "Internal Server Error";
          case 501 -> "Not Implemented";
          case 502 -> "Bad Gateway";
          case 503 -> "Service Unavailable";
          case 504 -> "Gateway Timeout";
          default -> "";
        };
    return reason.isEmpty() ? Integer.toString(status) : status + " " + reason;
  }
}
