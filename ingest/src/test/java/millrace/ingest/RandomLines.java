package millrace.ingest;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;

/// Random points of a few tables with awkward names, each as line protocol and as [BatchText] shows it. A field's type
/// goes with its name, so that points never conflict.
final class RandomLines {
  private static final String[] NAMES = {
    "a", "host", "with space", "with,comma", "with=equals", "back\\slash", "q\"uote", "日本", "🙂",
    "long_name_of_a_field", "x1"
  };
  private static final String[] VALUES = {"x", "server 1", "a,b", "k=v", "up\\down", "\"q\"", "Zürich", "4", "eu-west-1"};
  private static final String[] STRINGS = {
    "", "plain", "a\"b", "c\\d", "new\nline", "many,of=them all", "🙂", "\\\\", "x\\\"y"
  };

  private static final String[] TRUTHS = {"t", "T", "true", "True", "TRUE"};
  private static final String[] FALSEHOODS = {"f", "F", "false", "False", "FALSE"};

  private final SplittableRandom random;
  private final Dialect dialect;

  RandomLines(SplittableRandom random, Dialect dialect) {
    this.random = random;
    this.dialect = dialect;
  }

  /// A point.
  ///
  /// @param line its line protocol, without a newline
  /// @param row what is to come of it
  record Point(String line, String row) {}

  Point point() {
    String table = "t " + any(NAMES);
    Map<String, String> tags = new LinkedHashMap<>();
    for (int i = random.nextInt(4); i > 0; i--) {
      tags.put("tag " + any(NAMES), any(VALUES));
    }
    Map<String, String[]> fields = new LinkedHashMap<>();
    for (int i = random.nextInt(1, 6); i > 0; i--) {
      int name = random.nextInt(NAMES.length);
      fields.put("f" + NAMES[name], value(name % 5));
    }
    long time = random.nextBoolean() ? random.nextLong(-1_000_000, 2_000_000_000_000_000_000L) : random.nextInt(100);
    return new Point(line(table, tags, fields, time), row(table, tags, fields, time));
  }

  /// A value as it is written and as it is shown.
  private String[] value(int kind) {
    return switch (kind) {
      case 0 -> {
        double number = random.nextBoolean() ? random.nextInt(-1000, 1000) / 8.0 : random.nextGaussian() * 1e20;
        boolean isWhole = number == Math.rint(number) && Math.abs(number) < 1e6 && random.nextBoolean();
        String written = isWhole && number != 0 ? Long.toString((long) number) : Double.toString(number);
        yield new String[] {written, Double.toString(number)};
      }
      case 1 -> {
        long number = random.nextBoolean() ? random.nextLong() : random.nextInt(-50, 50);
        yield new String[] {number + "i", number + "i"};
      }
      case 2 -> {
        String text = any(STRINGS);
        yield new String[] {'"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"', '"' + text + '"'};
      }
      case 3 -> {
        boolean truth = random.nextBoolean();
        yield new String[] {any(truth ? TRUTHS : FALSEHOODS), Boolean.toString(truth)};
      }
      default -> {
        String number = Long.toUnsignedString(random.nextLong()) + (dialect == Dialect.V3 ? "u" : "");
        yield new String[] {number, dialect == Dialect.V3 ? number : Double.toString(Double.parseDouble(number))};
      }
    };
  }

  private String line(String table, Map<String, String> tags, Map<String, String[]> fields, long time) {
    StringBuilder line = new StringBuilder(escape(table, ", "));
    tags.forEach((key, value) -> line.append(',').append(escape(key, ",= ")).append('=').append(escape(value, ",= ")));
    line.append(" ".repeat(random.nextInt(1, 3)));
    List<String> pairs = new ArrayList<>();
    fields.forEach((key, value) -> pairs.add(escape(key, ",= ") + "=" + value[0]));
    return line.append(String.join(",", pairs)).append(' ').append(time).toString();
  }

  private String row(String table, Map<String, String> tags, Map<String, String[]> fields, long time) {
    List<String> pairs = new ArrayList<>();
    new TreeMap<>(fields).forEach((key, value) -> pairs.add(key + "=" + value[1]));
    return table + " " + new TreeMap<>(tags) + " " + String.join(",", pairs) + " " + time;
  }

  /// Writes backslashes as the dialect reads them: V3 takes one of two away, V1 keeps both.
  private String escape(String text, String separators) {
    StringBuilder escaped = new StringBuilder();
    for (char c : text.toCharArray()) {
      boolean needsOne = separators.indexOf(c) >= 0 || c == '\\' && dialect == Dialect.V3;
      escaped.append(needsOne ? "\\" : "").append(c);
    }
    return escaped.toString();
  }

  String any(String[] values) {
    return values[random.nextInt(values.length)];
  }
}
