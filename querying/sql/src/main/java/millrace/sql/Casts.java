package millrace.sql;

import static millrace.sql.duck.DuckKind.BIGINT;
import static millrace.sql.duck.DuckKind.BOOLEAN;
import static millrace.sql.duck.DuckKind.DATE;
import static millrace.sql.duck.DuckKind.DOUBLE;
import static millrace.sql.duck.DuckKind.HUGEINT;
import static millrace.sql.duck.DuckKind.TIMESTAMP_NS;
import static millrace.sql.duck.DuckKind.UBIGINT;
import static millrace.sql.duck.DuckKind.VARCHAR;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import millrace.sql.duck.DuckFunction;
import millrace.sql.duck.DuckKind;

/// Casts as the dialect means them: floats become whole numbers by cutting off, instants by counting nanoseconds, and
/// texts of instants and floats are spelled as results are.
final class Casts {
  private static final Map<String, String> WHOLE = Map.of(
      "tinyint", "Int8", "smallint", "Int16", "integer", "Int32", "int", "Int32", "bigint", "Int64",
      "utinyint", "UInt8", "usmallint", "UInt16", "uinteger", "UInt32", "ubigint", "UInt64");
  private static final double LEAST_PLAIN = 1e-5;
  private static final double LEAST_LARGE = 1e16;
  private static final Set<String> TEXTS = Set.of("varchar", "text", "string", "char");

  /// Not macros: those cannot tell the type of an aggregate, and repeat what they are called with.
  static final List<DuckFunction> FUNCTIONS = List.of(
      kept("millrace_whole", BIGINT), kept("millrace_whole", UBIGINT),
      new DuckFunction("millrace_whole", List.of(HUGEINT), HUGEINT, a -> JavaFunctions.big(a[0])),
      kept("millrace_whole", VARCHAR), kept("millrace_whole", BOOLEAN),
      new DuckFunction("millrace_whole", List.of(TIMESTAMP_NS), BIGINT, a -> a[0]),
      new DuckFunction("millrace_whole", List.of(DATE), BIGINT, a -> a[0]),
      new DuckFunction("millrace_whole", List.of(DOUBLE), DOUBLE, a -> cutOff((Double) a[0])),
      kept("millrace_text", VARCHAR), text(BIGINT, Object::toString), text(UBIGINT, Object::toString),
      text(HUGEINT, Object::toString), text(BOOLEAN, Object::toString),
      text(DATE, days -> LocalDate.ofEpochDay((Long) days).toString()), text(TIMESTAMP_NS, nanos -> Timestamps.text((Long) nanos)),
      text(DOUBLE, number -> ofFloat((Double) number)));

  static final List<String> MACROS = List.of(
      """
      CREATE MACRO millrace_in_units(x, unit) AS CASE
        WHEN typeof(x) IN ('BIGINT', 'INTEGER', 'UBIGINT', 'HUGEINT', 'SMALLINT', 'TINYINT')
          THEN make_timestamp_ns(TRY_CAST(CAST(x AS VARCHAR) AS BIGINT) * unit)
        ELSE make_timestamp_ns(millrace_floor(epoch_ns(CAST(CAST(x AS VARCHAR) AS TIMESTAMP_NS)), unit)) END""");

  private Casts() {}

  /// What Arrow calls the whole numbers of a cast's type; empty for other expressions.
  static Optional<String> wholeType(JsonNode node) {
    return Ast.expressionClass(node).equals("CAST")
        ? Optional.ofNullable(WHOLE.get(type(node)))
        : Optional.empty();
  }

  private static DuckFunction kept(String name, DuckKind kind) {
    return new DuckFunction(name, List.of(kind), kind, a -> a[0]);
  }

  private static DuckFunction text(DuckKind kind, Function<Object, String> spelling) {
    return new DuckFunction("millrace_text", List.of(kind), VARCHAR, a -> spelling.apply(a[0]));
  }

  private static double cutOff(double number) {
    return number < 0 ? Math.ceil(number) : Math.floor(number);
  }

  /// As results spell floats: `1e20`, `1e-7`, else without an exponent.
  private static String ofFloat(double number) {
    double size = Math.abs(number);
    if (Double.isNaN(number) || Double.isInfinite(number)) {
      return Double.isNaN(number) ? "NaN" : number > 0 ? "inf" : "-inf";
    }
    if (size != 0 && (size < LEAST_PLAIN || size >= LEAST_LARGE)) {
      return Double.toString(number).replace(".0E", "e").replace('E', 'e');
    }
    String plain = new BigDecimal(Double.toString(number)).toPlainString();
    return number == 0 ? Double.toString(number) : plain.contains(".") ? plain : plain + ".0";
  }

  /// @param cast a cast to an allowed type, its child rewritten
  /// @param known the type of a column of a table; empty for anything else
  static JsonNode rewritten(ObjectNode cast, Optional<SqlType> known) {
    String type = type(cast);
    JsonNode child = cast.path("child");
    if (type.equals("timestamp")) {
      return TimeValues.cast(cast);
    }
    boolean isNumber = known.isPresent() && (known.get() == SqlType.INT64 || known.get() == SqlType.UINT64);
    if (known.isPresent() && (known.get() == SqlType.UTF8 || known.get() == SqlType.TAG) || isNumber) {
      return cast;
    }
    if (WHOLE.containsKey(type) && !isWholeAlready(child)) {
      boolean isFloat = known.isPresent() && known.get() == SqlType.FLOAT64;
      cast.set("child", Ast.call(isFloat ? "trunc" : "millrace_whole", child));
    }
    if (TEXTS.contains(type) && !isSpelledAlready(child)) {
      return Ast.call("millrace_text", child);
    }
    return cast;
  }

  private static boolean isSpelledAlready(JsonNode child) {
    return Ast.isLiteral(child, "STRING") || Ast.isLiteral(child, "NULL_LITERAL")
        || Ast.expressionClass(child).equals("PARAMETER");
  }

  private static boolean isWholeAlready(JsonNode child) {
    return Ast.isLiteral(child, "INTEGER") || Ast.isLiteral(child, "STRING") || Ast.isLiteral(child, "NULL_LITERAL")
        || Ast.expressionClass(child).equals("PARAMETER");
  }

  /// `arrow_cast(value, 'Type')`.
  static JsonNode toArrowType(List<JsonNode> arguments) {
    String type = arguments.size() == 2 && Ast.isLiteral(arguments.get(1), "STRING") ? Ast.literalText(arguments.get(1)) : "";
    Optional<ArrowTypes.TimestampType> timestamp = ArrowTypes.timestamp(type);
    if (timestamp.isPresent()) {
      JsonNode unit = Ast.literal("INTEGER", Long.toString(timestamp.get().unitNanos()));
      return Ast.call("millrace_in_units", arguments.getFirst(), unit);
    }
    String target = ArrowTypes.cast(type)
        .orElseThrow(() -> SqlFailure.planning("Unsupported type '" + type + "' of arrow_cast"));
    return rewritten(Ast.cast(arguments.getFirst(), target), Optional.empty());
  }

  private static String type(JsonNode cast) {
    return cast.path("type_expr").path("type_name").asText().toLowerCase(Locale.ROOT);
  }
}
