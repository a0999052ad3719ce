package millrace.query.scan;

import millrace.influxql.Expression.VarRef;
import millrace.query.batch.Batch;
import millrace.query.iterator.BatchIterator;
import millrace.query.iterator.IteratorOptions;

/// Reads auxiliary fields of one series for the points a selector picked, and for no others.
final class LateAuxIterator implements BatchIterator {
  private final BatchIterator input;
  private final SeriesInShard series;
  private final IteratorOptions options;
  private final Batch out;
  private SideColumn[] aux;

  /// @param input selected points of the series, without auxiliary fields
  LateAuxIterator(BatchIterator input, SeriesInShard series, IteratorOptions options) {
    this.input = input;
    this.series = series;
    this.options = options;
    this.out = new Batch(input.batch().type(), SeriesScan.auxTypes(options.aux()), input.batch().allowance());
  }

  @Override
  public Batch batch() {
    return out;
  }

  @Override
  public boolean next() {
    out.size = 0;
    if (!input.next()) {
      return false;
    }
    open();
    Batch in = input.batch();
    out.ensure(in.size);
    System.arraycopy(in.times, 0, out.times, 0, in.size);
    System.arraycopy(in.groups, 0, out.groups, 0, in.size);
    System.arraycopy(in.weights, 0, out.weights, 0, in.size);
    out.values.copy(in.values, 0, 0, in.size);
    for (int i = 0; i < aux.length; i++) {
      aux[i].valuesAt(in.times, 0, in.size, out.aux[i]);
    }
    out.size = in.size;
    return true;
  }

  private void open() {
    if (aux == null) {
      aux =
          options.aux().stream()
              .map((VarRef ref) -> SideColumn.open(series, ref, options.ascending()))
              .toArray(SideColumn[]::new);
    }
  }
}
