package millrace.sql;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigInteger;

/// Whole numbers as queries write them: signed 64 bits wide, unsigned where that is too narrow, else floats.
final class WholeNumbers {
  private static final BigInteger MOST_SIGNED = BigInteger.valueOf(Long.MAX_VALUE);
  private static final BigInteger LEAST_SIGNED = BigInteger.valueOf(Long.MIN_VALUE);
  private static final int SURE_DIGITS = 18;

  private WholeNumbers() {}

  static SqlType typeOf(String digits) {
    if (digits.length() <= SURE_DIGITS) {
      return SqlType.INT64;
    }
    BigInteger value = new BigInteger(digits);
    if (value.compareTo(LEAST_SIGNED) >= 0 && value.compareTo(MOST_SIGNED) <= 0) {
      return SqlType.INT64;
    }
    return value.signum() > 0 && value.bitLength() <= Long.SIZE ? SqlType.UINT64 : SqlType.FLOAT64;
  }

  /// The product of the numbers up to `n`; 1 below 2.
  ///
  /// @throws millrace.base.MillraceException when it does not fit
  static long factorial(long n) {
    long product = 1;
    try {
      for (long factor = 2; factor <= n; factor++) {
        product = Math.multiplyExact(product, factor);
      }
    } catch (ArithmeticException overflow) {
      throw SqlFailure.arithmetic("Overflow happened on FACTORIAL(" + n + ")");
    }
    return product;
  }

  /// @throws millrace.base.MillraceException when it is no whole number or does not fit
  static long power(long base, long exponent) {
    if (exponent < 0) {
      throw SqlFailure.arithmetic("Exponent " + exponent + " of a whole number is negative");
    }
    try {
      return BigInteger.valueOf(base).abs().compareTo(BigInteger.ONE) <= 0
          ? small((int) base, exponent)
          : exponent >= Long.SIZE ? Math.multiplyExact(Long.MAX_VALUE, 2L) : BigInteger.valueOf(base).pow((int) exponent).longValueExact();
    } catch (ArithmeticException overflow) {
      throw SqlFailure.arithmetic("Overflow happened on: " + base + " ^ " + exponent);
    }
  }

  /// A power of -1, 0 or 1.
  private static long small(int base, long exponent) {
    return exponent == 0 || base < 0 && exponent % 2 == 0 ? 1 : base;
  }

  /// A whole number as a query means it; DuckDB's are up to 128 bits wide.
  static JsonNode rewritten(JsonNode constant) {
    return switch (typeOf(Ast.literalText(constant))) {
      case UINT64 -> Ast.cast(constant.deepCopy(), "UBIGINT");
      case FLOAT64 -> Ast.cast(constant.deepCopy(), "DOUBLE");
      default -> constant;
    };
  }
}
