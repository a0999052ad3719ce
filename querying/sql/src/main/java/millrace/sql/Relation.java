package millrace.sql;

import java.util.List;
import java.util.Map;
import java.util.Set;
import millrace.base.TimeSpan;
import millrace.sql.duck.DuckRelation;

/// A table as a query sees it: a user's table or a system table.
public interface Relation {
  /// Columns in the order of `SELECT *`: a user's table has them by name ascending, `time` among them; a system table as
  /// it declares them.
  List<SqlColumn> columns();

  /// Names that a query may use for some columns besides their own, to the columns' own.
  default Map<String, String> otherNames() {
    return Map.of();
  }

  /// Binds the table for one use within a query.
  DuckRelation open(Hints hints);

  /// What the query's WHERE clause says of the rows it wants; rows outside may be left out, none inside may.
  ///
  /// @param span times wanted
  /// @param tagValues tags that must have one of some values
  record Hints(TimeSpan span, Map<String, Set<String>> tagValues) {
    public static final Hints NONE = new Hints(TimeSpan.ALL, Map.of());

    public Hints {
      tagValues = Map.copyOf(tagValues);
    }
  }
}
