package millrace.columns;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// The tables one query opens. It remembers their readers, so that the answer can say what they had to leave out.
///
/// Threads: any.
public final class ObservedTables implements TableSource {
  private final TableSource tables;
  private final List<TableReader> opened = new ArrayList<>();

  public ObservedTables(TableSource tables) {
    this.tables = tables;
  }

  @Override
  public TableReader open(long tableId) {
    TableReader reader = tables.open(tableId);
    synchronized (opened) {
      opened.add(reader);
    }
    return reader;
  }

  /// What the readers opened here, closed ones too, have left out so far because it cannot be read: a sentence each,
  /// none twice. The answer is partial unless this is empty.
  public List<String> damage() {
    Set<String> damage = new LinkedHashSet<>();
    synchronized (opened) {
      opened.forEach(reader -> damage.addAll(reader.damage()));
    }
    return List.copyOf(damage);
  }
}
