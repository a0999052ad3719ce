package millrace.server.http;

/// How a route words its errors.
public enum ErrorShape {
  /// The bare message; limits as JSON.
  TEXT,
  /// `{"error":"…"}`.
  JSON,
  /// `{"error":"…"}` with a line end and the `X-Influxdb-Error` header.
  V1,
  /// `{"code":"…","message":"…"}`.
  V2
}
