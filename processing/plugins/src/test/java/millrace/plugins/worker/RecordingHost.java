package millrace.plugins.worker;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiFunction;
import millrace.base.ErrorCode;
import millrace.base.MillraceException;

/// A [CallHost] that writes down what it is asked and answers queries from a table it was given.
final class RecordingHost implements CallHost {
  final List<String> logs = new CopyOnWriteArrayList<>();
  final List<String> writes = new CopyOnWriteArrayList<>();
  final List<String> queries = new CopyOnWriteArrayList<>();
  final List<String> streamed = new CopyOnWriteArrayList<>();
  private volatile BiFunction<String, Map<String, String>, ResultRows> answer =
      (sql, parameters) -> {
        throw new MillraceException(ErrorCode.NOT_FOUND, "error while planning query: no answer prepared");
      };

  RecordingHost answering(BiFunction<String, Map<String, String>, ResultRows> answer) {
    this.answer = answer;
    return this;
  }

  @Override
  public void log(LogLevel level, String text) {
    logs.add(level + " " + text);
  }

  @Override
  public ResultRows query(PluginQuery query) {
    String marked = query.language() == PluginQuery.Language.SQL ? "" : query.language() + " ";
    queries.add(query.database() + ": " + marked + query.text() + " " + query.parameters());
    return answer.apply(query.text(), query.parameters());
  }

  @Override
  public void write(String database, String lines, boolean noSync) {
    if (lines.contains("bad")) {
      throw new MillraceException(ErrorCode.BAD_LINE, "partial write of line protocol occurred");
    }
    writes.add(database + ": " + lines + (noSync ? " (no sync)" : ""));
  }

  /// Notes status, headers and parts; more is wanted up to a part `enough`.
  @Override
  public ReplyParts beginReply(HttpReply head) {
    streamed.add(head.status() + " " + head.headers());
    return part -> {
      String text = new String(part, StandardCharsets.UTF_8);
      streamed.add(text);
      return !text.equals("enough");
    };
  }

  /// Rows from memory.
  static ResultRows rows(List<String> columns, List<List<Object>> rows) {
    return new ResultRows() {
      private int at = -1;

      @Override
      public List<String> columns() {
        return columns;
      }

      @Override
      public boolean next() {
        return ++at < rows.size();
      }

      @Override
      public Object value(int column) {
        return rows.get(at).get(column);
      }

      @Override
      public void close() {
        at = rows.size();
      }
    };
  }

  /// The same row again and again.
  static ResultRows repeated(List<String> columns, List<Object> row, int count) {
    List<List<Object>> rows = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      rows.add(row);
    }
    return rows(columns, rows);
  }
}
