package millrace.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import millrace.plugins.worker.PythonOptions;

/// Opens files of an import as the user wants them read.
final class ImportSources {
  /// What a file can be.
  enum Format {
    LINES("line"), CSV("line"), PARQUET("row");

    /// What its records are counted in.
    private final String unit;

    Format(String unit) {
      this.unit = unit;
    }

    String unit() {
      return unit;
    }
  }

  private final Arguments arguments;
  private final Map<String, String> environment;

  ImportSources(Arguments arguments, Map<String, String> environment) {
    this.arguments = arguments;
    this.environment = environment;
  }

  /// What is in a file, by what the user says, else by its name.
  ///
  /// @throws UsageError when neither tells
  Format format(Path file) {
    return switch (arguments.find("--format").orElseGet(() -> ending(file))) {
      case "lp", "line", "txt", "influx" -> Format.LINES;
      case "csv" -> Format.CSV;
      case "parquet" -> Format.PARQUET;
      default -> throw new UsageError("what is in " + file + "? Say --format lp, --format csv or --format parquet", "");
    };
  }

  /// The unit in which the lines made of a file name their times, as the server calls it.
  String precision(Format format) {
    return format == Format.LINES ? WriteCommand.longName(precision()) : "nanosecond";
  }

  /// Opens a file where its import stands.
  ///
  /// @param nowNanos the time of lines that have none
  /// @throws CommandFailure when it cannot be read so, or is not what was imported
  ImportSource open(Path file, Format format, Optional<ImportPosition> done, long nowNanos) throws IOException {
    int batchBytes = (int) Math.min(Sizes.parse(arguments.get("--batch-size")), RecordReader.LONGEST);
    return switch (format) {
      case LINES -> RecordSource.open(
          file, new LineFile(nowNanos / Math.max(1, unitNanos())), batchBytes, done.orElse(ImportPosition.START));
      case CSV -> RecordSource.open(file, csv(file), batchBytes, done.orElse(ImportPosition.START));
      case PARQUET -> ParquetSource.open(
          file, parquetOptions(), stem(file), PythonOptions.defaultCacheFolder(environment), batchBytes, done);
    };
  }

  private RecordSource.Format csv(Path file) throws IOException {
    CsvFile.Options options = new CsvFile.Options(arguments.find("--table").orElseGet(() -> stem(file)), tags(),
        arguments.find("--time-column").orElse("time"), types(), unitNanos());
    return AnnotatedCsv.isOne(file) ? new AnnotatedCsv(options.unitNanos()) : CsvFile.open(file, options);
  }

  private ParquetLayout.Options parquetOptions() {
    return new ParquetLayout.Options(arguments.find("--table"), tags(), arguments.find("--time-column"), types(),
        names("--without"), unitNanos());
  }

  private Set<String> tags() {
    return names("--tags");
  }

  private Set<String> names(String flag) {
    return arguments.find(flag).map(text -> Set.copyOf(List.of(text.split(",")))).orElse(Set.of());
  }

  private Map<String, CsvColumns.Kind> types() {
    return arguments.find("--types").map(CsvColumns::types).orElse(Map.of());
  }

  private String precision() {
    return WriteCommand.checkedPrecision(arguments.get("--precision"));
  }

  private long unitNanos() {
    return Instants.unitNanos(precision());
  }

  /// `csv` of `a.csv` and `a.csv.gz`.
  private static String ending(Path file) {
    String name = nameWithoutGzip(file).toLowerCase(Locale.ROOT);
    return name.substring(name.lastIndexOf('.') + 1);
  }

  /// `a` of `a.csv.gz`.
  private static String stem(Path file) {
    String name = nameWithoutGzip(file);
    int dot = name.lastIndexOf('.');
    return dot > 0 ? name.substring(0, dot) : name;
  }

  private static String nameWithoutGzip(Path file) {
    return file.getFileName().toString().replaceFirst("(?i)\\.gz$", "");
  }
}
