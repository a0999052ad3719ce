package millrace.query.select;

import java.util.ArrayList;
import java.util.List;
import millrace.query.compile.CompiledSelect;
import millrace.query.compile.CompiledSource;
import millrace.query.scan.MappedTable;

/// The tree of EXPLAIN ANALYZE: a statement run to its end, and what was read for it.
final class Analysis {
  private final ShardMapping shards;

  Analysis(ShardMapping shards) {
    this.shards = shards;
  }

  /// Runs the cursor and draws the tree.
  List<String> of(CompiledSelect select, RowCursor cursor) {
    long rows = 0;
    while (cursor.next()) {
      rows += cursor.rows().size;
    }
    List<String> lines = new ArrayList<>();
    lines.add(".");
    lines.add("└── select");
    lines.add("    ├── rows: " + rows);
    lines.add("    └── build_cursor");
    tables(select, "        ", lines);
    lines.add("");
    return lines;
  }

  private void tables(CompiledSelect select, String indent, List<String> lines) {
    for (CompiledSource source : select.sources()) {
      switch (source) {
        case CompiledSource.Rows inner -> {
          lines.add(indent + "└── subquery");
          tables(inner.select(), indent + "    ", lines);
        }
        default -> {
          for (MappedTable table : shards.tables(source)) {
            lines.add(indent + "└── create_iterator");
            lines.add(indent + "    ├── measurement: " + table.name());
            lines.add(indent + "    └── shards: " + table.shards().size());
          }
        }
      }
    }
  }
}
