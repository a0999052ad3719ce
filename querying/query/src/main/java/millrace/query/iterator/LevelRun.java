package millrace.query.iterator;

import java.util.Arrays;

/// The points of inputs that have the same times for a while, in the order a [TimeHeap] gives them, without its comparing
/// them one by one: series that are written together are the usual case.
///
/// Threads: one at a time.
final class LevelRun {
  /// Fewer common times are not worth the preparation.
  private static final int LEAST_ROUNDS = 4;

  private final BufferedIterator[] inputs;
  private HeapRounds rounds = new HeapRounds(0);

  /// The inputs as they stand in the heap before the current round, and in the order it takes them.
  private int[] slots = {};

  private int[] turns = {};
  private int[] scratch = {};

  private int round;
  private int roundCount;
  private int turn;

  LevelRun(BufferedIterator[] inputs) {
    this.inputs = inputs;
  }

  /// Whether there are points left.
  boolean isRunning() {
    return round < roundCount;
  }

  /// Begins at the points the inputs are at, which are all at one time. The last time they have in common is left to the
  /// heap, since what comes after it is not known yet.
  ///
  /// @return whether it is worth it
  boolean begin(TimeHeap heap) {
    int common = common(heap.inputs());
    if (common <= LEAST_ROUNDS) {
      return false;
    }
    if (rounds.size() != heap.size()) {
      rounds = new HeapRounds(heap.size());
      turns = new int[heap.size()];
      scratch = new int[heap.size()];
    }
    slots = heap.inputs();
    rounds.turns(slots, turns);
    round = 0;
    turn = 0;
    roundCount = common - 1;
    return true;
  }

  /// How many times, from the current ones on, all inputs have in common in what they have at hand.
  private int common(int[] of) {
    BufferedIterator first = inputs[of[0]];
    int common = first.batch().size - first.row();
    for (int i = 1; i < of.length && common > LEAST_ROUNDS; i++) {
      BufferedIterator other = inputs[of[i]];
      int most = Math.min(common, other.batch().size - other.row());
      int mismatch =
          Arrays.mismatch(
              first.batch().times, first.row(), first.row() + most, other.batch().times, other.row(), other.row() + most);
      common = mismatch < 0 ? most : mismatch;
    }
    return common;
  }

  /// Takes points of the current time, as many as there are up to a number.
  ///
  /// @param from receives the input of each
  /// @param rows receives its row
  /// @param to where the first goes
  /// @return how many
  int take(int[] from, int[] rows, int to, int most) {
    int count = Math.min(most, turns.length - turn);
    for (int i = 0; i < count; i++) {
      int input = turns[turn + i];
      from[to + i] = input;
      rows[to + i] = inputs[input].row() + round;
    }
    turn += count;
    if (turn == turns.length) {
      turn = 0;
      round++;
      rounds.move(slots, scratch);
      rounds.turns(slots, turns);
    }
    return count;
  }

  /// Gives the inputs back to the heap.
  ///
  /// @param ascending the direction of the merge
  void end(TimeHeap heap, boolean ascending) {
    for (int input : slots) {
      inputs[input].skipTo(inputs[input].row() + roundCount);
    }
    long time = inputs[slots[0]].time();
    heap.replace(slots, ascending ? time : ~time);
    roundCount = 0;
  }
}
