package io.taskflow.engine.plan;

import java.util.function.IntFunction;

/**
 * Finds numbered things by their names. A hash map does the same, with a node and a boxed number
 * for each name: with 100,000 names these are all over memory, and looking there is what takes the
 * time. Here a lookup looks into two arrays, and at the name that it finds.
 *
 * <p>Not thread-safe while names are added.
 */
final class NameIndex {

  private static final long FREE = 0;

  private final String[] names;

  /** In each slot a name's hash, and the number behind it, plus one; linear probing. */
  private final long[] slots;

  private final int shift;

  /**
   * @param size numbers are from 0 to below this
   */
  NameIndex(int size) {
    int bits = Integer.SIZE - Integer.numberOfLeadingZeros(Math.max(1, size)) + 1;
    this.names = new String[size];
    this.slots = new long[1 << bits];
    this.shift = Integer.SIZE - bits;
  }

  /** The names of all numbers; of several with the same name the first is found. */
  static NameIndex of(int size, IntFunction<String> nameOf) {
    NameIndex index = new NameIndex(size);
    for (int number = 0; number < size; number++) {
      index.addIfAbsent(nameOf.apply(number), number);
    }
    return index;
  }

  /** Gives a number a name, unless another has it already. Tells who has it now. */
  int addIfAbsent(String name, int number) {
    int slot = slotOf(name);
    if (slots[slot] == FREE) {
      names[number] = name;
      slots[slot] = (long) name.hashCode() << Integer.SIZE | (number + 1);
    }
    return numberIn(slot);
  }

  /** The number of a name; {@link FlowPlan#NONE} if there is none. */
  int get(String name) {
    return numberIn(slotOf(name));
  }

  /** The name that was given to a number. */
  String name(int number) {
    return names[number];
  }

  private int numberIn(int slot) {
    return (int) slots[slot] - 1;
  }

  /** The slot in which a name is, or the free one in which it would be. */
  private int slotOf(String name) {
    int hash = name.hashCode();
    int slot = hash * 0x9E3779B9 >>> shift;
    while (slots[slot] != FREE
        && ((int) (slots[slot] >>> Integer.SIZE) != hash || !name.equals(names[numberIn(slot)]))) {
      slot = slot + 1 & slots.length - 1;
    }
    return slot;
  }
}
