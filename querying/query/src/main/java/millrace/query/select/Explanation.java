package millrace.query.select;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import millrace.columns.ShardReader;
import millrace.influxql.Expression;
import millrace.influxql.Expression.Call;
import millrace.query.compile.ColumnNames;
import millrace.query.compile.CompiledSelect;
import millrace.query.compile.CompiledSource;
import millrace.query.scan.MappedTable;

/// The lines of EXPLAIN: for each call, or once for a statement without calls, what is read.
final class Explanation {
  private final ShardMapping shards;

  Explanation(ShardMapping shards) {
    this.shards = shards;
  }

  /// Blocks of lines, with an empty line between two.
  List<String> of(CompiledSelect select) {
    ValueMapper mapper = new ValueMapper();
    ColumnNames.columns(select.fields(), false).forEach(field -> mapper.map(field.expression()));
    String aux =
        mapper.references().stream().map(Object::toString).sorted().collect(Collectors.joining(", "));
    List<String> lines = new ArrayList<>();
    List<Call> calls = mapper.calls();
    for (int i = 0; i < Math.max(1, calls.size()); i++) {
      if (i > 0) {
        lines.add("");
      }
      block(calls.isEmpty() ? "<nil>" : expression(calls.get(i)), aux, select, lines);
    }
    return lines;
  }

  private static String expression(Expression call) {
    return call.toString();
  }

  private void block(String expression, String aux, CompiledSelect select, List<String> lines) {
    List<ShardReader> read = new ArrayList<>();
    collect(select, read);
    if (read.isEmpty()) {
      lines.add("");
      return;
    }
    long series = read.stream().mapToLong(shard -> shard.series().length).sum();
    lines.add("EXPRESSION: " + expression);
    if (!aux.isEmpty()) {
      lines.add("AUXILIARY FIELDS: " + aux);
    }
    lines.add("NUMBER OF SHARDS: " + read.size());
    lines.add("NUMBER OF SERIES: " + series);
  }

  private void collect(CompiledSelect select, List<ShardReader> read) {
    for (CompiledSource source : select.sources()) {
      switch (source) {
        case CompiledSource.Rows rows -> collect(rows.select(), read);
        case CompiledSource.Joined joined -> joined.sides().forEach(side -> collect(side.select(), read));
        default -> {
          for (MappedTable table : shards.tables(source)) {
            read.addAll(table.shards());
          }
        }
      }
    }
  }

  /// Lines as one-column rows.
  static List<List<String>> rows(List<String> lines) {
    return lines.stream().map(Collections::singletonList).toList();
  }
}
