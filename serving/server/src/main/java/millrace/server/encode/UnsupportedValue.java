package millrace.server.encode;

/// A float that JSON has no text for.
public final class UnsupportedValue extends RuntimeException {
  private static final long serialVersionUID = 1;

  UnsupportedValue(double value) {
    super("json: unsupported value: " + (value > 0 ? "+Inf" : "-Inf"), null, false, false);
  }
}
