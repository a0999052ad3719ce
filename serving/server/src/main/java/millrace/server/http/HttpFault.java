package millrace.server.http;

/// Ends a request with one answer: an exact one, or a status and a message that take the shape of the route.
public final class HttpFault extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final transient ErrorAnswer answer;
  private final boolean exact;

  private HttpFault(ErrorAnswer answer, String message, boolean exact) {
    super(message, null, false, false);
    this.answer = answer;
    this.exact = exact;
  }

  /// Exactly this answer.
  public HttpFault(ErrorAnswer answer) {
    this(answer, answer.body(), true);
  }

  /// A status and message, worded as the route words its errors.
  public static HttpFault of(int status, String message) {
    return new HttpFault(ErrorAnswer.text(status, message), message, false);
  }

  /// A bare message on every route.
  public static HttpFault text(int status, String message) {
    return new HttpFault(ErrorAnswer.text(status, message));
  }

  /// `{"error":"message"}` on every route.
  public static HttpFault json(int status, String message) {
    return new HttpFault(ErrorAnswer.json(status, message));
  }

  /// The answer on a route of this shape.
  public ErrorAnswer answer(ErrorShape shape) {
    return exact ? answer : ErrorMapping.shaped(answer.status(), getMessage(), shape);
  }
}
