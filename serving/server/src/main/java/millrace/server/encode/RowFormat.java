package millrace.server.encode;

import java.io.OutputStream;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The formats of the v3 endpoints.
public enum RowFormat {
  JSON("application/json"),
  JSON_LINES("application/jsonl"),
  CSV("text/csv"),
  PRETTY("text/plain; charset=utf-8"),
  PARQUET("application/vnd.apache.parquet");

  private static final Pattern WEIGHT = Pattern.compile(";\\s*[qQ]\\s*=\\s*([0-9]{1,3}(?:\\.[0-9]{0,3})?)");

  private final String contentType;

  RowFormat(String contentType) {
    this.contentType = contentType;
  }

  /// The format of a `format` parameter; empty for a name there is none for.
  public static Optional<RowFormat> named(String name) {
    return switch (name) {
      case "json" -> Optional.of(JSON);
      case "jsonl", "json_lines" -> Optional.of(JSON_LINES);
      case "csv" -> Optional.of(CSV);
      case "pretty" -> Optional.of(PRETTY);
      case "parquet" -> Optional.of(PARQUET);
      default -> Optional.empty();
    };
  }

  /// The format an `Accept` header likes best, the first of several it likes as much; empty when it likes none of ours.
  public static Optional<RowFormat> accepted(String accept) {
    return Arrays.stream(accept.split(",", -1))
        .filter(wish -> weight(wish) > 0)
        .sorted(Comparator.comparingDouble(RowFormat::weight).reversed())
        .flatMap(wish -> ofType(essence(wish)).stream())
        .findFirst();
  }

  /// What stands behind `q=`; 1 without it, and where it is no number.
  private static double weight(String wish) {
    Matcher matcher = WEIGHT.matcher(wish);
    return matcher.find() ? Double.parseDouble(matcher.group(1)) : 1;
  }

  private static Optional<RowFormat> ofType(String type) {
    return switch (type) {
      case "application/json", "*/*", "text/html", "" -> Optional.of(JSON);
      case "application/jsonl", "application/x-ndjson" -> Optional.of(JSON_LINES);
      case "text/csv" -> Optional.of(CSV);
      case "text/plain" -> Optional.of(PRETTY);
      case "application/vnd.apache.parquet" -> Optional.of(PARQUET);
      default -> Optional.empty();
    };
  }

  private static String essence(String wish) {
    int parameters = wish.indexOf(';');
    return (parameters < 0 ? wish : wish.substring(0, parameters)).strip().toLowerCase(Locale.ROOT);
  }

  public String contentType() {
    return contentType;
  }

  /// A writer of rows in this format.
  public RowWriter writer(OutputStream target) {
    ByteOutput out = new ByteOutput(target);
    return switch (this) {
      case JSON -> new JsonRows(out, false);
      case JSON_LINES -> new JsonRows(out, true);
      case CSV -> new CsvRows(out);
      case PRETTY -> new PrettyRows(out);
      case PARQUET -> new ParquetRows(target);
    };
  }
}
