package millrace.server.encode;

/// How finite floats are laid out; the digits are always the fewest that read back as the same float.
enum FloatStyle {
  /// Go's `encoding/json`: `1`, `0.5`, `1e+21`, `1e-7`.
  GO_JSON,
  /// Go's plain notation, never an exponent.
  GO_PLAIN,
  /// JSON of the v3 endpoints: `1.0`, an exponent beyond 9 or below -5 of the first digit: `1.0e10`, `1.0e-6`.
  V3_JSON,
  /// CSV and tables of the v3 endpoints: `1.0`, an exponent from 1e16 on and below 1e-5: `1e16`, `1e-6`.
  V3_TEXT;

  /// Whether whole numbers end in `.0`.
  boolean keepsPoint() {
    return this == V3_JSON || this == V3_TEXT;
  }
}
