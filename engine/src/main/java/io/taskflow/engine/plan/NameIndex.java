package io.taskflow.engine.plan;

/**
 * Finds numbered things by their names. A hash map does the same, with a node and a boxed number
 * for each name: with 100,000 names these are all over memory, and looking there is what takes the
 * time. Here a lookup looks into one array, and at the name that it finds.
 *
 * <p>Not thread-safe while names are added.
 */
final class NameIndex {

  private static final int FREE = 0;

  /** Enough for the number of anything in a flow, plus one. */
  private static final int NUMBER_BITS = 20;

  private static final int NUMBER_MASK = (1 << NUMBER_BITS) - 1;

  private final String[] names;

  /** In each slot some bits of a name's hash, and the number behind it plus one; linear probing. */
  private final int[] slots;

  private final int shift;

  /**
   * @param names of all numbers; a name must be there when its number is added, and stay
   */
  NameIndex(String[] names) {
    if (names.length > NUMBER_MASK) {
      throw new IllegalArgumentException(
          "at most %,d names can be told apart, not %,d".formatted(NUMBER_MASK, names.length));
    }
    int bits = Integer.SIZE - Integer.numberOfLeadingZeros(Math.max(1, names.length)) + 1;
    this.names = names;
    this.slots = new int[1 << bits];
    this.shift = Integer.SIZE - bits;
  }

  /** The names of all numbers; of several with the same name the first is found. */
  static NameIndex of(String[] names) {
    NameIndex index = new NameIndex(names);
    for (int number = 0; number < names.length; number++) {
      index.addIfAbsent(number);
    }
    return index;
  }

  /** Adds a number, unless another has its name already. Tells which one has it now. */
  int addIfAbsent(int number) {
    String name = names[number];
    int slot = slotOf(name);
    if (slots[slot] == FREE) {
      slots[slot] = tag(name.hashCode()) | (number + 1);
    }
    return numberIn(slot);
  }

  /** The number of a name; {@link FlowPlan#NONE} if there is none. */
  int get(String name) {
    return numberIn(slotOf(name));
  }

  private int numberIn(int slot) {
    return (slots[slot] & NUMBER_MASK) - 1;
  }

  /** The slot in which a name is, or the free one in which it would be. */
  private int slotOf(String name) {
    int hash = name.hashCode();
    int tag = tag(hash);
    int slot = hash * 0x9E3779B9 >>> shift;
    while (slots[slot] != FREE
        && ((slots[slot] & ~NUMBER_MASK) != tag || !name.equals(names[numberIn(slot)]))) {
      slot = slot + 1 & slots.length - 1;
    }
    return slot;
  }

  /** Names that differ have the same seldom, so that few are looked at in vain. */
  private static int tag(int hash) {
    return hash << NUMBER_BITS;
  }
}
