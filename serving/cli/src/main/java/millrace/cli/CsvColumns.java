package millrace.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/// What the columns of a CSV file are: the time, tags, and fields of one type each.
final class CsvColumns {
  /// What a column is.
  enum Kind { TIME, TAG, INT64, UINT64, FLOAT64, BOOL, UTF8 }

  /// @param name as the header has it
  record Column(String name, Kind kind) {}

  private CsvColumns() {}

  /// Decides by what the user says, then by what the first records hold.
  ///
  /// @param types types of fields the user gave, by column
  /// @throws CommandFailure when the header lacks a column that the user names
  static List<Column> of(
      List<String> header, Set<String> tags, String timeColumn, Map<String, Kind> types, List<List<String>> sample) {
    require(header, timeColumn, "the time; name another with --time-column");
    tags.forEach(tag -> require(header, tag, "a tag"));
    types.keySet().forEach(name -> require(header, name, "a typed column"));
    List<Column> columns = new ArrayList<>();
    for (int i = 0; i < header.size(); i++) {
      String name = header.get(i);
      if (name.isEmpty() || header.indexOf(name) != i) {
        throw new CommandFailure("line 1: the header has " + (name.isEmpty() ? "a column without a name" : "'" + name + "' twice"));
      }
      int at = i;
      Kind kind = name.equals(timeColumn) ? Kind.TIME
          : tags.contains(name) ? Kind.TAG
          : types.containsKey(name) ? types.get(name)
          : guessed(sample.stream().filter(row -> at < row.size()).map(row -> row.get(at)).filter(c -> !c.isEmpty()).toList());
      columns.add(new Column(name, kind));
    }
    return columns;
  }

  /// What becomes of columns, for the user, in one line.
  static String meaning(String table, List<Column> columns) {
    return "table " + table + ": " + columns.stream()
        .map(column -> column.name() + switch (column.kind()) {
          case TIME -> " is the time";
          case TAG -> " tag";
          case INT64, UINT64, FLOAT64, BOOL, UTF8 -> " " + column.kind().name().toLowerCase(Locale.ROOT);
        })
        .collect(Collectors.joining(", "));
  }

  /// `name:type,…` as `create table --fields` takes it.
  static Map<String, Kind> types(String text) {
    return Arrays.stream(text.split(",")).map(pair -> {
      int colon = pair.lastIndexOf(':');
      if (colon < 1) {
        throw new UsageError("invalid value '" + text + "' for '--types <TYPES>': no `:` found in `" + pair + "`", "");
      }
      return Map.entry(pair.substring(0, colon), type(pair.substring(colon + 1)));
    }).collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue, (first, second) -> second));
  }

  private static Kind type(String text) {
    return switch (text) {
      case "int64", "uint64", "float64", "utf8", "bool" -> Kind.valueOf(text.toUpperCase(Locale.ROOT));
      default -> throw new UsageError("invalid value for '--types <TYPES>': " + text
          + " is not a valid data type, values are int64, uint64, float64, utf8, and bool", "");
    };
  }

  private static void require(List<String> header, String name, String what) {
    if (!header.contains(name)) {
      throw new CommandFailure(
          "line 1: the header has no column '" + name + "' for " + what + "; it has " + String.join(", ", header));
    }
  }

  private static Kind guessed(List<String> cells) {
    for (Kind kind : List.of(Kind.INT64, Kind.FLOAT64, Kind.BOOL)) {
      if (!cells.isEmpty() && cells.stream().allMatch(cell -> fits(kind, cell))) {
        return kind;
      }
    }
    return Kind.UTF8;
  }

  /// Whether a cell is a value of a field's type.
  static boolean fits(Kind kind, String cell) {
    try {
      switch (kind) {
        case INT64 -> Long.parseLong(cell);
        case UINT64 -> Long.parseUnsignedLong(cell);
        case FLOAT64 -> {
          return isPlainNumber(cell) && Double.isFinite(Double.parseDouble(cell));
        }
        case BOOL -> {
          return cell.equalsIgnoreCase("true") || cell.equalsIgnoreCase("false");
        }
        case UTF8, TAG, TIME -> {}
      }
      return true;
    } catch (NumberFormatException e) {
      return false;
    }
  }

  /// Java would also read `1f`, `0x1p3` and blanks around a number.
  private static boolean isPlainNumber(String cell) {
    return cell.chars().allMatch(c -> c >= '0' && c <= '9' || "+-.eE".indexOf(c) >= 0);
  }
}
