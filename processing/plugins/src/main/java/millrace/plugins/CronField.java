package millrace.plugins;

import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// One field of a cron expression: the values it allows and the names they may go by.
///
/// Grammar of an item: `*`, a value, `a-b`, `*/n`, `a-b/n`, `a/n`; items are separated by commas. A range never wraps
/// around. Names stand for values, but a single name takes no step and a range has names at both ends or none.
enum CronField {
  SECOND(0, 59, false, Map.of()),
  MINUTE(0, 59, false, Map.of()),
  HOUR(0, 23, false, Map.of()),
  DAY_OF_MONTH(1, 31, true, Map.of()),
  MONTH(1, 12, false, Names.MONTHS),
  DAY_OF_WEEK(1, 7, true, Names.DAYS),
  YEAR(1970, 2100, false, Map.of());

  private final int first;
  private final int last;
  private final boolean takesQuestionMark;
  private final Map<String, Integer> names;

  CronField(int first, int last, boolean takesQuestionMark, Map<String, Integer> names) {
    this.first = first;
    this.last = last;
    this.takesQuestionMark = takesQuestionMark;
    this.names = names;
  }

  int first() {
    return first;
  }

  int last() {
    return last;
  }

  /// The values a field's text allows, one bit each.
  ///
  /// @throws CronSyntaxException when the text breaks the grammar or leaves the field's range
  BitSet parse(String text) {
    BitSet values = new BitSet(last + 1);
    for (String item : text.split(",", -1)) {
      addItem(item, values);
    }
    return values;
  }

  private void addItem(String item, BitSet values) {
    int slash = item.indexOf('/');
    String base = slash < 0 ? item : item.substring(0, slash);
    int step = slash < 0 ? 1 : step(item.substring(slash + 1), item);
    if (base.equals("*") || takesQuestionMark && base.equals("?")) {
      addRange(first, last, step, values);
      return;
    }
    int dash = base.indexOf('-');
    if (dash >= 0) {
      addRange(base.substring(0, dash), base.substring(dash + 1), step, item, values);
    } else if (slash < 0) {
      values.set(value(base, item));
    } else {
      addRange(number(base, item), last, step, values);
    }
  }

  private void addRange(String from, String to, int step, String item, BitSet values) {
    boolean named = isName(from);
    if (named != isName(to)) {
      throw bad(item, "a range has names at both ends or none");
    }
    int start = value(from, item);
    int end = value(to, item);
    if (start > end) {
      throw bad(item, "a range must not run backwards");
    }
    addRange(start, end, step, values);
  }

  private static void addRange(int start, int end, int step, BitSet values) {
    for (int value = start; value <= end; value += step) {
      values.set(value);
    }
  }

  private int step(String text, String item) {
    int step = digits(text, item);
    if (step < 1 || step > last) {
      throw bad(item, "a step is between 1 and " + last);
    }
    return step;
  }

  private int value(String text, String item) {
    Integer named = names.get(text.toLowerCase(Locale.ROOT));
    return named != null ? named : number(text, item);
  }

  private boolean isName(String text) {
    return names.containsKey(text.toLowerCase(Locale.ROOT));
  }

  private int number(String text, String item) {
    int number = digits(text, item);
    if (number < first || number > last) {
      throw bad(item, "a value is between " + first + " and " + last);
    }
    return number;
  }

  private int digits(String text, String item) {
    if (text.isEmpty() || text.length() > 9 || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
      throw bad(item, "expected a number");
    }
    return Integer.parseInt(text);
  }

  private CronSyntaxException bad(String item, String reason) {
    String field = name().toLowerCase(Locale.ROOT).replace('_', '-');
    return new CronSyntaxException("'" + item + "' in field " + field + ": " + reason);
  }

  /// In a class of their own because an enum's constants cannot reach its static fields.
  private static final class Names {
    static final Map<String, Integer> MONTHS =
        numbered(
            1,
            List.of(
                List.of("jan", "january"),
                List.of("feb", "february"),
                List.of("mar", "march"),
                List.of("apr", "april"),
                List.of("may"),
                List.of("jun", "june"),
                List.of("jul", "july"),
                List.of("aug", "august"),
                List.of("sep", "september"),
                List.of("oct", "october"),
                List.of("nov", "november"),
                List.of("dec", "december")));
    static final Map<String, Integer> DAYS =
        numbered(
            1,
            List.of(
                List.of("sun", "sunday"),
                List.of("mon", "monday"),
                List.of("tue", "tues", "tuesday"),
                List.of("wed", "wednesday"),
                List.of("thu", "thurs", "thursday"),
                List.of("fri", "friday"),
                List.of("sat", "saturday")));

    private static Map<String, Integer> numbered(int first, List<List<String>> spellings) {
      Map<String, Integer> names = new HashMap<>();
      for (int i = 0; i < spellings.size(); i++) {
        for (String spelling : spellings.get(i)) {
          names.put(spelling, first + i);
        }
      }
      return Map.copyOf(names);
    }
  }
}
