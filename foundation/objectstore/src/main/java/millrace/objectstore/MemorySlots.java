package millrace.objectstore;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.concurrent.atomic.AtomicReferenceArray;

/// Slots in memory outside the heap, each allocated when first written.
final class MemorySlots implements Slots {
  private final int slotBytes;
  private final AtomicReferenceArray<MemorySegment> slots;

  MemorySlots(int slots, int slotBytes) {
    this.slotBytes = slotBytes;
    this.slots = new AtomicReferenceArray<>(slots);
  }

  @Override
  public void write(int slot, byte[] bytes) {
    if (slots.get(slot) == null) {
      slots.set(slot, Arena.ofAuto().allocate(slotBytes));
    }
    MemorySegment.copy(bytes, 0, slots.get(slot), ValueLayout.JAVA_BYTE, 0, bytes.length);
  }

  @Override
  public void read(int slot, int offset, byte[] into, int at, int count) throws IOException {
    MemorySegment from = slots.get(slot);
    if (from == null) {
      throw new IOException("slot " + slot + " was never written");
    }
    MemorySegment.copy(from, ValueLayout.JAVA_BYTE, offset, into, at, count);
  }

  /// The memory goes when nobody reads it any more.
  @Override
  public void close() {
    for (int slot = 0; slot < slots.length(); slot++) {
      slots.set(slot, null);
    }
  }
}
