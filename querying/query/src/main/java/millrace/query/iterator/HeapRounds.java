package millrace.query.iterator;

/// What a heap of inputs does while all of them have the same times: in a round each input is taken once, and put back with
/// one and the same later time. Every comparison then has the same outcome in every round, so the order of a round, and how
/// the inputs stand after it, depend on where they stood before it and on nothing else. Both are found once, by trying.
final class HeapRounds {
  private final int[] order;
  private final int[] origins;

  /// @param size inputs in the heap
  HeapRounds(int size) {
    TimeHeap heap = new TimeHeap(size);
    for (int slot = 0; slot < size; slot++) {
      heap.add(slot, 0);
    }
    order = new int[size];
    for (int i = 0; i < size; i++) {
      order[i] = heap.pop();
      heap.push(order[i], 1);
    }
    origins = heap.inputs();
  }

  int size() {
    return order.length;
  }

  /// The inputs in the order a round takes them.
  ///
  /// @param slots the inputs as they stand in the heap
  void turns(int[] slots, int[] turns) {
    for (int i = 0; i < order.length; i++) {
      turns[i] = slots[order[i]];
    }
  }

  /// Moves the inputs to where they stand after a round.
  ///
  /// @param scratch room for as many
  void move(int[] slots, int[] scratch) {
    System.arraycopy(slots, 0, scratch, 0, order.length);
    for (int i = 0; i < order.length; i++) {
      slots[i] = scratch[origins[i]];
    }
  }
}
