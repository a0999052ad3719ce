package millrace.catalog;

import java.nio.charset.StandardCharsets;
import millrace.base.MillraceException;

/// One database of the catalog as text that travels: JSON and its checksum, as all objects of the catalog are.
public final class DatabaseText {
  private DatabaseText() {}

  public static String write(Database database) {
    return new String(new CatalogJson().encode(database), StandardCharsets.UTF_8);
  }

  /// @throws MillraceException with code CORRUPT when it does not stand
  public static Database read(String text) {
    return new CatalogJson().decode(text.getBytes(StandardCharsets.UTF_8), Database.class, "of the backup");
  }
}
