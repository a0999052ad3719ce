package millrace.influxql;

import java.util.Locale;

/// The type of a value, in the order of precedence used when sources disagree: earlier wins.
///
/// `TAG` and `ANY_FIELD` come from the casts `::tag` and `::field`; `UNKNOWN` means not cast or not known.
public enum DataType {
  FLOAT,
  INTEGER,
  UNSIGNED,
  STRING,
  BOOLEAN,
  TIME,
  DURATION,
  TAG,
  ANY_FIELD,
  UNKNOWN;

  /// The word used after `::` and in messages, such as `float` or `field`.
  public String text() {
    return this == ANY_FIELD ? "field" : name().toLowerCase(Locale.ROOT);
  }

  public boolean isNumeric() {
    return this == FLOAT || this == INTEGER || this == UNSIGNED;
  }
}
