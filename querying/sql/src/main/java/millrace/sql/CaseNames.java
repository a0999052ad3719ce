package millrace.sql;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// Names for DuckDB, which takes `Temp` and `temp` for one column: all but the first of those that differ in case only
/// get a mark and a number behind, taken away again from results.
final class CaseNames {
  /// A private-use character nobody writes.
  private static final char MARK = '\uE000';

  private CaseNames() {}

  /// What DuckDB calls the columns of a relation.
  static List<String> of(List<SqlColumn> columns) {
    Set<String> taken = new HashSet<>();
    List<String> names = new ArrayList<>();
    for (SqlColumn column : columns) {
      boolean isNew = taken.add(column.name().toLowerCase(Locale.ROOT));
      names.add(isNew ? column.name() : column.name() + MARK + names.size());
    }
    return names;
  }

  /// What the client calls a column of a result.
  static String withoutMark(String name) {
    int mark = name.indexOf(MARK);
    return mark < 0 ? name : name.substring(0, mark);
  }
}
