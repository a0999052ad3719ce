package millrace.query.expression;

import com.google.re2j.Pattern;
import millrace.columns.ColumnType;
import millrace.query.batch.Vector;

/// `=~` and `!~` over a column of strings. Where the value is missing neither holds.
final class RegexMatch implements ColumnExpression {
  private final ColumnExpression text;
  private final Pattern pattern;
  private final boolean wanted;
  private final Vector result = new Vector(ColumnType.BOOLEAN, 0);

  RegexMatch(ColumnExpression text, Pattern pattern, boolean wanted) {
    this.text = text;
    this.pattern = pattern;
    this.wanted = wanted;
  }

  @Override
  public ColumnType type() {
    return ColumnType.BOOLEAN;
  }

  @Override
  public Vector evaluate(Vector[] columns, int size) {
    Vector in = text.evaluate(columns, size);
    result.ensure(size);
    for (int i = 0; i < size; i++) {
      result.booleans[i] = !in.isMissing(i) && pattern.matcher(in.strings[i]).find() == wanted;
    }
    return result;
  }
}
