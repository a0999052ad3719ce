package millrace.flight.arrow;

import com.google.flatbuffers.FlatBufferBuilder;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.arrow.flatbuf.Binary;
import org.apache.arrow.flatbuf.Bool;
import org.apache.arrow.flatbuf.Date;
import org.apache.arrow.flatbuf.DateUnit;
import org.apache.arrow.flatbuf.Duration;
import org.apache.arrow.flatbuf.FloatingPoint;
import org.apache.arrow.flatbuf.Int;
import org.apache.arrow.flatbuf.Interval;
import org.apache.arrow.flatbuf.IntervalUnit;
import org.apache.arrow.flatbuf.List;
import org.apache.arrow.flatbuf.Map;
import org.apache.arrow.flatbuf.Null;
import org.apache.arrow.flatbuf.Precision;
import org.apache.arrow.flatbuf.Struct_;
import org.apache.arrow.flatbuf.Time;
import org.apache.arrow.flatbuf.TimeUnit;
import org.apache.arrow.flatbuf.Timestamp;
import org.apache.arrow.flatbuf.Type;
import org.apache.arrow.flatbuf.Union;
import org.apache.arrow.flatbuf.UnionMode;
import org.apache.arrow.flatbuf.Utf8;

/// Types as the flatbuffers of a schema message spell them.
final class TypeCodes {
  private TypeCodes() {}

  /// A type that was written.
  ///
  /// @param code which of the union's members it is
  record Written(byte code, int offset) {}

  static Written write(FlatBufferBuilder builder, ArrowType type) {
    return switch (type) {
      case ArrowType.Null() -> {
        Null.startNull(builder);
        yield new Written(Type.Null, Null.endNull(builder));
      }
      case ArrowType.Bool() -> {
        Bool.startBool(builder);
        yield new Written(Type.Bool, Bool.endBool(builder));
      }
      case ArrowType.Int(int bits, boolean signed) -> new Written(Type.Int, Int.createInt(builder, bits, signed));
      case ArrowType.Float64() ->
        new Written(Type.FloatingPoint, FloatingPoint.createFloatingPoint(builder, Precision.DOUBLE));
      case ArrowType.Utf8() -> {
        Utf8.startUtf8(builder);
        yield new Written(Type.Utf8, Utf8.endUtf8(builder));
      }
      case ArrowType.Binary() -> {
        Binary.startBinary(builder);
        yield new Written(Type.Binary, Binary.endBinary(builder));
      }
      case ArrowType.Timestamp(Optional<String> zone) -> {
        int name = zone.map(builder::createString).orElse(0);
        yield new Written(Type.Timestamp, Timestamp.createTimestamp(builder, TimeUnit.NANOSECOND, name));
      }
      case ArrowType.Date() -> new Written(Type.Date, Date.createDate(builder, DateUnit.DAY));
      case ArrowType.Time() -> new Written(Type.Time, Time.createTime(builder, TimeUnit.NANOSECOND, Long.SIZE));
      case ArrowType.Duration() -> new Written(Type.Duration, Duration.createDuration(builder, TimeUnit.NANOSECOND));
      case ArrowType.Interval() ->
        new Written(Type.Interval, Interval.createInterval(builder, IntervalUnit.MONTH_DAY_NANO));
      case ArrowType.ListOf(ArrowField _) -> {
        List.startList(builder);
        yield new Written(Type.List, List.endList(builder));
      }
      case ArrowType.Struct(java.util.List<ArrowField> _) -> {
        Struct_.startStruct_(builder);
        yield new Written(Type.Struct_, Struct_.endStruct_(builder));
      }
      case ArrowType.MapOf(ArrowField _) -> new Written(Type.Map, Map.createMap(builder, false));
      case ArrowType.Union(java.util.List<ArrowField> members) -> {
        int ids = Union.createTypeIdsVector(builder, IntStream.range(0, members.size()).toArray());
        yield new Written(Type.Union, Union.createUnion(builder, UnionMode.Dense, ids));
      }
    };
  }
}
