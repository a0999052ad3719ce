package millrace.query.iterator;

import java.util.Arrays;
import millrace.query.iterator.InputHeap.Order;

/// An [InputHeap] whose inputs have a time each, compared before anything else. The sequence of swaps is the same.
public final class TimeHeap {
  private final int[] slots;
  private final long[] keys;
  private final Order ties;
  private int size;

  /// A heap that does not tell inputs of equal time apart.
  public TimeHeap(int capacity) {
    this(capacity, (a, b) -> false);
  }

  /// @param ties which of two inputs of equal time comes strictly first
  TimeHeap(int capacity, Order ties) {
    this.slots = new int[capacity];
    this.keys = new long[capacity];
    this.ties = ties;
  }

  /// Adds an input without regard to order, before [#build].
  ///
  /// @param key the time, so turned that it orders in the direction of the merge
  public void add(int input, long key) {
    slots[size] = input;
    keys[size++] = key;
  }

  /// Brings the added inputs into heap order.
  public void build() {
    for (int i = size / 2 - 1; i >= 0; i--) {
      down(i);
    }
  }

  /// Whether there are no more inputs.
  public boolean isEmpty() {
    return size == 0;
  }

  int size() {
    return size;
  }

  /// Whether all inputs have the same time.
  boolean isLevel() {
    for (int slot = 1; slot < size; slot++) {
      if (keys[slot] != keys[0]) {
        return false;
      }
    }
    return size > 0;
  }

  /// The inputs as they stand, first the one that comes first.
  int[] inputs() {
    return Arrays.copyOf(slots, size);
  }

  /// Puts all inputs into other places, with one time for all.
  void replace(int[] inputs, long key) {
    System.arraycopy(inputs, 0, slots, 0, size);
    Arrays.fill(keys, 0, size, key);
  }

  /// Takes the first input out.
  public int pop() {
    size--;
    int first = slots[0];
    slots[0] = slots[size];
    keys[0] = keys[size];
    down(0);
    return first;
  }

  /// Puts an input back, or in.
  public void push(int input, long key) {
    int child = size++;
    while (child > 0) {
      int parent = (child - 1) / 2;
      if (key > keys[parent] || (key == keys[parent] && !ties.isBefore(input, slots[parent]))) {
        break;
      }
      slots[child] = slots[parent];
      keys[child] = keys[parent];
      child = parent;
    }
    slots[child] = input;
    keys[child] = key;
  }

  private void down(int from) {
    int parent = from;
    int input = slots[parent];
    long key = keys[parent];
    while (true) {
      int child = 2 * parent + 1;
      if (child >= size) {
        break;
      }
      if (child + 1 < size && isBefore(child + 1, keys[child], slots[child])) {
        child++;
      }
      if (!isBefore(child, key, input)) {
        break;
      }
      slots[parent] = slots[child];
      keys[parent] = keys[child];
      parent = child;
    }
    slots[parent] = input;
    keys[parent] = key;
  }

  private boolean isBefore(int slot, long key, int input) {
    return keys[slot] < key || (keys[slot] == key && ties.isBefore(slots[slot], input));
  }
}
