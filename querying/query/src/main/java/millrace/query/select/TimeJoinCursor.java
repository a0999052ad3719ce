package millrace.query.select;

import java.util.List;
import java.util.function.UnaryOperator;
import millrace.columns.ColumnType;
import millrace.influxql.Source.Join.Kind;
import millrace.query.batch.Allowance;
import millrace.query.batch.Batch;
import millrace.query.batch.Group;

/// Joins rows of several cursors that are of one group and time: each row of a side with each of the others. A side that
/// has none takes part with a row of nothing, where the kind of join lets it.
final class TimeJoinCursor implements RowCursor {
  private static final long BYTES_PER_VALUE = 24;

  private final Kind kind;
  private final List<Side> sides;
  private final List<String> names;
  private final boolean ascending;
  private final Allowance memory;
  private final Rows out;

  private Group group;
  private long time;
  private boolean isAtRows;

  /// One side: its cursor, and its rows of the current time.
  private static final class Side {
    private final RowCursor input;
    private final UnaryOperator<Group> groups;
    private final Rows held;
    private int next;
    private int current;
    private int mostHeld;
    private Group from;
    private Group joined;

    Side(RowCursor input, UnaryOperator<Group> groups) {
      this.input = input;
      this.groups = groups;
      this.held = new Rows(input.types());
      this.next = -1;
    }

    boolean has() {
      if (next >= 0 && next < input.rows().size) {
        return true;
      }
      next = 0;
      return input.next();
    }

    long time() {
      return input.rows().times[next];
    }

    Group group() {
      Group own = input.rows().groups[next];
      if (own != from) {
        from = own;
        joined = groups.apply(own);
      }
      return joined;
    }

    /// Takes all rows of a group and time.
    void hold(Group group, long time, Allowance memory) {
      held.size = 0;
      current = 0;
      while (has() && time() == time && group() == group) {
        held.append(input.rows(), next++);
        if (held.size > mostHeld) {
          mostHeld = held.size;
          memory.take(BYTES_PER_VALUE * (1 + held.columns.length));
        }
      }
    }
  }

  /// @param groups the group of the joined rows that a group of a side belongs to
  TimeJoinCursor(
      Kind kind,
      List<RowCursor> sides,
      List<String> names,
      UnaryOperator<Group> groups,
      boolean ascending,
      Allowance memory) {
    this.kind = kind;
    this.sides = sides.stream().map(side -> new Side(side, groups)).toList();
    this.names = names;
    this.ascending = ascending;
    this.memory = memory;
    this.out = new Rows(types());
  }

  @Override
  public List<String> names() {
    return names;
  }

  @Override
  public List<ColumnType> types() {
    return sides.stream().flatMap(side -> side.input.types().stream()).toList();
  }

  @Override
  public Rows rows() {
    return out;
  }

  @Override
  public boolean next() {
    out.size = 0;
    while (out.size < Batch.CAPACITY && (isAtRows || findRows())) {
      addRow();
      isAtRows = nextCombination();
    }
    return out.size > 0;
  }

  /// Steps to the next group and time whose rows are wanted.
  private boolean findRows() {
    while (true) {
      Side first = first();
      if (first == null) {
        return false;
      }
      group = first.group();
      time = first.time();
      sides.forEach(side -> side.hold(group, time, memory));
      boolean isWanted = switch (kind) {
        case INNER -> sides.stream().allMatch(side -> side.held.size > 0);
        case LEFT -> sides.getFirst().held.size > 0;
        case FULL -> true;
      };
      if (isWanted) {
        return true;
      }
    }
  }

  private Side first() {
    Side first = null;
    for (Side side : sides) {
      if (side.has() && (first == null || isBefore(side, first))) {
        first = side;
      }
    }
    return first;
  }

  private boolean isBefore(Side a, Side b) {
    int byGroup = a.group().compareTo(b.group());
    int order = byGroup != 0 ? byGroup : Long.compare(a.time(), b.time());
    return ascending ? order < 0 : order > 0;
  }

  private void addRow() {
    int row = out.size++;
    out.times[row] = time;
    out.groups[row] = group;
    int column = 0;
    for (Side side : sides) {
      for (int i = 0; i < side.held.columns.length; i++) {
        if (side.held.size > 0) {
          out.columns[column].copy(side.held.columns[i], side.current, row);
        } else {
          out.columns[column].setMissing(row);
        }
        column++;
      }
    }
  }

  /// Steps to the next combination of rows, the last side's changing fastest.
  private boolean nextCombination() {
    for (Side side : sides.reversed()) {
      if (++side.current < side.held.size) {
        return true;
      }
      side.current = 0;
    }
    return false;
  }
}
