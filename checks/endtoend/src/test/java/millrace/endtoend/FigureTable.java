package millrace.endtoend;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// What a run of a benchmark found: a row a figure, a column a server, and how many times better the first server is.
final class FigureTable {
  /// Which way is better.
  enum Better {
    MORE,
    LESS
  }

  private record Row(Better better, Map<String, Double> values) {}

  private final List<String> servers;
  private final Map<String, Row> rows = new LinkedHashMap<>();

  /// @param servers their names, first the one that the others are compared with
  FigureTable(List<String> servers) {
    this.servers = List.copyOf(servers);
  }

  /// Adds a figure, and prints it, so that a run can be watched.
  void put(String figure, Better better, String server, double value) {
    rows.computeIfAbsent(figure, name -> new Row(better, new LinkedHashMap<>())).values.put(server, value);
    System.out.printf(Locale.ROOT, "%-13s %-46s %12s%n", server, figure, text(value));
  }

  /// The table as lines of Markdown; a ratio above 1 is in favour of the first server.
  String text() {
    List<String> titles = new ArrayList<>(List.of("figure", servers.getFirst()));
    servers.stream().skip(1).forEach(other -> titles.addAll(List.of(other, "ratio")));
    StringBuilder text = new StringBuilder(line(titles));
    text.append("|---|").append("---:|".repeat(titles.size() - 1)).append('\n');
    rows.forEach((figure, row) -> text.append(line(cells(figure, row))));
    return text.toString();
  }

  private List<String> cells(String figure, Row row) {
    Double ours = row.values.get(servers.getFirst());
    List<String> cells = new ArrayList<>(List.of(figure, ours == null ? "" : text(ours)));
    for (String other : servers.subList(1, servers.size())) {
      Double theirs = row.values.get(other);
      boolean both = ours != null && theirs != null;
      cells.add(theirs == null ? "" : text(theirs));
      cells.add(both ? text(row.better == Better.MORE ? ours / theirs : theirs / ours) : "");
    }
    return cells;
  }

  private static String line(List<String> cells) {
    StringBuilder line = new StringBuilder("|");
    for (int i = 0; i < cells.size(); i++) {
      line.append(String.format(Locale.ROOT, i == 0 ? " %-46s |" : " %12s |", cells.get(i)));
    }
    return line.append('\n').toString();
  }

  /// Three digits, or all before the point.
  private static String text(double value) {
    int decimals = value >= 100 ? 0 : value >= 10 ? 1 : 2;
    return String.format(Locale.ROOT, "%,." + decimals + "f", value);
  }
}
