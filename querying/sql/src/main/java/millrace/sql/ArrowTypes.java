package millrace.sql;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// What Arrow calls types, from what DuckDB calls them (`INTEGER[]` is `List(Int64)`), and the types that `arrow_cast`
/// may name.
final class ArrowTypes {
  /// Whole numbers that nobody made narrower are 64 bits wide, whatever DuckDB takes for small literals.
  private static final Map<String, String> NAMES = Map.ofEntries(
      Map.entry("BIGINT", "Int64"), Map.entry("INTEGER", "Int64"), Map.entry("HUGEINT", "Int64"),
      Map.entry("INTEGER_LITERAL", "Int64"), Map.entry("UBIGINT", "UInt64"), Map.entry("UHUGEINT", "UInt64"),
      Map.entry("SMALLINT", "Int16"), Map.entry("TINYINT", "Int8"), Map.entry("UINTEGER", "UInt32"),
      Map.entry("USMALLINT", "UInt16"), Map.entry("UTINYINT", "UInt8"), Map.entry("DOUBLE", "Float64"),
      Map.entry("FLOAT", "Float32"), Map.entry("VARCHAR", "Utf8"), Map.entry("STRING_LITERAL", "Utf8"),
      Map.entry("BOOLEAN", "Boolean"), Map.entry("DATE", "Date32"), Map.entry("INTERVAL", "Interval(MonthDayNano)"),
      Map.entry("BLOB", "Binary"), Map.entry("\"NULL\"", "Null"));
  private static final Map<String, String> CASTS = Map.ofEntries(
      Map.entry("Int8", "TINYINT"), Map.entry("Int16", "SMALLINT"), Map.entry("Int32", "INTEGER"),
      Map.entry("Int64", "BIGINT"), Map.entry("UInt8", "UTINYINT"), Map.entry("UInt16", "USMALLINT"),
      Map.entry("UInt32", "UINTEGER"), Map.entry("UInt64", "UBIGINT"), Map.entry("Float32", "FLOAT"),
      Map.entry("Float64", "DOUBLE"), Map.entry("Utf8", "VARCHAR"), Map.entry("LargeUtf8", "VARCHAR"),
      Map.entry("Utf8View", "VARCHAR"), Map.entry("Dictionary(Int32, Utf8)", "VARCHAR"), Map.entry("Boolean", "BOOLEAN"),
      Map.entry("Date32", "DATE"), Map.entry("Binary", "BLOB"), Map.entry("LargeBinary", "BLOB"),
      Map.entry("Time64(Nanosecond)", "TIME"), Map.entry("Time64(ns)", "TIME"));
  private static final Map<String, Long> UNITS = Map.of(
      "Second", 1_000_000_000L, "s", 1_000_000_000L, "Millisecond", 1_000_000L, "ms", 1_000_000L,
      "Microsecond", 1_000L, "us", 1_000L, "µs", 1_000L, "Nanosecond", 1L, "ns", 1L);
  private static final Map<Long, String> UNIT_NAMES = Map.of(1_000_000_000L, "s", 1_000_000L, "ms", 1_000L, "µs", 1L, "ns");
  private static final Pattern TIMESTAMP =
      Pattern.compile("Timestamp\\((\\p{L}+)(?:,\\s*(?:None|Some\\(\"([^\"]*)\"\\)|\"([^\"]*)\"))?\\)");

  private ArrowTypes() {}

  /// A timestamp type.
  ///
  /// @param unitNanos what a whole number counts
  record TimestampType(long unitNanos, Optional<String> zone) {
    String name() {
      return "Timestamp(" + UNIT_NAMES.get(unitNanos) + zone.map(name -> ", \"" + name + "\"").orElse("") + ")";
    }
  }

  /// What DuckDB calls the plain type of a name; empty for other types.
  static Optional<String> cast(String arrowName) {
    return Optional.ofNullable(CASTS.get(arrowName));
  }

  static Optional<TimestampType> timestamp(String arrowName) {
    Matcher matcher = TIMESTAMP.matcher(arrowName);
    if (!matcher.matches() || !UNITS.containsKey(matcher.group(1))) {
      return Optional.empty();
    }
    String zone = matcher.group(2) == null ? matcher.group(3) : matcher.group(2);
    return Optional.of(new TimestampType(UNITS.get(matcher.group(1)), Optional.ofNullable(zone)));
  }

  /// The name of a type that `typeof` of DuckDB gave.
  static String ofDuck(String type) {
    if (type.endsWith("[]")) {
      return "List(" + ofDuck(type.substring(0, type.length() - 2)) + ")";
    }
    if (type.startsWith("STRUCT(")) {
      return "Struct(" + members(type, "STRUCT(").stream().map(ArrowTypes::member).collect(Collectors.joining(", ")) + ")";
    }
    if (type.startsWith("MAP(")) {
      List<String> members = members(type, "MAP(");
      return "Map(\"entries\": non-null Struct(\"key\": non-null " + ofDuck(members.get(0)) + ", \"value\": "
          + ofDuck(members.get(1)) + "), unsorted)";
    }
    if (type.startsWith("DECIMAL(")) {
      return "Decimal128(" + String.join(", ", members(type, "DECIMAL(")) + ")";
    }
    if (type.startsWith("TIMESTAMP")) {
      return "Timestamp(ns)";
    }
    return type.startsWith("TIME") ? "Time64(ns)" : NAMES.getOrDefault(type, type);
  }

  /// `"a b" INTEGER` is `"a b": Int64`.
  private static String member(String text) {
    int end = text.startsWith("\"") ? closing(text) : text.indexOf(' ');
    String name = text.substring(0, end);
    String plain = name.startsWith("\"") ? name.substring(1, name.length() - 1).replace("\"\"", "\"") : name;
    return "\"" + plain + "\": " + ofDuck(text.substring(end).strip());
  }

  private static int closing(String quoted) {
    int at = quoted.indexOf('"', 1);
    while (at >= 0 && at + 1 < quoted.length() && quoted.charAt(at + 1) == '"') {
      at = quoted.indexOf('"', at + 2);
    }
    return at < 0 ? quoted.length() : at + 1;
  }

  /// What stands between the outermost parentheses, parted at its commas.
  private static List<String> members(String type, String opening) {
    List<String> members = new ArrayList<>();
    int depth = 0;
    boolean quoted = false;
    int start = opening.length();
    for (int i = start; i < type.length() - 1; i++) {
      char c = type.charAt(i);
      quoted ^= c == '"';
      depth += quoted ? 0 : c == '(' ? 1 : c == ')' ? -1 : 0;
      if (c == ',' && depth == 0 && !quoted) {
        members.add(type.substring(start, i).strip());
        start = i + 1;
      }
    }
    members.add(type.substring(start, type.length() - 1).strip());
    return members;
  }
}
