package millrace.store;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.ToLongFunction;

/// What one version of a list changes in another. Things of one number are the same thing.
///
/// @param added to the end, after `removed` were taken away
/// @param removed numbers, ascending
record ListChange<T>(List<T> added, Set<Long> removed) {
  ListChange {
    added = List.copyOf(added);
  }

  /// Everything of a list.
  static <T> ListChange<T> all(List<T> added) {
    return new ListChange<>(added, Set.of());
  }

  /// @param after what is left of `before`, in its order, and what is new behind it
  static <T> ListChange<T> between(List<T> before, List<T> after, ToLongFunction<T> number) {
    int same = 0;
    while (same < before.size() && same < after.size() && before.get(same) == after.get(same)) {
      same++;
    }
    Set<Long> gone = new TreeSet<>();
    before.subList(same, before.size()).forEach(thing -> gone.add(number.applyAsLong(thing)));
    List<T> added = new ArrayList<>();
    for (T thing : after.subList(same, after.size())) {
      if (!gone.remove(number.applyAsLong(thing))) {
        added.add(thing);
      }
    }
    return new ListChange<>(added, gone);
  }

  List<T> over(List<T> before, ToLongFunction<T> number) {
    List<T> after = new ArrayList<>(before.size() + added.size());
    before.stream().filter(thing -> !removed.contains(number.applyAsLong(thing))).forEach(after::add);
    after.addAll(added);
    return after;
  }

  /// An earlier change and this one as one.
  ListChange<T> after(ListChange<T> earlier, ToLongFunction<T> number) {
    Set<Long> gone = new TreeSet<>(removed);
    earlier.added.forEach(thing -> gone.remove(number.applyAsLong(thing)));
    gone.addAll(earlier.removed);
    return new ListChange<>(over(earlier.added, number), gone);
  }
}
