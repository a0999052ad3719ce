package millrace.query.iterator;

/// A binary heap of input numbers. The sequence of swaps is the one of the reference's heap, since it decides which of
/// several equal inputs comes first.
public final class InputHeap {
  private final int[] slots;
  private final Order order;
  private int size;

  /// Whether one input comes strictly before another.
  @FunctionalInterface
  public interface Order {
    boolean isBefore(int a, int b);
  }

  /// @param capacity most inputs at a time
  public InputHeap(int capacity, Order order) {
    this.slots = new int[capacity];
    this.order = order;
  }

  /// Adds an input without regard to order, before [#build].
  public void add(int input) {
    slots[size++] = input;
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

  /// The first input.
  int first() {
    return slots[0];
  }

  /// Takes the first input out.
  public int pop() {
    size--;
    swap(0, size);
    down(0);
    return slots[size];
  }

  /// Puts an input back, or in.
  public void push(int input) {
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
