package millrace.query.select;

import millrace.query.QueryException;

/// Names of measurements that stand for the schema in the reference and cannot be selected from.
final class SystemSources {
  private SystemSources() {}

  static void refuse(String name) {
    String command =
        switch (name) {
          case "_fieldKeys" -> "SHOW FIELD KEYS";
          case "_measurements" -> "SHOW MEASUREMENTS";
          case "_series" -> "SHOW SERIES";
          case "_tagKeys" -> "SHOW TAG KEYS";
          case "_tags" -> "SHOW TAG VALUES";
          default -> "";
        };
    if (!command.isEmpty()) {
      throw new QueryException("unable to use system source '" + name + "': use " + command + " instead");
    }
  }
}
