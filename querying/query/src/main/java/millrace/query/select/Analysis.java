package millrace.query.select;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import millrace.query.compile.CompiledSelect;
import millrace.query.compile.CompiledSource;
import millrace.query.iterator.Profile;
import millrace.query.iterator.QueryContext;
import millrace.query.scan.MappedTable;

/// The tree of EXPLAIN ANALYZE: a statement run to its end, what was read for it, and what each operator gave in what time.
/// Source: the InfluxQL specification, 4.13; rows, bytes and times of operators are our own.
final class Analysis {
  private final ShardMapping shards;
  private final QueryContext context;
  private final Profile profile;

  Analysis(ShardMapping shards, QueryContext context, Profile profile) {
    this.shards = shards;
    this.context = context;
    this.profile = profile;
  }

  /// A line of the tree with those below it.
  private record Node(String text, List<Node> children) {
    static Node leaf(String text) {
      return new Node(text, List.of());
    }
  }

  /// Runs the cursor and draws the tree.
  ///
  /// @param statement its text
  /// @param planningNanos what it took to come this far
  List<String> of(String statement, CompiledSelect select, RowCursor cursor, long planningNanos) {
    long rows = 0;
    long most = 0;
    long start = System.nanoTime();
    while (cursor.next()) {
      rows += cursor.rows().size;
      most = Math.max(most, context.usedBytes());
    }
    long executionNanos = System.nanoTime() - start;
    List<Node> build = new ArrayList<>();
    build.add(new Node("labels", List.of(Node.leaf("statement: " + statement))));
    profile.operators().forEach(operator -> build.add(node(operator)));
    tables(select, build);
    Node root =
        new Node(
            "select",
            List.of(
                Node.leaf("execution_time: " + duration(executionNanos)),
                Node.leaf("planning_time: " + duration(planningNanos)),
                Node.leaf("total_time: " + duration(executionNanos + planningNanos)),
                Node.leaf("rows: " + rows),
                Node.leaf("points_read: " + (context.pointsRead() - context.pointsPassed())),
                Node.leaf("points_passed_by_page: " + context.pointsPassed()),
                Node.leaf("memory_bytes: " + most),
                new Node("build_cursor", build)));
    List<String> lines = new ArrayList<>(List.of("."));
    draw(List.of(root), "", lines);
    lines.add("");
    return lines;
  }

  private static Node node(Profile.Operator operator) {
    List<Node> children = new ArrayList<>();
    children.add(Node.leaf("rows: " + operator.rows()));
    children.add(Node.leaf("bytes: " + operator.bytes()));
    children.add(Node.leaf("time: " + duration(operator.nanos())));
    operator.children().forEach(child -> children.add(node(child)));
    return new Node(operator.name(), children);
  }

  /// What was opened to be read.
  private void tables(CompiledSelect select, List<Node> nodes) {
    for (CompiledSource source : select.sources()) {
      switch (source) {
        case CompiledSource.Rows inner -> {
          List<Node> below = new ArrayList<>();
          tables(inner.select(), below);
          nodes.add(new Node("subquery", below));
        }
        case CompiledSource.Joined joined -> {
          List<Node> below = new ArrayList<>();
          joined.sides().forEach(side -> tables(side.select(), below));
          nodes.add(new Node("join", below));
        }
        default -> {
          for (MappedTable table : shards.tables(source)) {
            nodes.add(
                new Node(
                    "measurement: " + table.name(), List.of(Node.leaf("shards: " + table.shards().size()))));
          }
        }
      }
    }
  }

  private static void draw(List<Node> nodes, String indent, List<String> lines) {
    for (int i = 0; i < nodes.size(); i++) {
      boolean isLast = i == nodes.size() - 1;
      lines.add(indent + (isLast ? "└── " : "├── ") + nodes.get(i).text());
      draw(nodes.get(i).children(), indent + (isLast ? "    " : "│   "), lines);
    }
  }

  private static String duration(long nanos) {
    return String.format(Locale.ROOT, "%.3fms", nanos / 1e6);
  }
}
