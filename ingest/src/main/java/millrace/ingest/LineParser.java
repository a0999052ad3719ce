package millrace.ingest;

import java.util.ArrayList;
import java.util.List;
import millrace.catalog.RetentionPolicy;

/// Reads bodies of one dialect for one retention policy, one at a time. What it learns of names and series stays for
/// the next body.
final class LineParser {
  private static final int MOST_ERRORS = 10_000;

  private final Dialect dialect;
  private final LineGrammar grammar;
  private final BatchTables tables = new BatchTables();
  private final FastPass fast;

  private Body body;
  private byte[] bytes;
  private int end;
  private Admission admission;
  private final List<LineError> errors = new ArrayList<>();
  private final List<V1Judge.Point> points = new ArrayList<>();
  private int unlisted;
  private int firstUnlisted;
  private boolean isJudging;
  private boolean isOdd;
  private int countedTo;
  private int countedLines;

  LineParser(Dialect dialect) {
    this.dialect = dialect;
    this.grammar = LineGrammar.of(dialect);
    this.fast = new FastPass(dialect, grammar, tables);
  }

  /// Reads a body against the schema as it is.
  ///
  /// @param stopAtError whether the first refused line ends the reading
  void parse(Body newBody, boolean stopAtError) {
    begin(newBody, false);
    int at = body.start();
    while (at < end && !(stopAtError && !errors.isEmpty())) {
      at = fast.lines(at);
      at = at < end ? next(at) : at;
    }
    listRest();
  }

  /// Reads a V1 body and lets [V1Judge] decide over each of its points.
  ///
  /// @param oldestNanos points before it are dropped
  /// @return the types of fields that are made without a point
  List<TypeClaim> judge(Body newBody, RetentionPolicy policy, ShardTypes types, long oldestNanos) {
    begin(newBody, true);
    int at = body.start();
    while (at < end) {
      at = next(at);
    }
    listRest();
    V1Judge judge = new V1Judge(types, policy, tables, oldestNanos);
    judge.judge(points);
    points.clear();
    errors.addAll(judge.errors());
    return judge.claims();
  }

  /// What the last body added.
  BatchTables tables() {
    return tables;
  }

  /// The lines the last body lost, in order.
  List<LineError> errors() {
    return errors;
  }

  /// Whether the last body had points that V1 drops after parsing; the rows are not to be used then.
  boolean isOdd() {
    return isOdd;
  }

  /// A rough count of the heap held between bodies.
  long sizeBytes() {
    return fast.sizeBytes();
  }

  private void begin(Body newBody, boolean judging) {
    body = newBody;
    bytes = newBody.bytes();
    end = newBody.end();
    isJudging = judging;
    isOdd = false;
    errors.clear();
    unlisted = 0;
    countedTo = 0;
    countedLines = 1;
    tables.begin(body.policy());
    admission = new Admission(tables, body.limits(), body.catalog());
    fast.begin(bytes, end, body.timestamps());
  }

  /// Reads the line at `start`, unless there is none, and returns where the next begins. The fast pass has given up what
  /// begins here, but for a line behind blanks it may have seen these only.
  private int next(int start) {
    int first = start;
    while (bytes[first] == ' ' || bytes[first] == '\t' || bytes[first] == 0 && dialect == Dialect.V1) {
      first++;
    }
    if (first >= end || bytes[first] == '\n') {
      return first + 1;
    }
    if (bytes[first] == '#') {
      return LineEnds.findPlain(bytes, first, end) + 1;
    }
    if (dialect == Dialect.V3 && bytes[first] == '\r' && bytes[first + 1] == '\n') {
      return first + 2;
    }
    return !isJudging && (fast.learn(first) || first > start) ? first : careful(first);
  }

  private int careful(int start) {
    int stop = lineEnd(start);
    try {
      CarefulLine line = grammar.line(bytes, start, stop);
      switch (dialect) {
        case V3 -> admission.checkV3(line);
        case V1 -> admission.checkLimits(line);
      }
      long nanos = nanos(line, start, stop);
      if (isJudging) {
        points.add(new V1Judge.Point(line, nanos, lineNumber(start), quote(start, stop)));
      } else {
        isOdd |= dialect == Dialect.V1 && line.names("time");
        tables.append(line, nanos);
      }
    } catch (BadLine e) {
      refuse(e, start, stop);
    }
    return stop + 1;
  }

  /// Where a line ends. A newline that an open quote or a backslash keeps from ending the body's last line is no part of
  /// it in V1.
  private int lineEnd(int start) {
    int stop = LineEnds.find(bytes, start, end);
    boolean keptOpen = dialect == Dialect.V1 && stop == end && stop > start && bytes[stop - 1] == '\n';
    return keptOpen ? stop - 1 : stop;
  }

  /// Notes a refused line; very many are only counted, so that a body of nothing but faults costs little memory.
  private void refuse(BadLine reason, int start, int stop) {
    if (errors.size() < MOST_ERRORS) {
      errors.add(new LineError(lineNumber(start), reason.kind(), reason.getMessage(), quote(start, stop)));
    } else if (unlisted++ == 0) {
      firstUnlisted = start;
    }
  }

  private void listRest() {
    if (unlisted > 0) {
      int stop = lineEnd(firstUnlisted);
      String message = unlisted + " more lines were refused, beginning with this one";
      errors.add(
          new LineError(lineNumber(firstUnlisted), LineError.Kind.SYNTAX, message, quote(firstUnlisted, stop)));
    }
  }

  private long nanos(CarefulLine line, int start, int stop) throws BadLine {
    Timestamps timestamps = body.timestamps();
    if (line.timestamp().isEmpty()) {
      return timestamps.receivedNanos();
    }
    try {
      return timestamps.nanos(line.timestamp().getAsLong());
    } catch (BadLine e) {
      throw dialect == Dialect.V1 ? new BadLine(V1Grammar.quoting(bytes, start, stop, e.getMessage())) : e;
    }
  }

  private String quote(int start, int stop) {
    boolean hasReturn = stop > start && bytes[stop - 1] == '\r';
    return LineEnds.quote(bytes, start, hasReturn ? stop - 1 : stop);
  }

  /// The number of the physical line that begins at `start`; called for ascending places.
  private int lineNumber(int start) {
    countedLines += LineEnds.count(bytes, countedTo, start);
    countedTo = start;
    return countedLines;
  }
}
