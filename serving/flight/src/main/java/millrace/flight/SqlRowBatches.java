package millrace.flight;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import millrace.flight.arrow.ArrowSchema;
import millrace.flight.arrow.BatchBuilder;
import millrace.flight.arrow.ResultTypes;
import millrace.flight.arrow.SeriesBatches;
import millrace.sql.SqlBatch;
import millrace.sql.SqlColumn;

/// Sends the rows of a SQL query as record batches.
final class SqlRowBatches implements FlightQueries.Rows {
  private final SeriesBatches.Output output;
  private final Consumer<List<String>> told;
  private Optional<BatchBuilder> builder = Optional.empty();
  private int columnCount;

  /// @param told what an answer lacks that is not whole
  SqlRowBatches(SeriesBatches.Output output, Consumer<List<String>> told) {
    this.output = output;
    this.told = told;
  }

  @Override
  public void begin(List<SqlColumn> columns) {
    try {
      ArrowSchema schema = ResultTypes.schema(columns);
      output.schema(schema);
      columnCount = columns.size();
      builder = Optional.of(new BatchBuilder(schema, output));
    } catch (IOException gone) {
      throw new UncheckedIOException(gone);
    }
  }

  @Override
  public void batch(SqlBatch batch) {
    try {
      List<BatchBuilder.Source> sources = new ArrayList<>();
      for (int column = 0; column < columnCount; column++) {
        sources.add(new BatchBuilder.Source.SqlColumn(batch.cells(column)));
      }
      builder.orElseThrow().rows(batch.rows(), sources);
    } catch (IOException gone) {
      throw new UncheckedIOException(gone);
    }
  }

  @Override
  public void end(List<String> missing) {
    try {
      told.accept(missing);
      builder.orElseThrow().finish();
    } catch (IOException gone) {
      throw new UncheckedIOException(gone);
    }
  }
}
