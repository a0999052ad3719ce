package millrace.sql;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Turns calls of the dialect's functions into calls DuckDB answers the same, once their arguments are rewritten.
final class Calls {
  /// Aggregates that are macros or take no FILTER for another reason: rows are filtered by making the value NULL.
  private static final Set<String> FILTERED_BY_VALUE = Set.of(
      "selector_first", "selector_last", "selector_min", "selector_max", "approx_median", "millrace_median",
      "approx_distinct");
  /// The wall-clock bin and the local time count the zone that [Lineage] adds only where it always does.
  private static final Map<String, Integer> LEAST_ARGUMENTS = Map.ofEntries(
      Map.entry("to_timestamp", 1), Map.entry("to_timestamp_nanos", 1), Map.entry("to_timestamp_seconds", 1),
      Map.entry("to_timestamp_millis", 1), Map.entry("to_timestamp_micros", 1), Map.entry("to_unixtime", 1),
      Map.entry("to_date", 1), Map.entry("from_unixtime", 1), Map.entry("tz", 1), Map.entry("to_local_time", 1),
      Map.entry("timezone", 2), Map.entry("date_bin_wallclock", 3), Map.entry("sha224", 1), Map.entry("sha256", 1),
      Map.entry("sha384", 1), Map.entry("sha512", 1));
  private static final String VERSION =
      "Millrace, " + System.getProperty("os.arch") + " on " + System.getProperty("os.name").toLowerCase(Locale.ROOT);
  /// A group named in a replacement, or what needs another spelling.
  private static final Pattern REFERENCE = Pattern.compile("\\$\\{(\\w+)}|\\$(\\w+)|\\$\\$|\\\\\\d|\\\\");
  private static final Pattern GROUP = Pattern.compile("\\\\.|\\[(?:\\\\.|[^]\\\\])*]|\\((?!\\?)|\\(\\?P?<(?![=!])");

  private final long nowNanos;

  Calls(long nowNanos) {
    this.nowNanos = nowNanos;
  }

  /// @param node a call of a function on the list, its arguments rewritten
  /// @param target what the list runs for it
  JsonNode rewritten(ObjectNode node, String target) {
    List<JsonNode> arguments = Ast.arguments(node);
    if (arguments.size() < LEAST_ARGUMENTS.getOrDefault(target, 0)) {
      throw SqlFailure.planning("Function '" + Ast.functionName(node) + "' got too few arguments");
    }
    return switch (target) {
      case "now", "current_timestamp" -> now();
      case "today", "current_date" -> Ast.cast(now(), "DATE");
      case "current_time" -> Ast.cast(now(), "TIME");
      case "to_timestamp", "to_timestamp_nanos" -> toTimestamp(arguments);
      case "date_part", "extract" -> datePart(node, arguments);
      case "to_timestamp_seconds" -> inUnits(arguments, 1_000_000_000L);
      case "to_timestamp_millis" -> inUnits(arguments, 1_000_000L);
      case "to_timestamp_micros" -> inUnits(arguments, 1_000L);
      case "to_unixtime" -> Ast.call("to_unixtime", arguments.size() > 1 ? readByFormats(arguments) : arguments.getFirst());
      case "to_date" -> arguments.size() > 1 ? Ast.cast(readByFormats(arguments), "DATE") : Ast.call("to_date", arguments.getFirst());
      case "from_unixtime" -> Ast.call("from_unixtime", arguments.getFirst());
      case "approx_percentile_cont", "approx_percentile_cont_with_weight" -> filtered(Percentiles.plain(node, target));
      case "tz" -> instantOf(arguments.getFirst());
      case "to_local_time" -> zoned("millrace_to_local", arguments);
      case "timezone" -> timezone(arguments);
      case "date_bin_wallclock" -> wallclock(arguments);
      case "sha224", "sha256", "sha384", "sha512" ->
        Ast.call("millrace_digest", arguments.getFirst(), Ast.literal("STRING", target));
      case "named_struct" -> namedStruct(arguments);
      case "struct", "row" -> struct(arguments);
      case "make_map" -> map(arguments);
      case "nth_value" -> nthValue(node, arguments);
      case "millrace_regexp_match" -> arguments.size() == 2 || arguments.size() == 3 ? regexpMatch(arguments) : named(node, target);
      case "arrow_cast" -> Casts.toArrowType(arguments);
      case "regexp_replace" -> regexpReplace(node, arguments);
      case "list_sort" -> listSort(node, arguments);
      case "version" -> Ast.literal("STRING", VERSION);
      case "quantile_cont" -> named(node, target);
      default -> FILTERED_BY_VALUE.contains(target) ? filtered(named(node, target)) : named(node, target);
    };
  }

  static ObjectNode named(ObjectNode node, String target) {
    node.put("function_name", target);
    node.putObject("qualified_name").putArray("path").add(target);
    return node;
  }

  JsonNode now() {
    return instant(nowNanos);
  }

  static JsonNode instant(long nanos) {
    return Ast.call("make_timestamp_ns", Ast.cast(Ast.literal("STRING", Long.toString(nanos)), "BIGINT"));
  }

  /// Integers are nanoseconds here, where plain engines take seconds.
  private static JsonNode toTimestamp(List<JsonNode> arguments) {
    if (arguments.size() == 1) {
      return Ast.call("millrace_to_timestamp", arguments.getFirst());
    }
    return readByFormats(arguments);
  }

  /// `(text, format…)`, the first format that fits.
  private static JsonNode readByFormats(List<JsonNode> arguments) {
    List<JsonNode> formats = new ArrayList<>(arguments.subList(1, arguments.size()));
    formats.addFirst(Ast.literal("STRING", String.valueOf(ChronoText.SEPARATOR)));
    JsonNode joined = Ast.call("concat_ws", formats.toArray(JsonNode[]::new));
    return Ast.call("make_timestamp_ns", Ast.call("millrace_read_time", arguments.getFirst(), joined));
  }

  /// Whole numbers count units; what texts and formats say beyond them is cut off.
  private static JsonNode inUnits(List<JsonNode> arguments, long unitNanos) {
    JsonNode value = arguments.size() == 1 ? arguments.getFirst() : readByFormats(arguments);
    return Ast.call("millrace_in_units", value, Ast.literal("INTEGER", Long.toString(unitNanos)));
  }

  /// An instant from a text, nanoseconds, or what is one already.
  private static JsonNode instantOf(JsonNode value) {
    boolean isConstant = Ast.isLiteral(value, "STRING") || Ast.isLiteral(value, "INTEGER");
    return isConstant ? Ast.call("millrace_to_timestamp", value) : Ast.cast(value, "TIMESTAMP_NS");
  }

  private static JsonNode datePart(ObjectNode node, List<JsonNode> arguments) {
    boolean isNanos = arguments.size() == 2
        && Ast.isLiteral(arguments.getFirst(), "STRING")
        && Ast.literalText(arguments.getFirst()).equalsIgnoreCase("nanosecond");
    return isNanos ? Ast.call("millrace_nanosecond", arguments.get(1)) : named(node, "date_part");
  }

  /// `(timestamp, zone)`, the zone put there by [Lineage]; without one it is local time already.
  private static JsonNode zoned(String function, List<JsonNode> arguments) {
    return arguments.size() == 1
        ? Ast.cast(arguments.getFirst(), "TIMESTAMP_NS")
        : Ast.call(function, arguments.get(0), arguments.get(1));
  }

  /// `ts AT TIME ZONE zone`: an instant of a zone stays, a time without zone is what the zone's clocks show.
  private static JsonNode timezone(List<JsonNode> arguments) {
    return arguments.size() == 2
        ? Ast.call("millrace_from_local", Ast.cast(arguments.get(1), "TIMESTAMP_NS"), arguments.get(0))
        : Ast.cast(arguments.get(1), "TIMESTAMP_NS");
  }

  /// `(interval, timestamp[, origin], zone)`.
  private static JsonNode wallclock(List<JsonNode> arguments) {
    JsonNode zone = arguments.getLast();
    JsonNode origin = arguments.size() == 4 ? arguments.get(2) : Ast.literal("STRING", "1970-01-01T00:00:00");
    return Ast.call("millrace_date_bin_wallclock", arguments.get(0), arguments.get(1), origin, zone);
  }

  private static JsonNode namedStruct(List<JsonNode> arguments) {
    if (arguments.isEmpty() || arguments.size() % 2 != 0) {
      throw SqlFailure.planning("named_struct requires an even number of arguments");
    }
    List<String> names = new ArrayList<>();
    List<JsonNode> values = new ArrayList<>();
    for (int i = 0; i < arguments.size(); i += 2) {
      if (!Ast.isLiteral(arguments.get(i), "STRING")) {
        throw SqlFailure.planning("named_struct requires constant names of its fields");
      }
      names.add(Ast.literalText(arguments.get(i)));
      values.add(arguments.get(i + 1));
    }
    return Ast.struct(names, values);
  }

  private static JsonNode struct(List<JsonNode> arguments) {
    List<String> names = new ArrayList<>();
    for (int i = 0; i < arguments.size(); i++) {
      names.add("c" + i);
    }
    return Ast.struct(names, arguments);
  }

  private static JsonNode map(List<JsonNode> arguments) {
    List<JsonNode> keys = new ArrayList<>();
    List<JsonNode> values = new ArrayList<>();
    for (int i = 0; i < arguments.size(); i++) {
      (i % 2 == 0 ? keys : values).add(arguments.get(i));
    }
    return Ast.call(
        "map", Ast.call("list_value", keys.toArray(JsonNode[]::new)), Ast.call("list_value", values.toArray(JsonNode[]::new)));
  }

  /// As an aggregate: the n-th of the values in the order given.
  private static JsonNode nthValue(ObjectNode node, List<JsonNode> arguments) {
    if (arguments.size() != 2) {
      throw SqlFailure.planning("nth_value requires two arguments");
    }
    JsonNode place = arguments.get(1);
    ObjectNode values = named(node.deepCopy(), "array_agg");
    values.put("alias", "");
    values.withArray("/arguments").remove(1);
    return Ast.call("list_extract", values, place);
  }

  /// The groups of the first match, or the match where the pattern has none.
  private static JsonNode regexpMatch(List<JsonNode> arguments) {
    JsonNode pattern = arguments.get(1);
    int groups = 0;
    if (Ast.isLiteral(pattern, "STRING")) {
      Matcher matcher = GROUP.matcher(Ast.literalText(pattern));
      while (matcher.find()) {
        groups += matcher.group().startsWith("(") ? 1 : 0;
      }
    }
    if (groups == 0) {
      return Ast.call("millrace_regexp_match", arguments.toArray(JsonNode[]::new));
    }
    JsonNode[] found = new JsonNode[groups];
    for (int i = 0; i < groups; i++) {
      List<JsonNode> extracted = new ArrayList<>(arguments);
      extracted.add(2, Ast.literal("INTEGER", Integer.toString(i + 1)));
      found[i] = Ast.call("regexp_extract", extracted.toArray(JsonNode[]::new));
    }
    return Ast.when(
        Ast.call("regexp_matches", arguments.toArray(JsonNode[]::new)), Ast.call("list_value", found));
  }

  /// `$1` and `${1}` of the dialect, and `\1` of both, as DuckDB takes them; `$$` is a dollar.
  private static JsonNode regexpReplace(ObjectNode node, List<JsonNode> arguments) {
    if (arguments.size() > 2 && Ast.isLiteral(arguments.get(2), "STRING")) {
      StringBuilder text = new StringBuilder();
      Matcher matcher = REFERENCE.matcher(Ast.literalText(arguments.get(2)));
      while (matcher.find()) {
        String name = matcher.group(1) == null ? matcher.group(2) : matcher.group(1);
        String replaced = name == null ? literally(matcher.group()) : name.matches("\\d") ? "\\" + name : "";
        matcher.appendReplacement(text, Matcher.quoteReplacement(replaced));
      }
      matcher.appendTail(text);
      ((ObjectNode) node.path("arguments").get(2)).set("expression", Ast.literal("STRING", text.toString()));
    }
    return named(node, "regexp_replace");
  }

  private static String literally(String found) {
    return found.equals("$$") ? "$" : found.length() == 2 ? found : "\\\\";
  }

  /// Missing values come first unless the call says otherwise.
  private static JsonNode listSort(ObjectNode node, List<JsonNode> arguments) {
    JsonNode order = arguments.size() > 1 ? arguments.get(1) : Ast.literal("STRING", "ASC");
    JsonNode nulls = arguments.size() > 2 ? arguments.get(2) : Ast.literal("STRING", "NULLS FIRST");
    return arguments.isEmpty() ? named(node, "list_sort") : Ast.call("list_sort", arguments.getFirst(), order, nulls);
  }

  private static JsonNode filtered(ObjectNode node) {
    JsonNode filter = node.path("filter");
    if (!filter.isObject() || Ast.arguments(node).isEmpty()) {
      return node;
    }
    ObjectNode first = (ObjectNode) node.path("arguments").get(0);
    first.set("expression", Ast.when(filter, first.get("expression")));
    node.putNull("filter");
    return node;
  }
}
