package millrace.query.iterator;

import java.util.Arrays;
import millrace.query.batch.Batch;
import millrace.query.batch.Group;

/// The points of inputs that have the same times for a while, in the order a [TimeHeap] gives them, without its comparing
/// them one by one: series that are written together are the usual case.
///
/// Threads: one at a time.
final class LevelRun {
  /// Fewer common times are not worth the preparation.
  private static final int LEAST_ROUNDS = 4;

  private final BufferedIterator[] inputs;

  /// By input: the row of the first round, and the group, which is the same for all points of an input.
  private final int[] rows;

  private final Group[] groups;
  private final ColumnGather values;
  private final ColumnGather[] aux;
  private HeapRounds rounds = new HeapRounds(0);

  /// The inputs as they stand in the heap before the current round, and in the order it takes them.
  private int[] slots = {};

  private int[] turns = {};
  private int[] scratch = {};

  private int round;
  private int roundCount;
  private int turn;

  /// @param inputs with points of one group each, of weight 1
  /// @param sample a batch like theirs
  LevelRun(BufferedIterator[] inputs, Batch sample) {
    this.inputs = inputs;
    this.rows = new int[inputs.length];
    this.groups = new Group[inputs.length];
    this.values = new ColumnGather(sample.type(), inputs.length);
    this.aux = new ColumnGather[sample.aux.length];
    for (int i = 0; i < aux.length; i++) {
      aux[i] = new ColumnGather(sample.aux[i].type(), inputs.length);
    }
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
    gather();
    return true;
  }

  private void gather() {
    values.clear();
    for (ColumnGather column : aux) {
      column.clear();
    }
    for (int input : slots) {
      Batch batch = inputs[input].batch();
      rows[input] = inputs[input].row();
      groups[input] = batch.groups[rows[input]];
      values.set(input, batch.values);
      for (int i = 0; i < aux.length; i++) {
        aux[i].set(input, batch.aux[i]);
      }
    }
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

  /// Appends points of the current time, as many as there are up to a number.
  void appendTo(Batch out, int most) {
    int count = Math.min(most, turns.length - turn);
    int to = out.size;
    out.ensure(to + count);
    Arrays.fill(out.times, to, to + count, inputs[slots[0]].batch().times[rows[slots[0]] + round]);
    Arrays.fill(out.weights, to, to + count, 1);
    for (int i = 0; i < count; i++) {
      Group group = groups[turns[turn + i]];
      // Storing a reference costs the garbage collector's bookkeeping, looking does not.
      if (out.groups[to + i] != group) {
        out.groups[to + i] = group;
      }
    }
    values.copy(turns, turn, count, rows, round, out.values, to);
    for (int i = 0; i < aux.length; i++) {
      aux[i].copy(turns, turn, count, rows, round, out.aux[i], to);
    }
    out.size += count;
    turn += count;
    if (turn == turns.length) {
      nextRound();
    }
  }

  private void nextRound() {
    turn = 0;
    round++;
    rounds.move(slots, scratch);
    rounds.turns(slots, turns);
  }

  /// Gives the inputs back to the heap.
  ///
  /// @param ascending the direction of the merge
  void end(TimeHeap heap, boolean ascending) {
    for (int input : slots) {
      inputs[input].skipTo(rows[input] + roundCount);
    }
    long time = inputs[slots[0]].time();
    heap.replace(slots, ascending ? time : ~time);
    roundCount = 0;
  }
}
