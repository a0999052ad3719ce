package millrace.server.debug;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// What is shown to people or programs: tables of facts, then what is damaged, what is worth knowing, and what was done.
final class Report {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final List<Table> tables = new ArrayList<>();
  private final Table damage = new Table("damage", List.of("object", "finding"));
  private final Table notes = new Table("notes", List.of("object", "note"));
  private final Table actions = new Table("actions", List.of("object", "action"));

  /// Rows of facts; numbers and truths stay what they are in JSON.
  static final class Table {
    private final String name;
    private final List<String> columns;
    private final List<List<Object>> rows = new ArrayList<>();

    private Table(String name, List<String> columns) {
      this.name = name;
      this.columns = columns;
    }

    void row(Object... cells) {
      rows.add(Arrays.asList(cells));
    }
  }

  Table table(String name, String... columns) {
    Table table = new Table(name, List.of(columns));
    tables.add(table);
    return table;
  }

  void damage(String object, String finding) {
    damage.row(object, finding);
  }

  void note(String object, String note) {
    notes.row(object, note);
  }

  void action(String object, String action) {
    actions.row(object, action);
  }

  boolean hasDamage() {
    return !damage.rows.isEmpty();
  }

  void print(boolean json, PrintStream out) {
    if (json) {
      printJson(out);
      return;
    }
    tables.forEach(table -> print(table, out));
    for (Table table : List.of(damage, notes, actions)) {
      if (!table.rows.isEmpty()) {
        print(table, out);
      }
    }
    out.println(hasDamage() ? damage.rows.size() + " damaged" : "no damage found");
  }

  private void printJson(PrintStream out) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = JSON.getFactory().createGenerator(text)) {
      json.writeStartObject();
      for (Table table : tables) {
        write(table, json);
      }
      for (Table table : List.of(damage, notes, actions)) {
        write(table, json);
      }
      json.writeEndObject();
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    out.println(text);
  }

  private static void write(Table table, JsonGenerator json) throws IOException {
    json.writeArrayFieldStart(table.name);
    for (List<Object> row : table.rows) {
      json.writeStartObject();
      for (int i = 0; i < row.size(); i++) {
        json.writeObjectField(table.columns.get(i), row.get(i));
      }
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static void print(Table table, PrintStream out) {
    int[] widths = table.columns.stream().mapToInt(String::length).toArray();
    for (List<Object> row : table.rows) {
      for (int i = 0; i < widths.length; i++) {
        String text = row.get(i).toString();
        widths[i] = Math.max(widths[i], text.codePointCount(0, text.length()));
      }
    }
    out.println(table.name);
    rule(widths, out);
    line(table.columns, widths, out);
    rule(widths, out);
    table.rows.forEach(row -> line(row, widths, out));
    rule(widths, out);
    out.println();
  }

  private static void rule(int[] widths, PrintStream out) {
    for (int width : widths) {
      out.print("+" + "-".repeat(width + 2));
    }
    out.println("+");
  }

  private static void line(List<?> cells, int[] widths, PrintStream out) {
    for (int i = 0; i < widths.length; i++) {
      String text = cells.get(i).toString();
      out.print("| " + text + " ".repeat(widths[i] - text.codePointCount(0, text.length()) + 1));
    }
    out.println("|");
  }
}
