package millrace.flight;

import static millrace.flight.arrow.ArrowField.nullable;
import static millrace.flight.arrow.ArrowField.required;

import millrace.flight.arrow.ArrowSchema;
import millrace.flight.arrow.ArrowType;

/// Keys of tables. Nothing here has any that SQL knows of.
final class KeyListings {
  private static final ArrowType TEXT = new ArrowType.Utf8();
  private static final ArrowType ORDINAL = new ArrowType.Int(Integer.SIZE, true);
  private static final ArrowType RULE = new ArrowType.Int(Byte.SIZE, false);

  static final ArrowSchema PRIMARY = ArrowSchema.of(
      nullable("catalog_name", TEXT),
      nullable("db_schema_name", TEXT),
      required("table_name", TEXT),
      required("column_name", TEXT),
      nullable("key_name", TEXT),
      required("key_sequence", ORDINAL));

  static final ArrowSchema FOREIGN = ArrowSchema.of(
      nullable("pk_catalog_name", TEXT),
      nullable("pk_db_schema_name", TEXT),
      required("pk_table_name", TEXT),
      required("pk_column_name", TEXT),
      nullable("fk_catalog_name", TEXT),
      nullable("fk_db_schema_name", TEXT),
      required("fk_table_name", TEXT),
      required("fk_column_name", TEXT),
      required("key_sequence", ORDINAL),
      nullable("fk_key_name", TEXT),
      nullable("pk_key_name", TEXT),
      required("update_rule", RULE),
      required("delete_rule", RULE));

  private KeyListings() {}
}
