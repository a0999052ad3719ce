package millrace.sql;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
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

  /// Binds the table for one use within a query that may be given up.
  ///
  /// @param isCancelled whether it was; asked by whatever takes long
  default DuckRelation open(Hints hints, BooleanSupplier isCancelled) {
    return open(hints);
  }

  /// The rows a query takes when it sorts by time and stops: the first, or the last in the order of time, and with them
  /// whatever has the time of the last one taken.
  ///
  /// @param count how many, at least one
  record First(int count, boolean descending) {}

  /// What the query's WHERE clause says of the rows it wants; rows outside may be left out, none inside may.
  ///
  /// @param span times wanted
  /// @param tagValues tags that must have one of some values
  /// @param isWhole whether the clause says no more than that
  /// @param first which of these rows suffice; empty for all
  record Hints(TimeSpan span, Map<String, Set<String>> tagValues, boolean isWhole, Optional<First> first) {
    public static final Hints NONE = new Hints(TimeSpan.ALL, Map.of(), false, Optional.empty());

    public Hints {
      tagValues = Map.copyOf(tagValues);
    }

    /// The same for a query that needs some of the rows only.
    Hints firstOnly(Optional<First> wanted) {
      return new Hints(span, tagValues, isWhole, wanted);
    }
  }
}
