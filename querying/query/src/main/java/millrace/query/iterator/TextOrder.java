package millrace.query.iterator;

import millrace.columns.ColumnType;
import millrace.query.batch.Batch;
import millrace.query.batch.Utf8Order;
import millrace.query.batch.Vector;

/// Orders rows of one time and group by their auxiliary values, as the reference does where these are texts.
final class TextOrder {
  private TextOrder() {}

  /// Less than, equal to or greater than zero; 0 as soon as a value is missing or no text.
  static int compare(Batch x, int rowX, Batch y, int rowY) {
    for (int i = 0; i < x.aux.length; i++) {
      Vector left = x.aux[i];
      Vector right = y.aux[i];
      if (left.type() != ColumnType.STRING || left.isMissing(rowX) || right.isMissing(rowY)) {
        return 0;
      }
      int byText = Utf8Order.compare(left.strings[rowX], right.strings[rowY]);
      if (byText != 0) {
        return byText;
      }
    }
    return 0;
  }
}
