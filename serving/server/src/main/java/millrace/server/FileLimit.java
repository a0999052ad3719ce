package millrace.server;

import java.util.List;
import millrace.base.ErrorCode;
import millrace.base.MillraceException;
import millrace.base.TimeSpan;
import millrace.columns.Column;
import millrace.columns.SeriesSet;
import millrace.columns.ShardReader;
import millrace.columns.TableReader;
import millrace.columns.TableSource;

/// Tables whose readers refuse to read a time of more data files than a query may.
///
/// @param most files of one table that a query may read
record FileLimit(TableSource tables, long most) implements TableSource {
  @Override
  public TableReader open(long tableId) {
    return new Limited(tables.open(tableId), most);
  }

  private record Limited(TableReader reader, long most) implements TableReader {
    @Override
    public List<ShardReader> shards(TimeSpan span) {
      int files = reader.fileCount(span);
      if (files > most) {
        throw new MillraceException(ErrorCode.BAD_QUERY, "External error: Query would scan " + files
            + " Parquet files, exceeding the file limit. It is " + most + "; ask for a shorter time range.");
      }
      return reader.shards(span);
    }

    @Override
    public List<Column> columns() {
      return reader.columns();
    }

    @Override
    public SeriesSet series() {
      return reader.series();
    }

    @Override
    public int fileCount(TimeSpan span) {
      return reader.fileCount(span);
    }

    @Override
    public boolean isUnwritten() {
      return reader.isUnwritten();
    }

    @Override
    public List<String> damage() {
      return reader.damage();
    }

    @Override
    public void close() {
      reader.close();
    }
  }
}
