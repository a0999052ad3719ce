package millrace.sql;

import static millrace.sql.duck.DuckKind.BIGINT;
import static millrace.sql.duck.DuckKind.BLOB;
import static millrace.sql.duck.DuckKind.DOUBLE;
import static millrace.sql.duck.DuckKind.HUGEINT;
import static millrace.sql.duck.DuckKind.UBIGINT;
import static millrace.sql.duck.DuckKind.VARCHAR;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import millrace.base.ErrorCode;
import millrace.base.MillraceException;
import millrace.sql.duck.DuckFunction;

/// Functions of the dialect that neither DuckDB has nor its SQL can express.
final class JavaFunctions {
  private static final Map<String, String> DIGESTS = Map.of(
      "md5", "MD5", "sha224", "SHA-224", "sha256", "SHA-256", "sha384", "SHA-384", "sha512", "SHA-512");

  /// Named apart from what queries call, where the rewriter puts one for the other.
  static final List<DuckFunction> ALL = List.of(
      new DuckFunction("millrace_divide", List.of(BIGINT, BIGINT), BIGINT, a -> divided((Long) a[0], (Long) a[1])),
      new DuckFunction("millrace_divide", List.of(UBIGINT, UBIGINT), UBIGINT, a -> divided(big(a[0]), big(a[1]))),
      new DuckFunction("millrace_divide", List.of(HUGEINT, HUGEINT), HUGEINT, a -> divided(big(a[0]), big(a[1]))),
      new DuckFunction("millrace_divide", List.of(DOUBLE, DOUBLE), DOUBLE, a -> (Double) a[0] / (Double) a[1]),
      new DuckFunction("millrace_difference", List.of(BIGINT, BIGINT), BIGINT, a -> Math.subtractExact((Long) a[0], (Long) a[1])),
      new DuckFunction("millrace_difference", List.of(UBIGINT, UBIGINT), BIGINT, a -> big(a[0]).subtract(big(a[1])).longValueExact()),
      new DuckFunction("millrace_difference", List.of(HUGEINT, HUGEINT), HUGEINT, a -> big(a[0]).subtract(big(a[1]))),
      new DuckFunction("millrace_difference", List.of(DOUBLE, DOUBLE), DOUBLE, a -> (Double) a[0] - (Double) a[1]),
      new DuckFunction("millrace_digest", List.of(VARCHAR, VARCHAR), BLOB, JavaFunctions::digest),
      new DuckFunction("millrace_digest", List.of(BLOB, VARCHAR), BLOB, JavaFunctions::digest),
      new DuckFunction("millrace_encode", List.of(VARCHAR, VARCHAR), VARCHAR, JavaFunctions::encode),
      new DuckFunction("millrace_encode", List.of(BLOB, VARCHAR), VARCHAR, JavaFunctions::encode),
      new DuckFunction("millrace_decode", List.of(VARCHAR, VARCHAR), BLOB, JavaFunctions::decode),
      new DuckFunction("substr_index", List.of(VARCHAR, VARCHAR, BIGINT), VARCHAR, JavaFunctions::substringIndex),
      new DuckFunction("find_in_set", List.of(VARCHAR, VARCHAR), BIGINT, JavaFunctions::findInSet),
      new DuckFunction("initcap", List.of(VARCHAR), VARCHAR, JavaFunctions::initialCapitals),
      new DuckFunction("millrace_arrow_type", List.of(VARCHAR), VARCHAR, a -> ArrowTypes.ofDuck((String) a[0])),
      new DuckFunction("millrace_format_time", List.of(BIGINT, VARCHAR), VARCHAR, a -> ChronoFormat.write((Long) a[0], (String) a[1])),
      new DuckFunction("millrace_read_time", List.of(VARCHAR, VARCHAR), BIGINT, a -> ChronoText.read((String) a[0], (String) a[1])),
      new DuckFunction("millrace_dimensions", List.of(VARCHAR, VARCHAR), VARCHAR, a -> ListText.dimensions((String) a[0], (String) a[1])),
      // The second number as one of the kind of the first.
      new DuckFunction("millrace_like", List.of(BIGINT, DOUBLE), BIGINT, a -> ((Double) a[1]).longValue()),
      new DuckFunction("millrace_like", List.of(UBIGINT, DOUBLE), BIGINT, a -> ((Double) a[1]).longValue()),
      new DuckFunction("millrace_like", List.of(HUGEINT, DOUBLE), BIGINT, a -> ((Double) a[1]).longValue()),
      new DuckFunction("millrace_like", List.of(DOUBLE, DOUBLE), DOUBLE, a -> a[1]),
      new DuckFunction("millrace_cbrt", List.of(DOUBLE), DOUBLE, a -> Math.cbrt((Double) a[0])),
      new DuckFunction("millrace_factorial", List.of(BIGINT), BIGINT, a -> WholeNumbers.factorial((Long) a[0])),
      new DuckFunction("millrace_power", List.of(BIGINT, BIGINT), BIGINT, a -> WholeNumbers.power((Long) a[0], (Long) a[1])),
      new DuckFunction("millrace_power", List.of(DOUBLE, DOUBLE), DOUBLE, a -> Math.pow((Double) a[0], (Double) a[1])),
      new DuckFunction("millrace_local", List.of(BIGINT, VARCHAR), BIGINT, WallClock::local),
      new DuckFunction("millrace_instant", List.of(BIGINT, VARCHAR), BIGINT, WallClock::instant),
      new DuckFunction(
          "millrace_wallclock", List.of(BIGINT, BIGINT, BIGINT, BIGINT, BIGINT, VARCHAR), BIGINT, WallClock::bin));

  private JavaFunctions() {}

  /// A whole number of any width.
  static BigInteger big(Object value) {
    return value instanceof BigInteger big ? big : BigInteger.valueOf((Long) value);
  }

  private static Object divided(long dividend, long divisor) {
    if (divisor == 0) {
      throw noDivision();
    }
    if (dividend == Long.MIN_VALUE && divisor == -1) {
      throw new MillraceException(ErrorCode.BAD_QUERY, "Arrow error: Arithmetic overflow: " + dividend + " / -1");
    }
    return dividend / divisor;
  }

  private static Object divided(BigInteger dividend, BigInteger divisor) {
    if (divisor.signum() == 0) {
      throw noDivision();
    }
    return dividend.divide(divisor);
  }

  private static MillraceException noDivision() {
    return new MillraceException(ErrorCode.BAD_QUERY, "Arrow error: Divide by zero error");
  }

  private static byte[] bytes(Object value) {
    return value instanceof String text ? text.getBytes(StandardCharsets.UTF_8) : (byte[]) value;
  }

  private static Object digest(Object[] arguments) {
    String name = ((String) arguments[1]).toLowerCase(Locale.ROOT);
    String algorithm = DIGESTS.get(name);
    if (algorithm == null) {
      throw SqlFailure.planning("There is no built-in digest algorithm named '" + name + "', currently supported algorithms are: "
          + String.join(", ", DIGESTS.keySet().stream().sorted().toList()));
    }
    try {
      return MessageDigest.getInstance(algorithm).digest(bytes(arguments[0]));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Object encode(Object[] arguments) {
    byte[] bytes = bytes(arguments[0]);
    return switch (((String) arguments[1]).toLowerCase(Locale.ROOT)) {
      case "hex" -> HexFormat.of().formatHex(bytes);
      case "base64" -> Base64.getEncoder().withoutPadding().encodeToString(bytes);
      case "base64pad" -> Base64.getEncoder().encodeToString(bytes);
      default -> throw noEncoding((String) arguments[1]);
    };
  }

  private static Object decode(Object[] arguments) {
    String text = (String) arguments[0];
    try {
      return switch (((String) arguments[1]).toLowerCase(Locale.ROOT)) {
        case "hex" -> HexFormat.of().parseHex(text);
        case "base64", "base64pad" -> Base64.getDecoder().decode(text);
        default -> throw noEncoding((String) arguments[1]);
      };
    } catch (IllegalArgumentException e) {
      throw SqlFailure.planning("Failed to decode value using " + arguments[1] + ": " + e.getMessage());
    }
  }

  private static RuntimeException noEncoding(String name) {
    return SqlFailure.planning("There is no built-in encoding named '" + name
        + "', currently supported encodings are: base64, base64pad, hex");
  }

  /// The part before the `count`-th delimiter; counted from the end and what follows it when negative.
  private static Object substringIndex(Object[] arguments) {
    String text = (String) arguments[0];
    String delimiter = (String) arguments[1];
    long count = (Long) arguments[2];
    if (count == 0 || delimiter.isEmpty()) {
      return "";
    }
    int at = count > 0 ? -delimiter.length() : text.length();
    for (long left = Math.abs(count); left > 0; left--) {
      at = count > 0 ? text.indexOf(delimiter, at + delimiter.length()) : text.lastIndexOf(delimiter, at - 1);
      if (at < 0) {
        return text;
      }
    }
    return count > 0 ? text.substring(0, at) : text.substring(at + delimiter.length());
  }

  private static Object findInSet(Object[] arguments) {
    String set = (String) arguments[1];
    return set.isEmpty() ? 0L : List.of(set.split(",", -1)).indexOf((String) arguments[0]) + 1L;
  }

  /// Letters that start a word of letters and digits upper-case, the others lower-case.
  private static Object initialCapitals(Object[] arguments) {
    StringBuilder text = new StringBuilder();
    boolean inWord = false;
    for (int codePoint : ((String) arguments[0]).codePoints().toArray()) {
      text.appendCodePoint(inWord ? Character.toLowerCase(codePoint) : Character.toUpperCase(codePoint));
      inWord = Character.isLetterOrDigit(codePoint);
    }
    return text.toString();
  }
}
