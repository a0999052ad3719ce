package millrace.query.select;

import java.util.List;
import millrace.columns.ColumnType;
import millrace.query.batch.Batch;
import millrace.query.batch.Group;
import millrace.query.batch.Vector;
import millrace.query.expression.ColumnExpression;

/// Joins the streams of a statement's calls to rows: the next row is the first series and time that any stream has, and
/// every stream that is there takes part. Then the fields are computed.
final class JoinCursor implements RowCursor {
  private final List<JoinedStream> streams;
  private final Variables variables;
  private final List<ColumnExpression> fields;
  private final List<String> names;
  private final boolean ascending;
  private final Rows rows;
  private Group series;

  JoinCursor(
      List<JoinedStream> streams,
      Variables variables,
      List<ColumnExpression> fields,
      List<String> names,
      boolean ascending) {
    this.streams = streams;
    this.variables = variables;
    this.fields = fields;
    this.names = names;
    this.ascending = ascending;
    this.rows = new Rows(types());
    rows.fill = variables.fillCell();
    for (int i = 0; i < rows.filled.length; i++) {
      int variable = fields.get(i).reference();
      rows.filled[i] = variable >= 0 ? variables.filled(variable) : null;
    }
  }

  @Override
  public List<String> names() {
    return names;
  }

  @Override
  public List<ColumnType> types() {
    return fields.stream().map(ColumnExpression::type).toList();
  }

  @Override
  public Rows rows() {
    return rows;
  }

  @Override
  public boolean next() {
    rows.size = 0;
    if (streams.size() == 1) {
      takeRuns(streams.getFirst());
    } else {
      while (rows.size < Batch.CAPACITY && scan(rows.size)) {
        rows.size++;
      }
    }
    if (rows.size == 0) {
      return false;
    }
    for (int i = 0; i < rows.columns.length; i++) {
      Vector values = fields.get(i).evaluate(variables.columns(), rows.size);
      rows.columns[i].copy(values, 0, 0, rows.size);
    }
    return true;
  }

  /// The only stream's points are the rows, so they are taken column by column.
  private void takeRuns(JoinedStream stream) {
    while (rows.size < Batch.CAPACITY && stream.has()) {
      if (stream.group() != series) {
        series = stream.group();
        variables.startSeries();
      }
      rows.size += stream.takeRun(rows, variables);
    }
  }

  private boolean scan(int row) {
    JoinedStream first = first();
    if (first == null) {
      return false;
    }
    long time = first.time();
    Group group = first.group();
    if (group != series) {
      series = group;
      variables.startSeries();
    }
    for (JoinedStream stream : streams) {
      stream.scanAt(time, group, variables, row);
    }
    rows.times[row] = time;
    rows.groups[row] = group;
    return true;
  }

  private JoinedStream first() {
    JoinedStream first = null;
    for (JoinedStream stream : streams) {
      if (stream.has() && (first == null || isBefore(stream, first))) {
        first = stream;
      }
    }
    return first;
  }

  private boolean isBefore(JoinedStream a, JoinedStream b) {
    if (a.group() != b.group()) {
      int byGroup = a.group().compareTo(b.group());
      return ascending ? byGroup < 0 : byGroup > 0;
    }
    return ascending ? a.time() < b.time() : a.time() > b.time();
  }
}
