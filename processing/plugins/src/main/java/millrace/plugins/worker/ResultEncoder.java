package millrace.plugins.worker;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// Sends a query's rows as ROWS frames: each a list of dicts with every column in every row, or a list of columns.
final class ResultEncoder {
  /// A frame is sent when it holds this many rows, or bytes.
  private static final int FRAME_ROWS = 2_000;

  private static final int FRAME_BYTES = 4 << 20;

  private final Lane lane;
  private final ResultRows rows;
  private final List<String> columns;

  ResultEncoder(Lane lane, ResultRows rows) {
    this.lane = lane;
    this.rows = rows;
    this.columns = rows.columns();
  }

  /// Sends all rows as dicts.
  ///
  /// @return the payload of the REPLY that ends them
  byte[] sendRows() throws IOException {
    boolean more = rows.next();
    while (more) {
      MarshalWriter out = new MarshalWriter(1 << 14);
      int countAt = out.openList();
      List<Integer> keys = new ArrayList<>(columns.size());
      int count = 0;
      while (more && count < FRAME_ROWS && out.size() < FRAME_BYTES) {
        row(out, keys);
        count++;
        more = rows.next();
      }
      out.closeList(countAt, count);
      lane.send(Frames.ROWS, out.toBytes());
    }
    return new MarshalWriter().none().toBytes();
  }

  /// Sends all rows as lists of values, one list for each column in order: no name and no dict for each row.
  ///
  /// @return the payload of the REPLY that ends them: the columns' names, which an empty result has too
  byte[] sendColumns() throws IOException {
    Object[][] chunk = new Object[columns.size()][FRAME_ROWS];
    int count = 0;
    while (rows.next()) {
      for (int column = 0; column < chunk.length; column++) {
        chunk[column][count] = rows.value(column);
      }
      if (++count == FRAME_ROWS) {
        lane.send(Frames.ROWS, columns(chunk, count));
        count = 0;
      }
    }
    if (count > 0) {
      lane.send(Frames.ROWS, columns(chunk, count));
    }
    MarshalWriter names = new MarshalWriter().list(columns.size());
    columns.forEach(names::text);
    return names.toBytes();
  }

  private static byte[] columns(Object[][] chunk, int count) {
    MarshalWriter out = new MarshalWriter(1 << 14).list(chunk.length);
    for (Object[] column : chunk) {
      out.list(count);
      for (int row = 0; row < count; row++) {
        out.value(column[row]);
      }
    }
    return out.toBytes();
  }

  private void row(MarshalWriter out, List<Integer> keys) {
    out.dict();
    for (int column = 0; column < columns.size(); column++) {
      if (keys.size() == column) {
        keys.add(out.references());
        out.key(columns.get(column));
      } else {
        out.reference(keys.get(column));
      }
      out.value(rows.value(column));
    }
    out.endDict();
  }
}
