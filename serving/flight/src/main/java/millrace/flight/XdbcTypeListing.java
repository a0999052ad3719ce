package millrace.flight;

import static millrace.flight.arrow.ArrowField.nullable;
import static millrace.flight.arrow.ArrowField.required;

import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import millrace.flight.arrow.ArrowSchema;
import millrace.flight.arrow.ArrowType;

/// The types of SQL as ODBC and JDBC number them.
final class XdbcTypeListing {
  private static final ArrowType TEXT = new ArrowType.Utf8();
  private static final ArrowType INT32 = new ArrowType.Int(Integer.SIZE, true);
  private static final ArrowType TRUTH = new ArrowType.Bool();
  static final ArrowSchema SCHEMA = ArrowSchema.of(
      required("type_name", TEXT),
      required("data_type", INT32),
      nullable("column_size", INT32),
      nullable("literal_prefix", TEXT),
      nullable("literal_suffix", TEXT),
      nullable("create_params", new ArrowType.ListOf(required("item", TEXT))),
      required("nullable", INT32),
      required("case_sensitive", TRUTH),
      required("searchable", INT32),
      nullable("unsigned_attribute", TRUTH),
      required("fixed_prec_scale", TRUTH),
      nullable("auto_increment", TRUTH),
      nullable("local_type_name", TEXT),
      nullable("minimum_scale", INT32),
      nullable("maximum_scale", INT32),
      required("sql_data_type", INT32),
      nullable("datetime_subcode", INT32),
      nullable("num_prec_radix", INT32),
      nullable("interval_precision", INT32));

  private static final List<List<Object>> ROWS = List.of(
      row("BOOLEAN", -7, 1, null, false, null, null, null),
      row("BIGINT", -5, 19, null, false, false, 10, null),
      row("BIGINT UNSIGNED", -5, 20, null, false, true, 10, null),
      row("INTEGER", 4, 10, null, false, false, 10, null),
      row("DOUBLE", 8, 53, null, false, false, 2, null),
      row("INTERVAL", 10, 2147483647, "'", false, null, null, 6),
      row("VARCHAR", 12, 2147483647, "'", true, null, null, null),
      row("DATE", 91, 10, "'", false, null, null, null),
      row("TIMESTAMP", 93, 29, "'", false, null, null, 3));

  private XdbcTypeListing() {}

  /// @param type the number wanted; empty for all
  static Listing of(OptionalInt type) {
    return new Listing(
        SCHEMA, ROWS.stream().filter(row -> type.isEmpty() || row.get(1).equals(type.getAsInt())).toList());
  }

  /// @param quote what stands before and behind a literal, or `null`
  private static List<Object> row(
      String name, int type, int size, Object quote, boolean caseSensitive, Object unsigned, Object radix, Object subcode) {
    return Arrays.asList(
        name, type, size, quote, quote, null, 1, caseSensitive, 3, unsigned, false, null, name, null, null, type, subcode,
        radix, null);
  }
}
