package millrace.flight.arrow;

import org.apache.arrow.flatbuf.Date;
import org.apache.arrow.flatbuf.DateUnit;
import org.apache.arrow.flatbuf.Field;
import org.apache.arrow.flatbuf.FloatingPoint;
import org.apache.arrow.flatbuf.Int;
import org.apache.arrow.flatbuf.Precision;
import org.apache.arrow.flatbuf.TimeUnit;
import org.apache.arrow.flatbuf.Timestamp;
import org.apache.arrow.flatbuf.Type;

/// The Arrow types parameters may have.
final class ParameterTypes {
  private ParameterTypes() {}

  enum Kind {
    NULL, BOOLEAN, INT8, INT16, INT32, INT64, UINT8, UINT16, UINT32, UINT64, FLOAT32, FLOAT64, TEXT, LARGE_TEXT, DAYS,
    SECONDS, MILLIS, MICROS, NANOS
  }

  /// @throws millrace.base.MillraceException with INVALID_ARGUMENT for any other
  static Kind kind(Field field) {
    if (field.dictionary() != null) {
      throw ParameterRows.refusal("parameter " + field.name() + " is dictionary-encoded, which is not supported");
    }
    return switch (field.typeType()) {
      case Type.Null -> Kind.NULL;
      case Type.Bool -> Kind.BOOLEAN;
      case Type.Int -> whole((Int) field.type(new Int()));
      case Type.FloatingPoint -> fraction(field);
      case Type.Utf8 -> Kind.TEXT;
      case Type.LargeUtf8 -> Kind.LARGE_TEXT;
      case Type.Date -> ((Date) field.type(new Date())).unit() == DateUnit.DAY ? Kind.DAYS : Kind.MILLIS;
      case Type.Timestamp -> instant((Timestamp) field.type(new Timestamp()));
      default -> throw unsupported(field);
    };
  }

  private static Kind whole(Int type) {
    return switch (type.bitWidth()) {
      case 8 -> type.isSigned() ? Kind.INT8 : Kind.UINT8;
      case 16 -> type.isSigned() ? Kind.INT16 : Kind.UINT16;
      case 32 -> type.isSigned() ? Kind.INT32 : Kind.UINT32;
      case 64 -> type.isSigned() ? Kind.INT64 : Kind.UINT64;
      default -> throw ParameterRows.refusal("a parameter has an integer type of " + type.bitWidth() + " bits");
    };
  }

  private static Kind fraction(Field field) {
    return switch (((FloatingPoint) field.type(new FloatingPoint())).precision()) {
      case Precision.SINGLE -> Kind.FLOAT32;
      case Precision.DOUBLE -> Kind.FLOAT64;
      default -> throw unsupported(field);
    };
  }

  private static Kind instant(Timestamp type) {
    return switch (type.unit()) {
      case TimeUnit.SECOND -> Kind.SECONDS;
      case TimeUnit.MILLISECOND -> Kind.MILLIS;
      case TimeUnit.MICROSECOND -> Kind.MICROS;
      default -> Kind.NANOS;
    };
  }

  private static RuntimeException unsupported(Field field) {
    int code = field.typeType();
    String name = code >= 0 && code < Type.names.length ? Type.names[code] : "number " + code;
    return ParameterRows.refusal("parameter " + field.name() + " has type " + name + ", which is not supported");
  }
}
