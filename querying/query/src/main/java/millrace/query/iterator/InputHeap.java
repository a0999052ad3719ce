package millrace.query.iterator;

/// A binary heap of input numbers. The sequence of swaps is the one of the reference's heap, since it decides which of
/// several equal inputs comes first.
final class InputHeap {
  private final int[] slots;
  private final Order order;
  private int size;

  /// Whether one input comes strictly before another.
  @FunctionalInterface
  interface Order {
    boolean isBefore(int a, int b);
  }

  InputHeap(int capacity, Order order) {
    this.slots = new int[capacity];
    this.order = order;
  }

  /// Adds an input without regard to order, before [#build].
  void add(int input) {
    slots[size++] = input;
  }

  /// Brings the added inputs into heap order.
  void build() {
    for (int i = size / 2 - 1; i >= 0; i--) {
      down(i);
    }
  }

  boolean isEmpty() {
    return size == 0;
  }

  /// Takes the first input out.
  int pop() {
    size--;
    swap(0, size);
    down(0);
    return slots[size];
  }

  void push(int input) {
    slots[size++] = input;
    up(size - 1);
  }

  private void up(int child) {
    while (child > 0) {
      int parent = (child - 1) / 2;
      if (!order.isBefore(slots[child], slots[parent])) {
        return;
      }
      swap(child, parent);
      child = parent;
    }
  }

  private void down(int parent) {
    while (true) {
      int child = 2 * parent + 1;
      if (child >= size) {
        return;
      }
      if (child + 1 < size && order.isBefore(slots[child + 1], slots[child])) {
        child++;
      }
      if (!order.isBefore(slots[child], slots[parent])) {
        return;
      }
      swap(parent, child);
      parent = child;
    }
  }

  private void swap(int a, int b) {
    int kept = slots[a];
    slots[a] = slots[b];
    slots[b] = kept;
  }
}
