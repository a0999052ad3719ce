package millrace.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import millrace.columns.TableReader;

/// What may be there after steps of which some were never answered: each of those happened or did not, as a whole.
///
/// One that happened did so in its place. But a write that failed may be in the log all the same, and what is deleted
/// after it does not know of it: such a write may also turn up after the deletions that follow it, up to the next write
/// that was acknowledged, which is certain to be newer.
final class PossibleStates {
  private final List<RandomHistory.Step> steps = new ArrayList<>();

  /// Places in `steps`.
  private final Set<Integer> unanswered = new TreeSet<>();

  private enum Outcome { MISSING, IN_PLACE, LATER }

  /// A step is under way.
  void begin(RandomHistory.Step step) {
    unanswered.add(steps.size());
    steps.add(step);
  }

  /// The step under way has been acknowledged.
  void acknowledged() {
    unanswered.remove(steps.size() - 1);
  }

  /// Checks that a store holds one of the possible states.
  void check(Store store, String where) {
    find(store, where);
  }

  /// Checks that a store holds one of the possible states, and takes that to be the one from now on.
  void settle(Store store, String where) {
    List<RandomHistory.Step> happened = find(store, where);
    steps.clear();
    steps.addAll(happened);
    unanswered.clear();
  }

  /// The steps that happened, in their order.
  private List<RandomHistory.Step> find(Store store, String where) {
    Map<Long, String> found = new TreeMap<>();
    for (long table : RandomHistory.TABLES) {
      try (TableReader reader = store.open(table)) {
        found.put(table, HistoryModel.points(reader));
      }
    }
    long choices = Math.round(Math.pow(Outcome.values().length, unanswered.size()));
    for (long choice = 0; choice < choices; choice++) {
      List<RandomHistory.Step> happened = happened(choice);
      if (found.equals(points(happened))) {
        return happened;
      }
    }
    assertThat(found).as("%s, unanswered %s of %s", where, unanswered, steps).isEqualTo(points(steps));
    throw new AssertionError("equal after all");
  }

  /// @param choice an outcome for each unanswered step, as the digits of a number
  private List<RandomHistory.Step> happened(long choice) {
    List<RandomHistory.Step> happened = new ArrayList<>();
    List<RandomHistory.Step> later = new ArrayList<>();
    long left = choice;
    for (int i = 0; i < steps.size(); i++) {
      RandomHistory.Step step = steps.get(i);
      boolean isWrite = step instanceof RandomHistory.Write;
      if (!unanswered.contains(i)) {
        if (isWrite) {
          happened.addAll(later);
          later.clear();
        }
        happened.add(step);
        continue;
      }
      switch (Outcome.values()[(int) (left % Outcome.values().length)]) {
        case MISSING -> {}
        case IN_PLACE -> happened.add(step);
        case LATER -> (isWrite ? later : happened).add(step);
      }
      left /= Outcome.values().length;
    }
    happened.addAll(later);
    return happened;
  }

  private static Map<Long, String> points(List<RandomHistory.Step> happened) {
    HistoryModel model = new HistoryModel();
    happened.forEach(model::take);
    Map<Long, String> points = new TreeMap<>();
    RandomHistory.TABLES.forEach(table -> points.put(table, model.points(table)));
    return points;
  }
}
